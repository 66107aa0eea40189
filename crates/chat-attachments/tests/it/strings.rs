//! Words in the strings, comments and texts of a PDF.

use chat_attachments::{Finding, fixture};

use crate::support::{assert_found, judged};

/// A catalog's action that runs a script.
const ACTION: &str = "<< /S /JavaScript /JS (app.alert\\(1\\)) >>";

#[track_caller]
fn assert_plain(bytes: &[u8], what: &str) {
    let judgement = judged(bytes, "a.pdf");
    assert!(judgement.is_accepted(), "{what}: {judgement:?}");
    assert_eq!(judgement.findings, [], "{what}");
}

#[test]
fn words_in_strings_and_comments_are_no_findings() {
    let link = "<</Type/Annot/Subtype/Link/Rect[0 0 9 9]/A<</S/URI/URI(https://example.org/JavaScript/Launch)>>>>";
    for text in [
        link.to_owned(),
        "<< /Title (About /JavaScript, /Launch and /EmbeddedFile) >>".into(),
        "<< /Title (a \\( /JavaScript \\) b) >>".into(),
        "<< /Title (a (b /Launch) /EF << >> c) /Encrypt(no) >>".into(),
        "<< /A 1 >> % /JavaScript /Launch /EmbeddedFile\n".into(),
        format!("<< /Length 99 >>\nstream\nBT (see /Launch) Tj {ACTION} ET\nendstream"),
        "<< /Length 9 >>\nstream\n<dc:title>/Launch /JavaScript</dc:title>\nendstream".into(),
    ] {
        assert_plain(&fixture::pdf_with("", &[text.clone().into_bytes()]), &text);
        if !text.contains("stream") && !text.contains('%') {
            assert_plain(&fixture::pdf_with_object_stream(&text), &text);
        }
    }
    // Across the pieces in which a file is searched.
    for pad in (65_300..65_600).step_by(7) {
        let long = format!("<< /Title ({} /JavaScript /Launch) >>", "x".repeat(pad));
        assert_plain(&fixture::pdf_with("", &[long.into_bytes()]), "a long title");
    }
}

#[test]
fn nothing_hides_behind_a_string_comment_or_stream() {
    for text in [
        // Hexadecimal strings have neither strings nor comments inside.
        format!("<< /A <28> /B {ACTION} >>"),
        format!("<< /A <(> /B {ACTION} /C (x) >>"),
        format!("<< /A <%> /B {ACTION} >>"),
        format!("<< /A (\\\\) /B {ACTION} >>"),
        format!("<< /A (\\() /B {ACTION} >>"),
        format!("<< /A % (\n /B {ACTION} >>"),
        // A stream follows only a whole dictionary.
        format!("<< /A stream /B {ACTION} >>"),
        format!("<< /A << >> stream /B {ACTION} >>"),
        format!("[ << >> stream {ACTION} ]"),
        format!("<< /A (>>) stream /B {ACTION} >>"),
        // Readers that repair a file find objects in strings, comments and streams.
        format!("(5 0 obj {ACTION} endobj)"),
        format!("% 5 0 obj {ACTION} endobj\n null"),
        format!("<< /Length 9 >>\nstream\n5 0 obj {ACTION} endobj\nendstream"),
        format!("<< /Length 9 >>\nstream\n5 0%x\nobj{ACTION} endobj\nendstream"),
        format!("<< /Length 9 >>\nstream\nx\nendstream {ACTION}"),
        // An unfinished string ends with its object.
        format!("(x endobj 5 0 obj {ACTION}"),
    ] {
        let bytes = fixture::pdf_with("", &[text.clone().into_bytes()]);
        let judgement = judged(&bytes, "a.pdf");
        assert_eq!(judgement.undecided, [Finding::JavaScript], "{text}");
    }
}

/// The list of an object stream gives each object's offset, which may lead into a string.
#[test]
fn an_object_may_begin_within_a_string_of_an_object_stream() {
    let plain = "(x /JavaScript << /S /Launch >>)";
    assert_plain(&fixture::pdf_with_object_stream(plain), "one object");
    let stream = |list: &str| {
        let head = format!("<< /Type /ObjStm /N 2 /First {} >>\nstream\n", list.len());
        let stream = format!("{head}{list}{plain}\nendstream");
        fixture::pdf_with("", &[stream.into_bytes()])
    };
    assert_plain(&stream("9 0 10 40 "), "two objects");
    assert_found(&stream("9 0 10 15 "), "a.pdf", &[Finding::Launch]);
    assert_found(
        &stream("9 0 10 3 "),
        "a.pdf",
        &[Finding::JavaScript, Finding::Launch],
    );
    // Without a plain list, strings are searched too.
    let unknown = "<< /Type /ObjStm /N 2 /First 9 0 R >>\nstream\n9 0 (/Launch)\nendstream";
    let bytes = fixture::pdf_with("", &[unknown.as_bytes().to_vec()]);
    assert_found(&bytes, "a.pdf", &[Finding::Launch]);
}
