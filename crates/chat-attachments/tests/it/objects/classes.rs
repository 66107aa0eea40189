//! The class of an object decides which program opens it.

use chat_attachments::{Finding, Judgement, ShownName, fixture};
use fixture::{Compound, embedded_object, rtf_with_object};

use super::made::{BOOK, NATIVE, comp_obj, compound, documents, documents_of};
use crate::support::judged;

type Id = [u8; 16];
const NO_ID: Id = [0; 16];
const OLD_PACKAGER: Id = old(0x000c);
const PACKAGER: Id = [
    0x20, 0xa7, 0x0d, 0xf2, 0x2f, 0xc0, 0xce, 0x11, 0x92, 0x7b, 0x08, 0, 0x09, 0x5a, 0xe3, 0x40,
];
const EQUATION: Id = [
    0x02, 0xce, 0x02, 0, 0, 0, 0, 0, 0xc0, 0, 0, 0, 0, 0, 0, 0x46,
];
const METAFILE: Id = [0x15, 0x03, 0, 0, 0, 0, 0, 0, 0xc0, 0, 0, 0, 0, 0, 0, 0x46];
const HTML: Id = [
    0x20, 0x69, 0x33, 0x25, 0xf9, 0x03, 0xcf, 0x11, 0x8f, 0xd0, 0, 0xaa, 0, 0x68, 0x6f, 0x13,
];

/// The class ID that stands for a class of OLE 1.
const fn old(class: u8) -> Id {
    [class, 0, 3, 0, 0, 0, 0, 0, 0xc0, 0, 0, 0, 0, 0, 0, 0x46]
}

/// The records of an equation behind their length.
fn equation() -> Vec<u8> {
    let records = fixture::equation().split_off(28);
    let len = u32::try_from(records.len()).unwrap().to_le_bytes();
    [&len, records.as_slice()].concat()
}

/// An RTF with an object of these classes: in front of it, of its root and in its stream.
fn rtf((before, id, stated): (&str, Id, &str), streams: &[(&str, Vec<u8>)]) -> Judgement {
    let start = Compound::new().class(id);
    let object = match stated {
        "" => streams.iter().fold(start, |file, (name, content)| {
            file.stream(name, content.clone())
        }),
        _ => return rtf_of(before, &compound(start, "", stated, streams)),
    };
    rtf_of(before, &object.finish())
}

fn rtf_of(class: &str, object: &[u8]) -> Judgement {
    judged(
        &rtf_with_object("\\objemb", &embedded_object(class, object)),
        "a.rtf",
    )
}

#[test]
fn only_the_packager_s_class_makes_a_packed_file() {
    let streams = [(NATIVE, equation())];
    for (name, bytes) in documents_of("Equation.3", &streams) {
        let judgement = judged(&bytes, name);
        assert_eq!(judgement.undecided, [Finding::OleObject], "{name}");
        let [object] = judgement.objects.as_slice() else {
            panic!("{name}: {judgement:?}");
        };
        let class = object.class.as_ref().map(ShownName::as_str);
        assert_eq!((class, &object.name), (Some("Equation.3"), &None), "{name}");
    }
    let letter = [(NATIVE, fixture::packaged("letter.txt", b"hello"))];
    for (classes, is_packed) in [
        (("", NO_ID, ""), true),
        (("Package", NO_ID, ""), true),
        (("package", OLD_PACKAGER, "PACKAGE"), true),
        (("Package", PACKAGER, "Package"), true),
        (("", PACKAGER, ""), true),
        (("Equation.3", NO_ID, ""), false),
        (("Equation.3", NO_ID, "Package"), false),
        (("Equation.3", PACKAGER, "Package"), false),
        (("Package", NO_ID, "Equation.3"), false),
        (("Package", EQUATION, "Package"), false),
        (("Package", old(0x0d), "Package"), false),
        (("", EQUATION, ""), false),
    ] {
        for streams in [&streams, &letter] {
            let judgement = rtf(classes, streams);
            let finding = match is_packed {
                true => Finding::PackagedFile,
                false => Finding::OleObject,
            };
            assert_eq!(judgement.findings, [finding], "{classes:?}");
            assert_eq!(judgement.is_accepted(), is_packed, "{classes:?}");
        }
    }
}

#[test]
fn the_class_id_of_a_storage_counts() {
    let storages = [("a.doc", "_1"), ("a.xls", "MBD0001")];
    let streams = [(NATIVE, equation())];
    for (name, mut bytes) in documents_of("Package", &streams) {
        let Some((_, storage)) = storages.iter().find(|(document, _)| *document == name) else {
            continue;
        };
        assert_eq!(judged(&bytes, name).findings, [Finding::PackagedFile]);
        let entry: Vec<u8> = storage.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let entry = [entry.as_slice(), &[0; 40]].concat();
        let at = bytes.windows(entry.len()).position(|here| here == entry);
        let id = at.unwrap() + 80;
        bytes[id..id + 16].copy_from_slice(&EQUATION);
        assert_eq!(judged(&bytes, name).undecided, [Finding::OleObject]);
    }
}

#[test]
fn an_object_without_content_is_only_a_picture_if_it_has_one_and_no_program() {
    let ole = ("\u{1}Ole", vec![0; 20]);
    let picture = ("\u{2}OlePres000", vec![1; 40]);
    let inner = ("Inner/Stuff", vec![1; 70]);
    let comp_obj = ("\u{1}CompObj", comp_obj("htmlfile"));
    for (classes, streams, is_picture) in [
        (("", NO_ID, ""), vec![picture.clone()], true),
        (("", METAFILE, ""), vec![ole.clone(), picture.clone()], true),
        (
            ("StaticMetafile", METAFILE, "StaticMetafile"),
            vec![picture.clone()],
            true,
        ),
        (("", NO_ID, ""), vec![ole.clone()], false),
        (("", NO_ID, ""), vec![picture.clone(), inner], false),
        (("htmlfile", NO_ID, ""), vec![picture.clone()], false),
        (("", HTML, ""), vec![picture.clone()], false),
        (("", NO_ID, "htmlfile"), vec![picture], false),
        (("htmlfile", HTML, ""), vec![ole, comp_obj], false),
    ] {
        let judgement = rtf(classes, &streams);
        let undecided = vec![Finding::OleObject; usize::from(!is_picture)];
        assert_eq!(judgement.undecided, undecided, "{classes:?}");
        assert_eq!(judgement.is_accepted(), is_picture, "{classes:?}");
    }
    for (name, bytes) in documents(&[]) {
        assert_eq!(
            judged(&bytes, name).undecided,
            [Finding::OleObject],
            "{name}"
        );
    }
}

#[test]
fn content_counts_as_inspected_only_if_a_known_program_opens_it() {
    const SHELL: Id = [
        0x28, 0xb2, 0x56, 0x8a, 0x85, 0x1a, 0xd0, 0x11, 0x86, 0x0c, 0, 0xa0, 0xc9, 0x05, 0x35, 0x1a,
    ];
    const WORD: Id = [
        0x06, 0x09, 0x02, 0, 0, 0, 0, 0, 0xc0, 0, 0, 0, 0, 0, 0, 0x46,
    ];
    const POWERPOINT: Id = [
        0x10, 0x8d, 0x81, 0x64, 0x9b, 0x4f, 0xcf, 0x11, 0x86, 0xea, 0, 0xaa, 0, 0xb9, 0x29, 0xe8,
    ];
    let contents = [
        ("Workbook", BOOK.to_vec(), Finding::EmbeddedDocument),
        ("Package", fixture::docx(), Finding::EmbeddedDocument),
        ("CONTENTS", fixture::pdf(), Finding::EmbeddedDocument),
        ("Equation Native", fixture::equation(), Finding::Equation),
    ];
    for (stream, content, finding) in contents {
        let streams = [(stream, content)];
        for (classes, is_known) in [
            (("", NO_ID, ""), true),
            (("", WORD, ""), true),
            (("", POWERPOINT, "PowerPoint.Show.8"), true),
            (("", EQUATION, "Some.Class"), true),
            (("Word.Document.8", NO_ID, ""), true),
            (("", NO_ID, "Excel.Sheet.8"), true),
            (("", SHELL, ""), false),
            (("", SHELL, "Word.Document.8"), false),
            (("Word.Document.8", SHELL, "Word.Document.8"), false),
            (("", NO_ID, "Shell.Explorer.2"), false),
            (("Shell.Explorer.2", NO_ID, ""), false),
            (("Shell.Explorer.2", WORD, "Word.Document.8"), false),
        ] {
            let judgement = rtf(classes, &streams);
            let undecided = vec![Finding::OleObject; usize::from(!is_known)];
            assert_eq!(judgement.undecided, undecided, "{classes:?} {stream}");
            assert!(
                judgement.findings.contains(&finding),
                "{classes:?} {stream}"
            );
        }
        for (class, is_known) in [("Excel.Chart.8", true), ("Shell.Explorer.2", false)] {
            for (name, bytes) in documents_of(class, &streams) {
                let undecided = vec![Finding::OleObject; usize::from(!is_known)];
                assert_eq!(
                    judged(&bytes, name).undecided,
                    undecided,
                    "{class} in {name}"
                );
            }
        }
    }
}
