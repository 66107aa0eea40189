//! Objects of other programs, which have the same verdict in old and new documents.

mod classes;
mod made;
mod names;
mod old;

use chat_attachments::{Finding, Judgement, Reason, ShownName, fixture};
use fixture::Zip;

use crate::support::judged;
use made::{BOOK, class_of, documents};

/// Streams by name.
type Streams = Vec<(&'static str, Vec<u8>)>;

/// Objects, each with its streams and its verdict.
fn objects() -> Vec<(&'static str, Streams, Verdict)> {
    use Verdict::{Allowed, Held, Refused};
    let document = Allowed(Finding::EmbeddedDocument);
    let mut program = vec![0; 256];
    program[..2].copy_from_slice(b"MZ");
    program[0x3c] = 0x80;
    program[0x80..0x84].copy_from_slice(b"PE\0\0");
    let native = |name: &str, content: &[u8]| fixture::packaged(name, content);
    let command_line = |command: &str| {
        let mut stream = fixture::packaged(command, b"");
        let file = stream.windows(4).position(|kind| kind == [0, 0, 3, 0]);
        stream[file.unwrap() + 2] = 1;
        stream
    };
    vec![
        ("a chart", vec![("Workbook", BOOK.to_vec())], document),
        ("a workbook", vec![("Package", fixture::xlsx())], document),
        (
            "a chart of LibreOffice",
            vec![(
                "package_stream",
                fixture::open_document("application/vnd.oasis.opendocument.chart"),
            )],
            document,
        ),
        (
            "a chart of Graph, without its last record",
            vec![("Workbook", b"\x09\x08\x08\0\x80\x06\x05\0\0\0\0\0".to_vec())],
            document,
        ),
        ("a text", vec![("EmbeddedOdf", fixture::odt())], document),
        ("a PDF", vec![("CONTENTS", fixture::pdf())], document),
        (
            "a PDF with a script",
            vec![(
                "CONTENTS",
                fixture::pdf_with("/OpenAction << /S /JavaScript /JS (a) >>", &[]),
            )],
            Held(Finding::JavaScript),
        ),
        (
            "an equation",
            vec![("Equation Native", fixture::equation())],
            Allowed(Finding::Equation),
        ),
        (
            "an equation of unknown records",
            vec![("Equation Native", vec![28; 60])],
            Held(Finding::OleObject),
        ),
        (
            "an unknown class",
            vec![("TCData", vec![1; 99])],
            Held(Finding::OleObject),
        ),
        (
            "a workbook with macros",
            vec![("Package", fixture::docm())],
            Refused(Reason::MacroEnabled),
        ),
        (
            "an archive",
            vec![("Package", Zip::new().stored("a", "b").finish())],
            Held(Finding::OleObject),
        ),
        (
            "a packed letter",
            vec![("\u{1}Ole10Native", native("letter.txt", b"hello"))],
            Allowed(Finding::PackagedFile),
        ),
        (
            "a packed script",
            vec![("\u{1}Ole10Native", native("letter.vbs", b"hello"))],
            Refused(Reason::ProgramInside),
        ),
        (
            "a packed link",
            vec![(
                "\u{1}Ole10Native",
                native("letter.url", b"[InternetShortcut]"),
            )],
            Refused(Reason::ProgramInside),
        ),
        (
            "a packed command line",
            vec![("\u{1}Ole10Native", command_line("cmd /c start letter"))],
            Refused(Reason::ProgramInside),
        ),
        (
            "a packed program",
            vec![("\u{1}Ole10Native", native("letter.txt", &program))],
            Refused(Reason::ProgramInside),
        ),
    ]
}

#[derive(Debug, Clone, Copy)]
enum Verdict {
    Allowed(Finding),
    Held(Finding),
    Refused(Reason),
}

#[test]
fn an_object_has_one_verdict_in_every_document() {
    for (what, streams, verdict) in objects() {
        let class = class_of(&streams);
        for (name, bytes) in documents(&streams) {
            let judgement = judged(&bytes, name);
            match verdict {
                Verdict::Allowed(finding) => {
                    assert!(judgement.is_accepted(), "{what} in {name}: {judgement:?}");
                    assert_eq!(judgement.findings, [finding], "{what} in {name}");
                    assert_named(&judgement, finding, (what, class));
                }
                Verdict::Held(finding) => {
                    assert_eq!(judgement.undecided, [finding], "{what} in {name}");
                    assert_named(&judgement, finding, (what, class));
                    let sentence = judgement.sentence();
                    assert!(sentence.contains(&format!("({class}). ")), "{sentence}");
                }
                Verdict::Refused(reason) => {
                    let refusal = judgement.refusal().map(|refusal| refusal.reason);
                    assert_eq!(refusal, Some(reason), "{what} in {name}: {judgement:?}");
                }
            }
        }
    }
}

/// Asserts that the judgement names one object, with its class, for this finding.
fn assert_named(judgement: &Judgement, finding: Finding, (what, stated): (&str, &str)) {
    let [object] = judgement.objects.as_slice() else {
        panic!("{what}: {judgement:?}");
    };
    assert!(object.findings.contains(&finding), "{what}");
    let class = object.class.as_ref().map(ShownName::as_str);
    assert_eq!(class, Some(stated), "{what}");
    let name = object.name.as_ref().map(ShownName::as_str);
    let packed = (finding == Finding::PackagedFile).then_some("letter.txt");
    assert_eq!(name, packed, "{what}");
}

/// Only the class decides which program opens an object, so every content must pass.
#[test]
fn content_beside_other_content_is_inspected() {
    let book = ("Workbook", BOOK.to_vec());
    let with_password = b"\x09\x08\x08\0\0\x06\x05\0\0\0\0\0\x2f\0\x02\0\0\0\x0a\0\0\0";
    for (decoy, hidden, finding) in [
        (
            ("Equation Native", fixture::equation()),
            ("Book", with_password.to_vec()),
            Finding::Encrypted,
        ),
        (
            book.clone(),
            ("Book", with_password.to_vec()),
            Finding::Encrypted,
        ),
        (
            book.clone(),
            ("Equation Native", vec![28; 60]),
            Finding::OleObject,
        ),
        (
            ("Package", fixture::xlsx()),
            (
                "CONTENTS",
                fixture::pdf_with("/OpenAction << /S /JavaScript /JS (a) >>", &[]),
            ),
            Finding::JavaScript,
        ),
        (
            ("\u{1}Ole10Native", fixture::packaged("a.txt", b"hello")),
            ("Workbook", with_password.to_vec()),
            Finding::Encrypted,
        ),
    ] {
        for (name, bytes) in documents(&[decoy.clone(), hidden.clone()]) {
            let undecided = judged(&bytes, name).undecided;
            assert_eq!(undecided, [finding], "{} in {name}", hidden.0);
        }
    }
}

#[test]
fn an_object_linked_to_the_web_is_held_in_every_document() {
    // Version, flags, and a link as the object's source.
    let link =
        |flags: u8, link: &[u8]| [&[1, 0, 0, 2, flags, 0, 0, 0], [0; 16].as_slice(), link].concat();
    let wide = |text: &str| -> Vec<u8> { text.encode_utf16().flat_map(u16::to_le_bytes).collect() };
    let url_moniker = [
        0xe0, 0xc9, 0xea, 0x79, 0xf9, 0xba, 0xce, 0x11, 0x8c, 0x82, 0, 0xaa, 0, 0x4b, 0xa9, 0x0b,
    ];
    let (held, allowed) = (&[Finding::ExternalTemplate][..], &[][..]);
    let empty = &[Finding::OleObject][..];
    for (stream, findings, undecided) in [
        (
            link(1, b"C:\\a\\b.xls"),
            &[Finding::LinkedFile][..],
            allowed,
        ),
        (link(0, &url_moniker), empty, empty),
        (link(1, &url_moniker), held, held),
        (link(1, &wide("http://a.example/b")), held, held),
        (link(1, br"\\server\b.xls"), held, held),
        (link(1, &[7; 5000]), held, held),
    ] {
        let streams = [("\u{1}Ole", stream)];
        for (name, bytes) in documents(&streams) {
            let judgement = judged(&bytes, name);
            assert_eq!(judgement.findings, findings, "{name}");
            assert_eq!(judgement.undecided, undecided, "{name}");
        }
    }
}

#[test]
fn macros_elsewhere_do_not_hide_an_object() {
    let object = ("TCData", vec![1; 99]);
    let project = |path| (path, vec![1; 9]);
    for (streams, findings) in [
        (vec![project("VBA/_VBA_PROJECT")], &[Finding::Macros][..]),
        (
            vec![object, project("A/B/_VBA_PROJECT")],
            &[Finding::Macros, Finding::OleObject],
        ),
    ] {
        for (name, bytes) in documents(&streams) {
            assert_eq!(judged(&bytes, name).findings, findings, "{name}");
        }
    }
}

#[test]
fn a_linked_object_is_not_inside() {
    let with = |target: &str| {
        let links = format!(
            "<Relationships><Relationship Id='r1' Type='http://schemas.openxmlformats.org/officeDocument/2006/relationships/oleObject' Target='{target}' TargetMode='External'/></Relationships>"
        );
        let more = |zip: Zip| zip.deflated("word/charts/_rels/chart1.xml.rels", links);
        judged(&fixture::docx_with(more, ""), "a.docx")
    };
    for target in [
        r"file:///C:\Users\a\book.xlsx",
        "book.xlsx",
        "file:///Users/a/book.xlsx",
    ] {
        let judgement = with(target);
        assert!(judgement.is_accepted(), "{target}: {judgement:?}");
        assert_eq!(judgement.findings, [Finding::LinkedFile], "{target}");
    }
    for target in [
        "http://a.example/book.xlsx",
        r"\\server\book.xlsx",
        "script:http://a.example",
    ] {
        assert_eq!(
            with(target).undecided,
            [Finding::ExternalTemplate],
            "{target}"
        );
    }
}
