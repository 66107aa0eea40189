//! ZIP archives that no Office document may be.

use chat_attachments::{Reason, fixture};
use fixture::Zip;

use crate::support::{assert_refused, judged, reason};

#[test]
fn a_plain_archive_is_refused_by_name() {
    let zip = Zip::new().deflated("a.txt", "hello").finish();
    assert_refused(&zip, "a.zip", Reason::NotAccepted, "a ZIP archive");
    assert_refused(&zip, "a.docx", Reason::NotAccepted, "a ZIP archive");
    let jar = Zip::new()
        .deflated("META-INF/MANIFEST.MF", "Manifest-Version: 1.0\n")
        .finish();
    assert_refused(&jar, "a.docx", Reason::NotAccepted, "a Java archive");
    let epub = Zip::new()
        .stored("mimetype", "application/epub+zip")
        .finish();
    assert_refused(&epub, "a.odt", Reason::NotAccepted, "an EPUB book");
}

#[test]
fn a_bomb_is_refused_by_its_actual_output() {
    let big = vec![b' '; 40_000_000];
    let honest = fixture::docx_with(|zip| zip.deflated("word/big.xml", &big), "");
    assert_refused(&honest, "a.docx", Reason::ExpandsTooMuch, "a Word document");
    // The directory may lie; the actual output counts.
    let lying = fixture::docx_with(|zip| zip.lying("word/big.xml", &big, 100), "");
    assert_refused(&lying, "a.docx", Reason::ExpandsTooMuch, "a Word document");
    let little = fixture::docx_with(|zip| zip.lying("word/a.xml", "<a/>", 3), "");
    assert_refused(&little, "a.docx", Reason::Damaged, "a Word document");
}

#[test]
fn large_content_types_are_refused() {
    let comment = format!("<!--{:?}-->", (0..300_000).collect::<Vec<u32>>());
    let bytes = fixture::docx_with(|zip| zip, &comment);
    assert_eq!(reason(&judged(&bytes, "a.docx")), Some(Reason::TooComplex));
}

#[test]
fn an_archive_that_can_be_read_in_two_ways_is_refused() {
    let prefixed = [b"PK\x03\x04junk".to_vec(), fixture::docx()].concat();
    assert_refused(&prefixed, "a.docx", Reason::Damaged, "a Word document");
    let twice = [fixture::docx(), fixture::docx()].concat();
    assert_refused(&twice, "a.docx", Reason::Damaged, "a Word document");
    let mut gap = fixture::docx();
    let directory = gap.windows(4).position(|w| w == b"PK\x01\x02").unwrap();
    gap.splice(directory..directory, [0; 100]);
    let end = gap.len() - 6;
    let offset = u32::try_from(directory + 100).unwrap().to_le_bytes();
    gap[end..end + 4].copy_from_slice(&offset);
    assert_refused(&gap, "a.docx", Reason::Damaged, "a Word document");
    let mut local = fixture::docx();
    let name = local.windows(8).position(|w| w == b"document").unwrap();
    local[name] = b'D';
    assert_refused(&local, "a.docx", Reason::Damaged, "a Word document");
}

#[test]
fn one_byte_after_the_end_is_tolerated_and_no_more() {
    let mut bytes = fixture::docx();
    bytes.push(0);
    assert!(judged(&bytes, "a.docx").is_accepted());
    bytes.push(0);
    assert_refused(&bytes, "a.docx", Reason::Damaged, "a Word document");
}

/// A document with this comment, whose length is stated as `len`.
fn with_comment(text: &[u8], len: usize) -> Vec<u8> {
    let mut bytes = fixture::docx();
    let at = bytes.len() - 2;
    bytes[at..].copy_from_slice(&u16::try_from(len).unwrap().to_le_bytes());
    bytes.extend_from_slice(text);
    bytes
}

#[test]
fn a_writer_may_leave_its_name_at_the_end() {
    for text in [b"x".as_slice(), b"Sheets v23.5.7", &[b'a'; 64]] {
        let judgement = judged(&with_comment(text, text.len()), "a.docx");
        assert!(judgement.is_accepted(), "{judgement:?}");
    }
    for (text, len) in [
        (b"\x01".as_slice(), 1),
        (b"two\nlines", 9),
        (b"caf\xc3\xa9", 5),
        (b"short", 4),
        (b"short", 6),
        (&[b'a'; 65], 65),
    ] {
        let bytes = with_comment(text, len);
        assert_refused(&bytes, "a.docx", Reason::Damaged, "a Word document");
    }
    for text in [
        b"<script>x</script>".as_slice(),
        b"#!/bin/sh",
        b"x %PDF-1.7",
    ] {
        let judgement = judged(&with_comment(text, text.len()), "a.docx");
        assert!(!judgement.is_accepted(), "{judgement:?}");
    }
    // The end record of another archive is not a comment.
    let two = [fixture::docx(), with_comment(b"x", 1)].concat();
    assert!(!judged(&two, "a.docx").is_accepted());
}

#[test]
fn an_empty_part_may_be_deflated_without_a_stream() {
    let bytes = fixture::docx_with(|zip| zip.stored("word/empty.xml", ""), "");
    let packed = |len: u8| {
        let mut bytes = bytes.clone();
        let headers: Vec<usize> = memchr::memmem::find_iter(&bytes, b"word/empty.xml").collect();
        let [local, central] = headers[..] else {
            panic!("{headers:?}")
        };
        // The method, 22 bytes before the name in a local header and 36 in a central one.
        for method in [local - 22, central - 36] {
            assert_eq!(bytes[method], 0);
            bytes[method] = 8;
        }
        bytes[central - 22] = len;
        bytes
    };
    let judgement = judged(&packed(0), "a.docx");
    assert!(judgement.is_accepted(), "{judgement:?}");
    assert!(!judged(&packed(1), "a.docx").is_accepted());
}

#[test]
fn encryption_flags_are_refused() {
    let mut flag = fixture::docx();
    flag[6] |= 1;
    assert_refused(&flag, "a.docx", Reason::Damaged, "a Word document");
}

#[test]
fn traversing_and_duplicate_names_are_refused() {
    for name in [
        "../a.xml",
        "word\\..\\..\\a.xml",
        "//server/a.xml",
        "a\0.xml",
    ] {
        let bytes = fixture::docx_with(|zip| zip.deflated(name, "<a/>"), "");
        assert_refused(&bytes, "a.docx", Reason::UnsafeContent, "a Word document");
    }
    let bytes = fixture::docx_with(|zip| zip.deflated("WORD/document.xml", "<a/>"), "");
    assert_refused(&bytes, "a.docx", Reason::UnsafeContent, "a Word document");
}

#[test]
fn too_many_entries_are_refused() {
    let many = |mut zip: Zip| {
        for n in 0..10_000 {
            zip = zip.stored(&format!("word/{n}.xml"), "");
        }
        zip
    };
    let bytes = fixture::docx_with(many, "");
    assert_refused(&bytes, "a.docx", Reason::TooComplex, "a Word document");
}
