//! PDF: complete, or built from objects with packed streams.

use std::io::Write;

use chat_attachments::{Claim, fixture};
use flate2::Compression;
use flate2::write::ZlibEncoder;

use super::{edit, repeated};
use crate::oracle::look;
use crate::pieces::Pieces;

/// A complete PDF. Input without a header gets one.
pub fn pdf(input: &[u8]) {
    let has_header = input
        .trim_ascii_start()
        .strip_prefix(b"\xef\xbb\xbf")
        .unwrap_or(input.trim_ascii_start())
        .starts_with(b"%PDF-");
    let file = if has_header {
        input.to_vec()
    } else {
        [b"%PDF-1.7\n", input].concat()
    };
    look(&file, &Claim::named("a.pdf"));
}

/// A PDF of objects; for each: packing, length, content. Edits of single bytes follow.
pub fn pdf_objects(input: &[u8]) {
    let mut pieces = Pieces::of(input);
    let (mut catalog, mut objects, mut edits) = (String::new(), Vec::new(), Pieces::of(&[]));
    while !pieces.is_empty() {
        match pieces.byte() % 8 {
            0 => catalog.push_str(&String::from_utf8_lossy(pieces.long())),
            1 => objects.push(pieces.long().to_vec()),
            2 => objects.push(stream("/Type /ObjStm", pieces.long())),
            3 => objects.push(stream(
                "/Filter /FlateDecode /ObjStm",
                &packed(pieces.long()),
            )),
            4 => objects.push(stream("/First 4 /Filter [/Fl]", &packed(pieces.long()))),
            5 => {
                let dictionary = String::from_utf8_lossy(pieces.long()).into_owned();
                objects.push(stream(&dictionary, &packed(pieces.long())));
            }
            6 => {
                let (times, content) = (pieces.byte(), pieces.long());
                let content = repeated(content, usize::from(times) + 1);
                objects.push(stream("/First 1 /Filter /FlateDecode", &packed(&content)));
            }
            _ => {
                edits = pieces;
                break;
            }
        }
    }
    let mut file = fixture::pdf_with(&catalog, &objects);
    edit(&mut file, edits);
    look(&file, &Claim::named("a.pdf"));
}

fn stream(dictionary: &str, content: &[u8]) -> Vec<u8> {
    let start = format!("<< {dictionary} /Length {} >>\nstream\n", content.len());
    [start.as_bytes(), content, b"\nendstream"].concat()
}

fn packed(content: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
    let written = encoder.write_all(content).and_then(|()| encoder.finish());
    written.unwrap_or_default()
}
