//! Deviations of Office 97–2003 files that real writers and downloads cause.

use std::io::Write;

use chat_attachments::{Finding, Kind, Reason, fixture};
use fixture::{Compound, ppt_record, ppt_with};
use flate2::{Compression, write::ZlibEncoder};

use crate::support::{assert_found, judged, reason};

/// Offset of the table's last sector, whose entries are more than padding.
const LAST_TABLE: usize = 512;

#[test]
fn an_extra_byte_from_a_download_is_tolerated() {
    for (bytes, name) in [
        (fixture::doc(), "a.doc"),
        (fixture::xls(), "a.xls"),
        (fixture::ppt(), "a.ppt"),
    ] {
        for more in [&b"\n"[..], b"\r\n", b"\0"] {
            let judgement = judged(&[bytes.as_slice(), more].concat(), name);
            assert!(judgement.is_accepted(), "{name}: {}", judgement.sentence());
            assert_eq!(judgement.findings, []);
        }
        let page = [bytes.as_slice(), b"<html><body></body></html>"].concat();
        assert_eq!(reason(&judged(&page, name)), Some(Reason::HiddenFile));
    }
}

#[test]
fn a_table_padded_with_ends_of_chains_is_complete() {
    let mut bytes = fixture::xls();
    let sectors = bytes.len() / 512 - 1;
    let table = bytes.len() - LAST_TABLE;
    for free in sectors..128 {
        bytes[table + 4 * free] = 0xfe;
    }
    assert!(judged(&bytes, "a.xls").is_accepted());
    // A chain that continues beyond the file is still truncated.
    bytes[table + 4 * sectors..table + 4 * sectors + 4].copy_from_slice(&127_u32.to_le_bytes());
    assert_eq!(
        reason(&judged(&bytes, "a.xls")),
        Some(Reason::Damaged),
        "a sector that is missing"
    );
}

#[test]
fn far_east_versions_of_word_95_have_their_own_magic() {
    let word = |magic: u16, version: u16| {
        let mut fib = vec![0; 4608];
        fib[..2].copy_from_slice(&magic.to_le_bytes());
        fib[2..4].copy_from_slice(&version.to_le_bytes());
        Compound::new().stream("WordDocument", fib).finish()
    };
    for magic in [0xa5dc, 0xa5ec, 0xa697, 0xa698, 0xa699] {
        let judgement = judged(&word(magic, 104), "a.doc");
        assert!(judgement.is_accepted(), "{magic:x}");
        assert_eq!(judgement.kind, Some(Kind::Doc));
    }
    for (magic, version) in [(0xa699, 0x00c1), (0xa69a, 104), (0xa696, 104)] {
        let judgement = judged(&word(magic, version), "a.doc");
        assert_eq!(reason(&judgement), Some(Reason::Damaged), "{magic:x}");
    }
}

#[test]
fn table_styles_are_an_archive_not_records() {
    let styles = ppt_record(
        0x000f,
        0x0428,
        &fixture::Zip::new().stored("a", "b").finish(),
    );
    assert!(judged(&ppt_with(&styles), "a.ppt").is_accepted());
    let other = ppt_record(
        0x000f,
        0x0429,
        &fixture::Zip::new().stored("a", "b").finish(),
    );
    let judgement = judged(&ppt_with(&other), "a.ppt");
    assert_eq!(reason(&judgement), Some(Reason::Damaged));
}

#[test]
fn zeros_between_two_edits_are_skipped() {
    let edit = ppt_record(0, 0x0ff5, &[1; 28]);
    let slide = ppt_record(0x000f, 0x03ee, &ppt_record(0, 0x0400, &[1; 28]));
    for zeros in 0..40 {
        for next in [&edit, &slide] {
            let bytes = ppt_with(&[vec![0; 8 + zeros], next.clone()].concat());
            let judgement = judged(&bytes, "a.ppt");
            let found = judgement.findings.contains(&Finding::Macros);
            assert!(judgement.refusal().is_none(), "{zeros}: {judgement:?}");
            assert_eq!(found, next == &slide, "the rest is still inspected");
        }
    }
    assert!(judged(&ppt_with(&[0; 3000]), "a.ppt").is_accepted());
    let junk = judged(&ppt_with(&[&[0; 16][..], &[0x55; 20]].concat()), "a.ppt");
    assert_eq!(reason(&junk), Some(Reason::Damaged));
}

#[test]
fn objects_in_a_presentation_are_inspected() {
    let storage = |path: &str, content: &[u8]| {
        let native = fixture::packaged(path, content);
        Compound::new().stream("\u{1}Ole10Native", native).finish()
    };
    let pack = |bytes: &[u8]| {
        let mut packed = u32::try_from(bytes.len()).unwrap().to_le_bytes().to_vec();
        let mut encoder = ZlibEncoder::new(&mut packed, Compression::default());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap();
        packed
    };
    let letter = storage("letter.txt", b"hello");
    let by_name = storage("letter.exe", b"hello");
    let by_bytes = storage("letter.txt", b"\x7fELF\x02\x01\x01");
    for packed in [false, true] {
        let object = |storage: &[u8]| match packed {
            true => ppt_with(&ppt_record(0x0010, 0x1011, &pack(storage))),
            false => ppt_with(&ppt_record(0x0000, 0x1011, storage)),
        };
        let judgement = judged(&object(&letter), "a.ppt");
        assert!(judgement.is_accepted(), "{}", judgement.sentence());
        assert_eq!(judgement.findings, [Finding::PackagedFile]);
        for program in [&by_name, &by_bytes] {
            let judgement = judged(&object(program), "a.ppt");
            assert_eq!(reason(&judgement), Some(Reason::ProgramInside));
        }
        let project = Compound::new()
            .stream("VBA/_VBA_PROJECT", *b"\xcc\x61")
            .finish();
        assert_found(&object(&project), "a.ppt", &[Finding::Macros]);
        let plain = Compound::new().stream("Anything", vec![1; 99]).finish();
        assert_found(&object(&plain), "a.ppt", &[Finding::OleObject]);
        // An object that can't be inspected is reported.
        assert_found(&object(&[1; 600]), "a.ppt", &[Finding::Unseen]);
        let long = Compound::new().stream("Long", vec![0; 5 << 20]).finish();
        assert_found(&object(&long), "a.ppt", &[Finding::Unseen]);
    }
    let broken = ppt_with(&ppt_record(0x0010, 0x1011, b"\0\x10\0\0nothing packed"));
    assert_found(&broken, "a.ppt", &[Finding::Unseen]);
}

#[test]
fn free_sectors_may_contain_nothing_that_runs() {
    let bytes = Compound::new()
        .stream("Workbook", workbook())
        .stream("Rest", vec![0x20; 8192])
        .finish();
    let rest = bytes.windows(64).position(|w| w == [0x20; 64]).unwrap();
    // The stream's sectors become free, and its entry empty.
    let free = |guest: &[u8]| {
        let mut bytes = bytes.clone();
        let table = bytes.len() - 512;
        let first = rest / 512 - 1;
        bytes[table + 4 * first..table + 4 * (first + 16)].fill(0xff);
        let name: Vec<u8> = "Rest".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let entry = bytes.windows(8).rposition(|w| w == name).unwrap();
        bytes[entry + 116..entry + 124].copy_from_slice(&[0xfe, 0xff, 0xff, 0xff, 0, 0, 0, 0]);
        bytes[rest + 512..rest + 512 + guest.len()].copy_from_slice(guest);
        bytes
    };
    let judgement = judged(&free(b"left over from a deleted stream"), "a.xls");
    assert!(judgement.is_accepted(), "{}", judgement.sentence());
    for guest in [
        &b"Rar!\x1a\x07\x01\0"[..],
        b"7z\xbc\xaf\x27\x1c",
        b"\x7fELF\x02",
    ] {
        let judgement = judged(&free(guest), "a.xls");
        assert_eq!(reason(&judgement), Some(Reason::HiddenFile));
    }
}

fn workbook() -> Vec<u8> {
    b"\x09\x08\x08\0\0\x06\x05\0\0\0\0\0\x0a\0\0\0".to_vec()
}
