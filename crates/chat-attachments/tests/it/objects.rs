//! Objects of other programs, which have the same verdict in old and new documents.

use chat_attachments::{Finding, Reason, fixture};
use fixture::{Compound, Zip, ppt_record, ppt_with};

use crate::support::judged;

const BOOK: &[u8] = b"\x09\x08\x08\0\0\x06\x05\0\0\0\0\0\x0a\0\0\0";

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

/// A compound file with an object in this storage, and streams that every object has.
fn compound(start: Compound, storage: &str, streams: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let common = start
        .stream(&format!("{storage}\u{1}CompObj"), vec![1; 99])
        .stream(&format!("{storage}\u{1}Ole"), vec![1; 20]);
    let add = |file: Compound, (name, content): &(&str, Vec<u8>)| {
        file.stream(&format!("{storage}{name}"), content.clone())
    };
    streams.iter().fold(common, add).finish()
}

/// Documents with the object, by name.
fn documents(streams: &[(&str, Vec<u8>)]) -> Vec<(&'static str, Vec<u8>)> {
    let mut fib = vec![0; 4608];
    fib[..4].copy_from_slice(&[0xec, 0xa5, 0xc1, 0]);
    let doc = Compound::new()
        .stream("WordDocument", fib)
        .stream("0Table", vec![0; 5000]);
    let xls = Compound::new()
        .stream("Other", vec![0; 5000])
        .stream("Workbook", BOOK);
    let object = compound(Compound::new(), "", streams);
    let links = "<Relationships><Relationship Id='r1' Type='http://schemas.openxmlformats.org/officeDocument/2006/relationships/oleObject' Target='embeddings/oleObject1.bin'/></Relationships>";
    let types = "<Default Extension='bin' ContentType='application/vnd.openxmlformats-officedocument.oleObject'/>";
    let docx = fixture::docx_with(
        |zip| {
            zip.deflated("word/embeddings/oleObject1.bin", &object)
                .deflated("word/_rels/document.xml.rels", links)
        },
        types,
    );
    vec![
        ("a.doc", compound(doc, "ObjectPool/_1/", streams)),
        ("a.xls", compound(xls, "MBD0001/", streams)),
        ("a.ppt", ppt_with(&ppt_record(0, 0x1011, &object))),
        ("a.docx", docx),
    ]
}

#[test]
fn an_object_has_one_verdict_in_every_document() {
    for (what, streams, verdict) in objects() {
        for (name, bytes) in documents(&streams) {
            let judgement = judged(&bytes, name);
            match verdict {
                Verdict::Allowed(finding) => {
                    assert!(judgement.is_accepted(), "{what} in {name}: {judgement:?}");
                    assert_eq!(judgement.findings, [finding], "{what} in {name}");
                }
                Verdict::Held(finding) => {
                    assert_eq!(judgement.undecided, [finding], "{what} in {name}");
                }
                Verdict::Refused(reason) => {
                    let refusal = judgement.refusal().map(|refusal| refusal.reason);
                    assert_eq!(refusal, Some(reason), "{what} in {name}: {judgement:?}");
                }
            }
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
