//! Word, Excel and PowerPoint 97–2003 files.

use std::io::Write;

use chat_attachments::{Finding, Kind, Reason, fixture};
use fixture::Compound;
use flate2::Compression;
use flate2::write::ZlibEncoder;

use crate::support::{assert_found, assert_refused, judged, reason};

#[test]
fn the_kind_follows_from_the_directory_not_the_signature() {
    let message = Compound::new()
        .stream("__properties_version1.0", vec![0; 64])
        .finish();
    assert_refused(&message, "a.doc", Reason::NotAccepted, "an Outlook message");
    let visio = Compound::new()
        .stream("VisioDocument", vec![0; 64])
        .finish();
    assert_refused(&visio, "a.doc", Reason::NotAccepted, "a Visio drawing");
    let other = Compound::new().stream("Something", vec![0; 64]).finish();
    assert_refused(
        &other,
        "a.doc",
        Reason::NotAccepted,
        "an OLE file of another kind",
    );
    // A document inside a storage is not the file's main document.
    let inside = Compound::new()
        .stream("ObjectPool/WordDocument", vec![0; 64])
        .finish();
    assert_refused(
        &inside,
        "a.doc",
        Reason::NotAccepted,
        "an OLE file of another kind",
    );
}

#[test]
fn an_installer_is_refused_by_its_class_id() {
    let class = [
        0x84, 0x10, 0x0c, 0, 0, 0, 0, 0, 0xc0, 0, 0, 0, 0, 0, 0, 0x46,
    ];
    let bytes = Compound::new()
        .stream(
            "Workbook",
            b"\x09\x08\x08\0\0\x06\x05\0\0\0\0\0\x0a\0\0\0".to_vec(),
        )
        .class(class)
        .finish();
    assert_refused(&bytes, "a.xls", Reason::NotAccepted, "a Windows installer");
}

#[test]
fn main_streams_are_inspected() {
    for name in ["WordDocument", "Workbook", "PowerPoint Document"] {
        let bytes = Compound::new()
            .stream(name, vec![0x5a; 5000])
            .stream("Current User", vec![0; 32])
            .finish();
        assert_eq!(
            reason(&judged(&bytes, "a.doc")),
            Some(Reason::Damaged),
            "{name}"
        );
    }
    let two = Compound::new()
        .stream("WordDocument", vec![0; 64])
        .stream("Workbook", vec![0; 64])
        .finish();
    assert_eq!(reason(&judged(&two, "a.doc")), Some(Reason::HiddenFile));
}

#[test]
fn names_ignore_case_and_excel_has_two() {
    let book = b"\x09\x08\x08\0\0\x05\x05\0\0\0\0\0\x0a\0\0\0";
    for name in ["WORKBOOK", "Book"] {
        let judgement = judged(&Compound::new().stream(name, *book).finish(), "a.xls");
        assert!(judgement.is_accepted(), "{name}: {}", judgement.sentence());
        assert_eq!(judgement.kind, Some(Kind::Xls));
    }
}

/// Versions of Excel differ in which of both they open, so both must pass.
#[test]
fn a_second_workbook_is_judged_like_the_first() {
    let book = |version: u8, more: &[u8]| {
        let start = [9, 8, 8, 0, 0, version, 5, 0, 0, 0, 0, 0];
        [&start, more, b"\x0a\0\0\0"].concat()
    };
    let both = |new: &[u8], old: &[u8]| {
        let file = Compound::new().stream("Workbook", new).stream("Book", old);
        judged(&file.finish(), "a.xls")
    };
    let (new, old) = (book(6, &[]), book(5, &[]));
    assert!(both(&new, &old).is_accepted());
    let macros = b"\x85\0\x08\0\0\0\0\0\0\x01\0\0";
    for judgement in [both(&new, &book(5, macros)), both(&book(6, macros), &old)] {
        assert_eq!(judgement.undecided, [Finding::Macros]);
    }
    for judgement in [
        both(&new, &[0x5a; 99]),
        both(&[0x5a; 99], &old),
        both(&new, &[]),
    ] {
        assert_eq!(reason(&judgement), Some(Reason::Damaged));
    }
}

#[test]
fn a_main_stream_beside_another_kind_s_is_refused() {
    let mut fib = vec![0; 4608];
    fib[..4].copy_from_slice(&[0xec, 0xa5, 0xc1, 0]);
    let doc = || {
        Compound::new()
            .stream("WordDocument", fib.clone())
            .stream("0Table", vec![0; 5000])
    };
    assert!(judged(&doc().finish(), "a.doc").is_accepted());
    let book = b"\x09\x08\x08\0\0\x06\x05\0\0\0\0\0\x0a\0\0\0";
    // The Kelvin sign is a K to readers that ignore case.
    for name in [
        "Workbook",
        "WORKBOOK",
        "Book",
        "Wor\u{212a}book",
        "PowerPoint Document",
        "EncryptedPackage",
    ] {
        let judgement = judged(&doc().stream(name, *book).finish(), "a.doc");
        assert_eq!(reason(&judgement), Some(Reason::HiddenFile), "{name}");
    }
    // Two names that differ only for readers that know no other case of it.
    let twice = Compound::new()
        .stream("Workbook", *book)
        .stream("Wor\u{212a}book", *book);
    assert_eq!(
        reason(&judged(&twice.finish(), "a.xls")),
        Some(Reason::Damaged)
    );
}

#[test]
fn passwords_and_macros_are_found() {
    assert_found(&fixture::doc_with_macros(), "a.doc", &[Finding::Macros]);
    assert_found(
        &fixture::xls_with_password(),
        "a.xls",
        &[Finding::Encrypted],
    );
    let macro_sheet = b"\x09\x08\x08\0\0\x06\x05\0\0\0\0\0\x85\0\x08\0\0\0\0\0\0\x01\0\0\x0a\0\0\0";
    let bytes = Compound::new().stream("Workbook", *macro_sheet).finish();
    assert_found(&bytes, "a.xls", &[Finding::Macros]);
}

#[test]
fn an_encrypted_office_file_needs_a_decision() {
    assert_found(&fixture::encrypted_docx(), "a.docx", &[Finding::Encrypted]);
    let judgement = judged(&fixture::encrypted_docx(), "a.bin");
    assert_eq!(reason(&judgement), Some(Reason::NotAccepted));
    // Some programs also write an empty main stream. Any other could be what is opened.
    let with = |main: Vec<u8>| {
        let file = Compound::new().stream("EncryptedPackage", vec![0x5a; 5000]);
        judged(&file.stream("WordDocument", main).finish(), "a.docx")
    };
    for main in [vec![], vec![0; 4096]] {
        assert_eq!(with(main).undecided, [Finding::Encrypted]);
    }
    for main in [vec![0xec; 64], vec![0; 4097]] {
        assert_eq!(reason(&with(main)), Some(Reason::HiddenFile));
    }
    let second = Compound::new()
        .stream("EncryptedPackage", vec![0x5a; 5000])
        .stream("Workbook", vec![0; 64])
        .stream("Book", vec![9; 64])
        .finish();
    let judgement = judged(&second, "a.xlsx");
    assert_eq!(reason(&judgement), Some(Reason::HiddenFile));
}

#[test]
fn packed_programs_are_refused_and_other_files_reported() {
    let packed = |name: &str, content: &[u8]| {
        let path = format!("C:\\{name}\0");
        let mut native = vec![0, 0, 0, 0, 2, 0];
        native.extend_from_slice(format!("{name}\0{path}").as_bytes());
        native.extend_from_slice(&[0, 0, 3, 0]);
        native.extend_from_slice(&u32::try_from(path.len()).unwrap().to_le_bytes());
        native.extend_from_slice(path.as_bytes());
        native.extend_from_slice(&u32::try_from(content.len()).unwrap().to_le_bytes());
        native.extend_from_slice(content);
        Compound::new()
            .stream(
                "Workbook",
                b"\x09\x08\x08\0\0\x06\x05\0\0\0\0\0\x0a\0\0\0".to_vec(),
            )
            .stream("MBD1/\u{1}Ole10Native", native)
            .finish()
    };
    let letter = judged(&packed("letter.txt", b"hello"), "a.xls");
    assert!(letter.is_accepted(), "{}", letter.sentence());
    assert_eq!(letter.findings, [Finding::PackagedFile]);
    let by_name = judged(&packed("letter.txt.exe", b"hello"), "a.xls");
    assert_eq!(reason(&by_name), Some(Reason::ProgramInside));
    let by_bytes = judged(&packed("letter.txt", b"\x7fELF\x02\x01\x01"), "a.xls");
    assert_eq!(reason(&by_bytes), Some(Reason::ProgramInside));
}

/// PowerPoint for Mac omits the last compressed block of objects.
#[test]
fn an_object_without_its_last_block_is_inspected() {
    let native = fixture::packaged("letter.txt", b"hello");
    let object = Compound::new().stream("\u{1}Ole10Native", native).finish();
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(&object).unwrap();
    encoder.flush().unwrap();
    let packed = encoder.get_ref().clone();
    let with = |declared: usize, packed: &[u8]| {
        let declared = u32::try_from(declared).unwrap().to_le_bytes();
        let record = fixture::ppt_record(0x10, 0x1011, &[&declared, packed].concat());
        judged(&fixture::ppt_with(&record), "a.ppt")
    };
    let judgement = with(object.len(), &packed);
    assert!(judgement.is_accepted(), "{judgement:?}");
    assert_eq!(judgement.findings, [Finding::PackagedFile]);
    for judgement in [
        with(object.len() + 1, &packed),
        with(object.len() - 1, &packed),
        with(object.len(), &packed[..packed.len() / 2]),
        with(
            object.len(),
            &[&packed, b"\xff\xff\xff".as_slice()].concat(),
        ),
    ] {
        assert_eq!(judgement.undecided, [Finding::Unseen], "{judgement:?}");
    }
}

/// Some writers put the small streams last, and end the file at their last byte.
#[test]
fn a_file_may_end_where_its_last_small_stream_does() {
    let book = b"\x09\x08\x08\0\0\x06\x05\0\0\0\0\0\x0a\0\0\0";
    let bytes = Compound::new().stream("Workbook", *book).finish();
    // The four sectors hold the stream, its table, the directory and the FAT. Reverse their order.
    let (header, sectors) = bytes.split_at(512);
    let mut turned: Vec<u8> = header.to_vec();
    let sectors: Vec<&[u8]> = sectors.chunks(512).rev().collect();
    assert_eq!(sectors.len(), 4);
    turned.extend(sectors.concat());
    let entry = |n: u32| if n == 0 { 0xffff_fffd_u32 } else { 0xffff_fffe };
    for (at, word) in [(48, 1), (60, 2), (76, 0), (1024 + 116, 3)] {
        turned[at..at + 4].copy_from_slice(&u32::to_le_bytes(word));
    }
    for n in 0..4 {
        let at = 512 + 4 * n as usize;
        turned[at..at + 4].copy_from_slice(&entry(n).to_le_bytes());
    }
    let end = 512 * 4 + book.len();
    for len in [512 * 5, 512 * 4 + 64, end] {
        let judgement = judged(&turned[..len], "a.xls");
        assert!(judgement.is_accepted(), "{len}: {judgement:?}");
    }
    for len in [end - 1, end + 1, 512 * 4] {
        assert!(!judged(&turned[..len], "a.xls").is_accepted(), "{len}");
    }
}

#[test]
fn loops_in_the_tables_are_refused() {
    let bytes = fixture::doc();
    let fat = bytes.len() - 512;
    for sector in 0..128 {
        let mut looped = bytes.clone();
        let here = u32::try_from(sector).unwrap().to_le_bytes();
        looped[fat + 4 * sector..fat + 4 * sector + 4].copy_from_slice(&here);
        // A used sector that points to itself is a loop. A free one may point anywhere, except the first after the
        // end of the file: if that one is in use, the file is truncated.
        let before = &bytes[fat + 4 * sector..][..4];
        let is_table = *before == [0xfd, 0xff, 0xff, 0xff];
        let is_free = *before == [0xff; 4] && sector != bytes.len() / 512 - 1;
        let judgement = judged(&looped, "a.doc");
        assert_eq!(judgement.is_accepted(), is_free || is_table, "{sector}");
    }
    let mut siblings = bytes.clone();
    let name: Vec<u8> = "0Table".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let entry = siblings
        .windows(name.len())
        .position(|w| w == name)
        .unwrap();
    siblings[entry + 68..entry + 72].copy_from_slice(&1_u32.to_le_bytes());
    assert!(!judged(&siblings, "a.doc").is_accepted());
}

#[test]
fn an_archive_after_the_document_is_refused() {
    let bytes = [fixture::doc(), fixture::docx()].concat();
    assert_eq!(reason(&judged(&bytes, "a.doc")), Some(Reason::HiddenFile));
}

/// Offset of the sector table, and of its first entry for a sector beyond the file.
fn table(bytes: &[u8]) -> (usize, usize) {
    let sector = u32::from_le_bytes(bytes[76..80].try_into().unwrap());
    let at = (sector as usize + 1) * 512;
    (at, at + 4 * (bytes.len() / 512 - 1))
}

fn guests() -> Vec<(&'static str, Vec<u8>)> {
    let mut program = vec![0; 300];
    program[..2].copy_from_slice(b"MZ");
    program[0x3c] = 0x80;
    program[0x80..0x84].copy_from_slice(b"PE\0\0");
    vec![
        ("xls", fixture::xls()),
        ("docx", fixture::docx()),
        ("pdf", fixture::pdf()),
        ("exe", program),
    ]
}

#[test]
fn another_file_after_a_truncated_one_is_refused_at_every_cut() {
    let doc = fixture::doc();
    for (name, guest) in guests() {
        for cut in (0..=doc.len()).step_by(4).filter(|cut| *cut > 0) {
            let both = [&doc[..cut], &guest].concat();
            let judgement = judged(&both, "a.doc");
            assert!(!judgement.is_accepted(), "{name} at {cut}: {judgement:?}");
        }
    }
}

#[test]
fn another_file_in_used_sectors_is_refused() {
    let doc = fixture::doc();
    let (_, free) = table(&doc);
    for (name, guest) in guests() {
        for shift in [0, 8, 100] {
            let mut bytes = doc.clone();
            bytes.extend(vec![7; shift]);
            bytes.extend_from_slice(&guest);
            bytes.resize(bytes.len().next_multiple_of(512), 0);
            let added = (bytes.len() - doc.len()) / 512;
            for n in 0..added {
                bytes[free + 4 * n..free + 4 * n + 4]
                    .copy_from_slice(&0xffff_fffe_u32.to_le_bytes());
            }
            let judgement = judged(&bytes, "a.doc");
            assert!(!judgement.is_accepted(), "{name} by {shift}: {judgement:?}");
            // Also before the file's own last sector: the table then moves to the end.
            let (at, _) = table(&doc);
            let mut moved = bytes[at..at + 512].to_vec();
            let last = u32::try_from(bytes.len() / 512 - 1).unwrap();
            moved[4 * last as usize..][..4].copy_from_slice(&0xffff_fffd_u32.to_le_bytes());
            bytes.extend_from_slice(&moved);
            bytes[76..80].copy_from_slice(&last.to_le_bytes());
            let judgement = judged(&bytes, "a.doc");
            let reason = reason(&judgement);
            assert_eq!(reason, Some(Reason::HiddenFile), "{name} by {shift} inside");
        }
    }
}

#[test]
fn a_table_that_points_nowhere_is_damaged() {
    let mut doc = fixture::doc();
    let (_, free) = table(&doc);
    doc[free..free + 4].copy_from_slice(&5_000_u32.to_le_bytes());
    assert_refused(&doc, "a.doc", Reason::Damaged, "an Office 97–2003 file");
}
