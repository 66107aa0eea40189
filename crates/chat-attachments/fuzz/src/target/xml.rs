//! One XML part, in each role in which the gate reads XML.

use chat_attachments::{Claim, fixture};
use fixture::Zip;

use crate::oracle::look;

/// Input: a byte that selects role and encoding, then the part.
pub fn xml(input: &[u8]) {
    let Some((how, part)) = input.split_first() else {
        return;
    };
    let part = encoded(how >> 4, part);
    let types = r#"<Types><Default Extension="xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"#;
    let links = r#"<a><Relationship Type="x/officeDocument" Target="a.xml"/></a>"#;
    let (zip, name) = match how % 6 {
        0 => (package(&part, links.as_bytes()), "a.docx"),
        1 => (package(types.as_bytes(), &part), "a.docx"),
        2 => {
            let zip = package(types.as_bytes(), links.as_bytes());
            (zip.stored("_rels/a.xml.rels", part), "a.docx")
        }
        3 => {
            let zip = package(types.as_bytes(), links.as_bytes());
            (zip.stored("b.xml", part), "a.docx")
        }
        4 => (document(&part, b"<a/>"), "a.odt"),
        _ => {
            let root = r#"<a><file-entry full-path="/" media-type="application/vnd.oasis.opendocument.text"/></a>"#;
            (document(root.as_bytes(), &part), "a.odt")
        }
    };
    look(&zip.finish(), &Claim::named(name));
}

fn package(types: &[u8], links: &[u8]) -> Zip {
    Zip::new()
        .stored("[Content_Types].xml", types)
        .stored("_rels/.rels", links)
        .stored("a.xml", "<a/>")
}

fn document(manifest: &[u8], content: &[u8]) -> Zip {
    Zip::new()
        .stored("META-INF/manifest.xml", manifest)
        .stored("content.xml", content)
}

fn encoded(how: u8, part: &[u8]) -> Vec<u8> {
    let units = || {
        String::from_utf8_lossy(part)
            .encode_utf16()
            .collect::<Vec<_>>()
    };
    match how {
        1 => [b"\xef\xbb\xbf", part].concat(),
        2 => units().into_iter().flat_map(u16::to_le_bytes).collect(),
        3 => {
            let units = units().into_iter().flat_map(u16::to_be_bytes);
            [0xfe, 0xff].into_iter().chain(units).collect()
        }
        _ => part.to_vec(),
    }
}
