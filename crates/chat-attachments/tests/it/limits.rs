//! Files made to be slow get a verdict within the stated bound on reads.
//!
//! Work is bounded by counting, not by a clock: the reads here, and the crate's own caps on steps, which
//! the verdicts show. Without its caps, each of these files would take minutes or more.

use std::io::{self, Cursor, Read, Seek, SeekFrom, Write};

use chat_attachments::{AttachmentPolicy, Claim, Judgement, Reason, fixture, judge};
use fixture::Compound;

use crate::support::{assert_refused, judged, reason};

/// Judges a file and checks the bound on reads: each page 24 times on average, and 256 pages more.
#[track_caller]
fn bounded(bytes: &[u8], name: &str) -> Judgement {
    let (read, judgement) = bytes_read(bytes, name);
    let most = 24 * bytes.len().next_multiple_of(64 * 1024) + 16 * MIB;
    assert!(read <= most, "{name}: {read} of {}", bytes.len());
    judgement
}

#[test]
fn object_streams_that_share_bytes_are_too_complex() {
    let mut object = b"5 0 obj << /First 1 >> stream ".repeat(20_000);
    object.extend_from_slice(&[b' '; 100]);
    let judgement = bounded(&fixture::pdf_with("", &[object]), "a.pdf");
    assert_eq!(reason(&judgement), Some(Reason::TooComplex));
}

#[test]
fn an_element_may_have_many_attributes() {
    let attributes: String = (0..60_000).map(|n| format!(" a{n}=''")).collect();
    let judgement = bounded(
        &fixture::docx_with(|zip| zip, &format!("<x{attributes}/>")),
        "a.docx",
    );
    assert!(judgement.is_accepted());
}

#[test]
fn elements_nested_too_deeply_are_too_complex() {
    let deep = format!("{}{}", "<a>".repeat(100_000), "</a>".repeat(100_000));
    let judgement = bounded(&fixture::docx_with(|zip| zip, &deep), "a.docx");
    assert_eq!(reason(&judgement), Some(Reason::TooComplex));
}

#[test]
fn a_package_may_have_many_types_and_many_entries() {
    let types: String = (0..15_000)
        .map(|n| format!("<Default Extension='{n}' ContentType='a'/>"))
        .collect();
    let many = |mut zip: fixture::Zip| {
        for n in 0..9_000 {
            zip = zip.stored(&format!("word/{n}.e{n}"), "");
        }
        zip
    };
    assert!(bounded(&fixture::docx_with(many, &types), "a.docx").is_accepted());
}

#[test]
fn streams_that_share_a_chain_are_refused() {
    let mut compound = Compound::new().stream("WordDocument", vec![0; 64]);
    for n in 0..3_000 {
        compound = compound.stream(&format!("s{n}"), vec![1; 4000]);
    }
    let mut bytes = compound.finish();
    // Every stream starts where the first does.
    let end = bytes.len();
    for at in (512..end - 128).step_by(128) {
        if bytes[at] == b's' && bytes[at + 66] == 2 {
            bytes[at + 116..at + 120].copy_from_slice(&1_u32.to_le_bytes());
        }
    }
    assert!(!bounded(&bytes, "a.doc").is_accepted());
}

#[test]
fn endless_braces_and_words_get_a_verdict() {
    let text = [b"{\\rtf1".to_vec(), b"{\\template ".repeat(200_000)].concat();
    assert_eq!(reason(&bounded(&text, "a.rtf")), Some(Reason::Damaged));
    let slashes = fixture::pdf_with("", &[b"/First ".repeat(250_000)]);
    assert_eq!(
        reason(&bounded(&slashes, "a.pdf")),
        Some(Reason::TooComplex)
    );
    // A comment that contains all later names stands before the value of each. A value beyond the cap counts
    // as a finding.
    for (name, code) in [
        ("/EF%", "embedded_file"),
        ("/E%", "accepted"),
        ("/XFA<!%", "xfa"),
    ] {
        let comment = fixture::pdf_with("", &[name.repeat(500_000).into_bytes()]);
        assert_eq!(bounded(&comment, "a.pdf").reason_code(), code, "{name}");
    }
    // Any group may not belong to its field.
    let groups = [r"{\*".repeat(300), "{".repeat(1_700)].concat();
    for (groups, code) in [
        (groups, "damaged"),
        ("{".repeat(2_000), "damaged"),
        (r"{\*\fldinst".repeat(100), "accepted"),
    ] {
        let field = format!(r"{{\fldinst {groups}x{}", "}".repeat(2_000));
        let text = format!(r"{{\rtf1{}", field.repeat(400));
        assert_eq!(bounded(text.as_bytes(), "a.rtf").reason_code(), code);
    }
    // Text that continues beyond the cap counts as a link to a program.
    for (name, code) in [
        ("fldChar", "accepted"),
        ("instr=\"", "dde"),
        ("instrText ", "dde"),
        ("<instrText>&#32;", "dde"),
        ("ddeLink", "accepted"),
    ] {
        let xml = name.repeat(4 * MIB / name.len());
        let part = fixture::docx_with(|zip| zip.stored("word/a.xml", xml), "");
        assert_eq!(bounded(&part, "a.docx").reason_code(), code, "{name}");
    }
}

/// A reader that counts the bytes read.
struct Counted<'a> {
    bytes: Cursor<&'a [u8]>,
    read: usize,
}

impl Read for Counted<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let n = self.bytes.read(into)?;
        self.read += n;
        Ok(n)
    }
}

impl Seek for Counted<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.bytes.seek(to)
    }
}

fn bytes_read(bytes: &[u8], name: &str) -> (usize, Judgement) {
    let mut reader = Counted {
        bytes: Cursor::new(bytes),
        read: 0,
    };
    let judgement = judge(&mut reader, &Claim::named(name), &AttachmentPolicy::DEFAULT).unwrap();
    (reader.read, judgement)
}

const MIB: usize = 1024 * 1024;

#[test]
fn an_ordinary_file_is_read_once() {
    let long = 8 * MIB;
    let jpeg = fixture::jpeg();
    let (start, end) = jpeg.split_at(jpeg.len() - 2);
    for (name, bytes) in [
        ("a.jpg", [start, &vec![0x11; long], end].concat()),
        (
            "a.rtf",
            [&b"{\\rtf1 "[..], &vec![b'a'; long], b"}"].concat(),
        ),
        ("a.pdf", fixture::pdf_with("", &[vec![b'a'; long]])),
        (
            "a.docx",
            fixture::docx_with(|zip| zip.stored("word/media/a.png", vec![7; long]), ""),
        ),
    ] {
        let (read, judgement) = bytes_read(&bytes, name);
        assert!(judgement.is_accepted(), "{name}: {judgement:?}");
        assert!(
            read <= bytes.len() + bytes.len() / 8,
            "{name}: {read} of {}",
            bytes.len()
        );
    }
}

/// A Word file whose main stream jumps from page to page with each sector.
fn scattered() -> Vec<u8> {
    let mut main = vec![0; 3 * MIB];
    main[..4].copy_from_slice(b"\xec\xa5\xc1\0");
    let file = Compound::new()
        .stream("WordDocument", main)
        .stream("0Table", vec![0; 5000]);
    let mut bytes = file.finish();
    // The chain of the directory's second entry jumps by a page with each step.
    for at in (0..bytes.len() - 4).step_by(512) {
        if bytes[at..at + 4] == [1, 0, 0, 0] {
            for step in 0..128 {
                let to = u32::try_from((step * 131) % 6_000).unwrap();
                bytes[at + 4 * step..at + 4 * step + 4].copy_from_slice(&to.to_le_bytes());
            }
        }
    }
    bytes
}

#[test]
fn reads_stay_within_the_stated_bound() {
    let mut object = b"5 0 obj << /Type /ObjStm /First 1 >> stream 1 ".repeat(20_000);
    object.extend_from_slice(&[b' '; 100]);
    for (name, bytes) in [
        ("a.pdf", fixture::pdf_with("", &[object])),
        (
            "b.pdf",
            fixture::pdf_with("", &[b"/First ".repeat(190_000)]),
        ),
        (
            "a.rtf",
            [b"{\\rtf1".to_vec(), b"{\\template ".repeat(200_000)].concat(),
        ),
        ("a.doc", scattered()),
    ] {
        bounded(&bytes, name);
    }
}

#[test]
fn pictures_of_tiny_pieces_are_too_complex() {
    let gif = fixture::gif();
    let table = 3 << ((gif[10] & 7) + 1);
    let head = 13 + if gif[10] & 0x80 == 0 { 0 } else { table };
    let comments = |count: usize| {
        [
            &gif[..head],
            &b"\x21\xfe\x01x\0".repeat(count),
            &gif[head..],
        ]
        .concat()
    };
    assert!(judged(&comments(100_000), "a.gif").is_accepted());
    assert_refused(
        &comments(200_000),
        "a.gif",
        Reason::TooComplex,
        "a GIF image",
    );
    let jpeg = fixture::jpeg();
    let segments =
        |count: usize| [&jpeg[..2], &b"\xff\xe1\0\x02".repeat(count), &jpeg[2..]].concat();
    assert!(judged(&segments(50_000), "a.jpg").is_accepted());
    assert_refused(
        &segments(100_000),
        "a.jpg",
        Reason::TooComplex,
        "a JPEG image",
    );
}

#[test]
fn bombs_among_the_objects_of_a_presentation_are_refused() {
    let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    packed.write_all(&vec![0; 3 * MIB]).unwrap();
    let size = u32::try_from(3 * MIB).unwrap().to_le_bytes();
    let object = [size.as_slice(), &packed.finish().unwrap()].concat();
    let bombs = fixture::ppt_record(0x10, 0x1011, &object).repeat(40);
    let bombs = fixture::ppt_with(&bombs);
    let judgement = bounded(&bombs, "a.ppt");
    assert_eq!(reason(&judgement), Some(Reason::ExpandsTooMuch));
}
