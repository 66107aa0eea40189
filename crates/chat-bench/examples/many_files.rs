//! Generates files to check: `cargo run --release -p chat-bench --example many_files -- FOLDER COUNT`.
//!
//! All kinds in turn, a thousand per folder. Photos, PDF files and Word documents have realistic sizes; other
//! files are as small as possible.

use chat_attachments::{Kind, fixture};
use std::{error::Error, fs, path::Path};

const PHOTO: usize = 2 * 1024 * 1024;
const SCAN: usize = 1024 * 1024;
const PICTURE: usize = 256 * 1024;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, count] = arguments.as_slice() else {
        return Err("usage: many_files FOLDER COUNT".into());
    };
    let files: Vec<_> = fixture::all()
        .map(|(kind, small)| (kind, of_usual_size(kind, small)))
        .collect();
    let mut bytes = 0;
    for (number, (kind, file)) in (0..count.parse()?).zip(files.iter().cycle()) {
        let inner = Path::new(folder).join(format!("{:02}", number / 1_000));
        fs::create_dir_all(&inner)?;
        let name = format!("{:03}.{}", number % 1_000, kind.canonical_extension());
        fs::write(inner.join(name), file)?;
        bytes += file.len();
    }
    println!("{count} files, {bytes} bytes");
    Ok(())
}

fn of_usual_size(kind: Kind, small: Vec<u8>) -> Vec<u8> {
    match kind {
        Kind::Jpeg => {
            // Inserted into the picture's data, before its end.
            let end = small.len().saturating_sub(2);
            let (head, tail) = small.split_at(end);
            [head, &noise(PHOTO), tail].concat()
        }
        Kind::Pdf => {
            let head = format!("<< /Length {SCAN} >>\nstream\n").into_bytes();
            fixture::pdf_with("", &[[&head, &noise(SCAN)[..], b"\nendstream"].concat()])
        }
        Kind::Docx => {
            let types = r#"<Default Extension="png" ContentType="image/png"/>"#;
            fixture::docx_with(
                |zip| zip.deflated("word/media/image1.png", noise(PICTURE)),
                types,
            )
        }
        _ => small,
    }
}

/// Bytes that hardly compress and contain no JPEG marker.
fn noise(length: usize) -> Vec<u8> {
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut next = || {
        // Xorshift.
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 56) as u8 & 0x7F
    };
    (0..length).map(|_| next()).collect()
}
