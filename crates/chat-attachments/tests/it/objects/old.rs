//! Objects of an RTF, which have the form of OLE 1.

use chat_attachments::{Finding, Reason, fixture};
use fixture::{Compound, embedded_object as embedded, old_object, rtf_with_object as rtf};

use super::Verdict;
use super::made::{CLASS, compound};
use crate::support::judged;

#[test]
fn objects_of_an_rtf_that_are_no_compound_files() {
    use Verdict::{Allowed, Held, Refused};
    let packed = |name: &str| embedded_stream(&fixture::packaged(name, b"hello"));
    for (words, object, verdict) in [
        (
            "\\objemb",
            packed("letter.txt"),
            Allowed(Finding::PackagedFile),
        ),
        (
            "\\objemb",
            packed("letter.vbs"),
            Refused(Reason::ProgramInside),
        ),
        (
            "\\objemb",
            packed("letter.url"),
            Refused(Reason::ProgramInside),
        ),
        (
            "\\objemb",
            embedded("PBrush", b"BM...."),
            Held(Finding::OleObject),
        ),
        (
            "\\objemb",
            old_object(2, "PBrush", "", &[9, 0, 0, 0, 1]),
            Held(Finding::OleObject),
        ),
        (
            "\\objemb",
            old_object(5, "PBrush", "", &[]),
            Held(Finding::OleObject),
        ),
        (
            "\\objautlink",
            old_object(1, "Excel.Sheet.8", "C:\\a\\b.xls", &[]),
            Allowed(Finding::LinkedFile),
        ),
        (
            "\\objautlink",
            old_object(1, "Excel.Sheet.8", "C:\\a\\b.exe", &[]),
            Held(Finding::OleObject),
        ),
        (
            "\\objautlink",
            old_object(1, "Excel.Sheet.8", r"\\server\b.xls", &[]),
            Held(Finding::ExternalTemplate),
        ),
        (
            "\\objlink",
            old_object(1, "htmlfile", "http://a.example/b", &[]),
            Held(Finding::ExternalTemplate),
        ),
    ] {
        let judgement = judged(&rtf(words, &object), "a.rtf");
        let refused = judgement.refusal().map(|refusal| refusal.reason);
        match verdict {
            Allowed(finding) => {
                assert!(judgement.is_accepted(), "{judgement:?}");
                assert_eq!(judgement.findings, [finding]);
            }
            Held(finding) => assert_eq!(judgement.undecided, [finding], "{judgement:?}"),
            Refused(reason) => assert_eq!(refused, Some(reason)),
        }
    }
}

/// An object of the old packager, whose data is that of the stream.
fn embedded_stream(native: &[u8]) -> Vec<u8> {
    old_object(2, "Package", "", native)
}

#[test]
fn an_object_of_an_rtf_with_anything_between_its_digits_is_held() {
    let plain = rtf(
        "\\objemb",
        &embedded(
            CLASS,
            &compound(Compound::new(), "", CLASS, &[("Package", fixture::xlsx())]),
        ),
    );
    let plain = String::from_utf8(plain).unwrap();
    assert!(judged(plain.as_bytes(), "a.rtf").is_accepted());
    assert!(
        judged(
            plain
                .to_uppercase()
                .replace("RTF1", "rtf1")
                .replace("OBJECT", "object")
                .replace("OBJEMB", "objemb")
                .replace("OBJDATA", "objdata")
                .replace("RESULT", "result")
                .as_bytes(),
            "a.rtf"
        )
        .is_accepted()
    );
    for (from, to) in [
        ("objdata 0105", "objdata {}0105"),
        ("objdata 0105", "objdata \\bin0 0105"),
        ("objdata 0105", "objdata01 0105"),
        ("objdata 0105", "objdata x0105"),
        ("objdata 0105", "objdata 00105"),
        ("\\objemb", "\\objupdate\\objemb"),
        ("\\objemb", "\\objhtml"),
        ("\\objemb", "\\objemb\\objemb"),
        ("objdata 0105", "objdat 0105"),
    ] {
        let changed = plain.replacen(from, to, 1);
        let undecided = judged(changed.as_bytes(), "a.rtf").undecided;
        assert!(
            undecided.contains(&Finding::OleObject),
            "{to}: {undecided:?}"
        );
    }
    let large = embedded(CLASS, &vec![7; 3 << 20]);
    assert_eq!(
        judged(&rtf("\\objemb", &large), "a.rtf").undecided,
        [Finding::Unseen]
    );
}
