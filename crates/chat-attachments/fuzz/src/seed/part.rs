//! Seeds of XML parts and PDF objects.

use chat_attachments::{Kind, fixture};

use super::{Seed, numbered};
use crate::pieces::Writer;
use crate::unpack;

/// Every part of the fixtures, in every plausible role and encoding.
pub(super) fn xml() -> Vec<Seed> {
    let mut seeds = Vec::new();
    for kind in [Kind::Docx, Kind::Xlsx, Kind::Odt] {
        for (name, _, content) in unpack::entries(&fixture::of(kind)) {
            let role: u8 = match name.as_str() {
                "[Content_Types].xml" => 0,
                "_rels/.rels" => 1,
                "META-INF/manifest.xml" => 4,
                "content.xml" => 5,
                _ if name.ends_with(".rels") => 2,
                _ => 3,
            };
            // The whole byte modulo the number of roles selects the role; its upper half selects the encoding.
            for encoding in 0..4_u8 {
                let how = (encoding * 16..=encoding * 16 + 15).find(|how| how % 6 == role);
                seeds.push([&[how.unwrap_or(role)], content.as_slice()].concat());
            }
        }
    }
    let more: [(u8, &str); 6] = [
        (0, "<!DOCTYPE a><a/>"),
        (
            1,
            "<a><Relationship Type='x/OfficeDocument' Target='..\\./a.xml&#x41;&lt;'/></a>",
        ),
        (
            2,
            "<a><b:Relationship Type='x/oleObject' Target='\\\\a\\b' TargetMode='external'/></a>",
        ),
        (3, "<a>DDEAUTO<x:ddeLink />&amp;<![CDATA[>]]><!-- --></a>"),
        (
            4,
            "<!DOCTYPE a PUBLIC 'b' 'c'><a><b><encryption-data/></b></a>",
        ),
        (4, "<a><file-entry full-path='Basic/a' media-type=''/></a>"),
    ];
    seeds.extend(more.map(|(role, part)| [&[role], part.as_bytes()].concat()));
    seeds.push([b"\x02".to_vec(), b"<a>".repeat(300)].concat());
    numbered(seeds)
}

pub(super) fn pdf_objects() -> Vec<Seed> {
    let piece = |how: u8, content: &str| Writer::new().byte(how).long(content.as_bytes());
    numbered([
        piece(0, "/OpenAction 5 0 R").byte(1).long(b"<< /JS (a) >>").finish(),
        piece(2, "9 0 << /S /Launch >>").finish(),
        piece(3, "9 0 << /S /JavaScript /JS 4 0 R >>").finish(),
        piece(4, "9 0 << /Type /EmbeddedFile >>").finish(),
        piece(5, "/ObjStm /Filter /FlateDecode /DecodeParms << /Predictor 12 >>").long(b"9 0").finish(),
        piece(5, "/First 9 /Filter [/ASCIIHexDecode /FlateDecode]").long(b"9 0").finish(),
        Writer::new().byte(6).byte(255).long(&[b' '; 2000]).finish(),
        piece(1, "<< /Encrypt 5 0 R /ID [<00> <00>] >>")
            .byte(1)
            .long(b"<< /Filter /Standard /V 2 /R 3 /Length 128 /P -4 /O (aaaaaaaabbbbbbbbccccccccdddddddd) /U (aaaaaaaabbbbbbbbccccccccdddddddd) >>")
            .finish(),
        piece(3, "9 0 null").byte(7).half(40).byte(1).finish(),
    ])
}
