//! PDF.

use chat_attachments::{Finding, Reason, fixture};

use crate::support::{assert_found, assert_refused, judged, reason};

#[test]
fn active_content_is_found() {
    let cases = [
        (
            "/OpenAction << /S /JavaScript /JS (app.alert(1)) >>",
            Finding::JavaScript,
        ),
        (
            "/OpenAction << /S /J#61vaScript /J#53 (x) >>",
            Finding::JavaScript,
        ),
        ("/OpenAction << /S /Launch /F (a) >>", Finding::Launch),
        (
            "/Names << /EmbeddedFiles << /Names [] >> >>",
            Finding::EmbeddedFile,
        ),
        ("/AF [<< /EF << /F 9 0 R >> >>]", Finding::EmbeddedFile),
        ("/AF [<< /EF%<<\n<< /F 9 0 R >> >>]", Finding::EmbeddedFile),
        ("/AF [<< /EF\0 9 0 R >>]", Finding::EmbeddedFile),
        ("/AcroForm << /XFA [(a) 9 0 R] >>", Finding::Xfa),
        ("/AcroForm << /XFA%\n9 0 R >>", Finding::Xfa),
        ("/X << /Subtype /3D /3DD 9 0 R >>", Finding::RichMedia),
        ("/X << /3#44D<</3DD 9 0 R>> >>", Finding::RichMedia),
        ("/X << /Subtype /RichMedia >>", Finding::RichMedia),
    ];
    for (catalog, finding) in cases {
        assert_found(&fixture::pdf_with(catalog, &[]), "a.pdf", &[finding]);
    }
}

#[test]
fn a_script_with_a_video_is_found_at_any_distance() {
    for text in ["(x)", "<78>", " 9 0 R", "%\n(x)", "\0\n9 0 R"] {
        let catalog = format!("/OpenAction << /S /Rendition /JS{text} >>");
        let findings = [Finding::JavaScript, Finding::RichMedia];
        assert_found(&fixture::pdf_with(&catalog, &[]), "a.pdf", &findings);
        // The comment may exceed the inspected bytes.
        let far = catalog.replace("/JS", &format!("/JS%{}\n", "x".repeat(1_000)));
        assert_found(&fixture::pdf_with(&far, &[]), "a.pdf", &findings);
    }
}

/// By chance, one in twenty files of 10 MB contains a slash with these letters. A form's usage rights also contain an
/// `/EF`, which lists what may be done with attachments.
#[test]
fn chance_matches_in_compressed_bytes_are_not_findings() {
    for bytes in [
        "/3D\0",
        "/3D(",
        "/3DD(",
        "/JS(x",
        "/JS<9",
        "/JS\n9",
        "/EF(",
        "/EF[/Create/Delete]",
        "/EF 9",
        "/EF<a",
    ] {
        let picture = format!("<< /Length 99 >>\nstream\n\u{1}{bytes}\u{2})>]\nendstream");
        let judgement = judged(&fixture::pdf_with("", &[picture.into_bytes()]), "a.pdf");
        assert!(judgement.is_accepted(), "{bytes:?}: {judgement:?}");
        assert_eq!(judgement.findings, [], "{bytes:?}");
    }
}

#[test]
fn harmless_names_are_not_findings() {
    let catalog = "/OpenAction [3 0 R /Fit] /JSX 1 /EFG 2 /Launcher 3 /URI (http://a/JS)";
    let judgement = judged(&fixture::pdf_with(catalog, &[]), "a.pdf");
    assert!(
        judgement.is_accepted() && judgement.findings.is_empty(),
        "{judgement:?}"
    );
}

#[test]
fn object_streams_are_searched() {
    let plain = fixture::pdf_with_object_stream("<< /Type /Font >>");
    assert!(judged(&plain, "a.pdf").is_accepted());
    let script = "<< /S /JavaScript /JS (app.alert(1)) >>";
    assert_found(
        &fixture::pdf_with_object_stream(script),
        "a.pdf",
        &[Finding::JavaScript],
    );
    // Readers don't require the type.
    let mut untyped = fixture::pdf_with_object_stream(script);
    let at = untyped
        .windows(13)
        .position(|w| w == b"/Type /ObjStm")
        .unwrap();
    untyped[at..at + 13].copy_from_slice(b"/Kind /Nothin");
    assert_found(&untyped, "a.pdf", &[Finding::JavaScript]);
    // The name must be found across the pieces of unpacking.
    for pad in (32_600..33_200).step_by(97) {
        let far = format!("({}) {script}", "x".repeat(pad));
        assert_found(
            &fixture::pdf_with_object_stream(&far),
            "a.pdf",
            &[Finding::JavaScript],
        );
    }
}

#[test]
fn unreadable_object_streams_are_findings() {
    let other =
        b"<< /Type /ObjStm /N 1 /First 4 /Filter /LZWDecode /Length 3 >>\nstream\nabc\nendstream";
    assert_found(
        &fixture::pdf_with("", &[other.to_vec()]),
        "a.pdf",
        &[Finding::Unseen],
    );
    let broken =
        b"<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length 3 >>\nstream\nabc\nendstream";
    assert_found(
        &fixture::pdf_with("", &[broken.to_vec()]),
        "a.pdf",
        &[Finding::Unseen],
    );
}

#[test]
fn an_object_stream_that_is_a_bomb_is_refused() {
    let bomb = fixture::pdf_with_object_stream(&" ".repeat(70 * 1024 * 1024));
    assert_refused(&bomb, "a.pdf", Reason::ExpandsTooMuch, "a PDF document");
}

#[test]
fn a_password_is_found() {
    let dictionary = format!(
        "/Encrypt << /Filter /Standard /V 2 /R 3 /Length 128 /P -4 /O <{0}> /U <{0}> >>",
        "5a".repeat(32)
    );
    assert_found(
        &fixture::pdf_with(&dictionary, &[]),
        "a.pdf",
        &[Finding::Encrypted],
    );
    // Blanks of any kind and comments may precede the value.
    for between in ["%a\n", "\0"] {
        let file = fixture::pdf_with(&dictionary.replace("<<", &format!("{between}<<")), &[]);
        assert_found(&file, "a.pdf", &[Finding::Encrypted]);
    }
    // More blanks than are inspected.
    let far = dictionary.replace("<<", &format!("{}<<", " ".repeat(70_000)));
    let file = fixture::pdf_with(&far, &[]);
    assert_refused(&file, "a.pdf", Reason::Damaged, "a PDF document");
    let handler = "/Encrypt << /Filter /Other /V 4 >>";
    assert_found(
        &fixture::pdf_with(handler, &[]),
        "a.pdf",
        &[Finding::Encrypted],
    );
}

#[test]
fn bytes_before_the_header_are_a_finding_or_refused() {
    let before = |bytes: &[u8]| [bytes, &fixture::pdf()].concat();
    assert_found(&before(b"\r\n  "), "a.pdf", &[Finding::LeadingBytes]);
    for skipped in [
        &b"\r\n"[..],
        b"\n\n\n",
        b"\xef\xbb\xbf",
        b"\xef\xbb\xbf\r\n",
    ] {
        assert_eq!(judged(&before(skipped), "a.pdf").findings, []);
        assert!(judged(&before(skipped), "a.pdf").is_accepted());
    }
    assert_eq!(
        reason(&judged(&before(b"junk "), "a.pdf")),
        Some(Reason::Unrecognized)
    );
    assert!(!judged(&before(&[b' '; 1024]), "a.pdf").is_accepted());
}

#[test]
fn an_unfinished_update_is_refused() {
    let mut bytes = fixture::pdf();
    bytes.extend_from_slice(b"4 0 obj\n<< /A 1 >>\nendobj\n");
    assert_refused(&bytes, "a.pdf", Reason::Damaged, "a PDF document");
}

/// A document with an update, the bytes between them, and the stated offset of the update's table.
fn updated(between: &str, table: impl Fn(usize, usize) -> usize) -> Vec<u8> {
    let mut bytes = fixture::pdf();
    let header = bytes.len() + between.len();
    bytes.extend(between.bytes());
    bytes.extend_from_slice(b"%PDF-1.7\n4 0 obj\n<< /A 1 >>\nendobj\n");
    let at = bytes.len();
    let table = table(header, at);
    let end = format!(
        "xref\n4 1\n{:010} 00000 n \ntrailer\n<< /Size 5 /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n",
        header + 9
    );
    bytes.extend(end.bytes());
    bytes
}

#[test]
fn an_update_may_have_a_header() {
    for between in ["", "\r\n", "\n\n"] {
        let bytes = updated(between, |_, table| table);
        let judgement = judged(&bytes, "a.pdf");
        assert!(judgement.is_accepted(), "{judgement:?}");
        assert_eq!(judgement.findings, []);
        // An object that is the table is fine too.
        let bytes = updated(between, |header, _| header + 9);
        assert_eq!(judged(&bytes, "a.pdf").findings, []);
    }
    let mut one_line = updated("", |_, table| table - 1);
    let eol = fixture::pdf().len() - 1;
    assert_eq!(one_line.remove(eol), b'\n');
    assert_eq!(judged(&one_line, "a.pdf").findings, []);
    let second = fixture::pdf();
    for bytes in [
        updated("", |_, _| 9),
        updated("", |header, _| header),
        updated("", |_, table| table + 1),
        updated("", |_, _| usize::MAX),
        updated("%a\n", |_, table| table),
        updated("5 0 obj\n<<>>\nendobj\n", |_, table| table),
        [fixture::pdf(), second.clone()].concat(),
        [fixture::pdf(), second.clone(), second].concat(),
    ] {
        assert_found(&bytes, "a.pdf", &[Finding::EmbeddedFile]);
    }
    // The update is inspected too.
    let mut hidden = updated("", |_, table| table);
    let at = hidden.len() - 120;
    hidden.splice(at..at, *b"%PDF-1.4");
    assert!(!judged(&hidden, "a.pdf").is_accepted());
}

#[test]
fn another_format_after_the_document_is_refused() {
    for (other, what) in [
        (fixture::docx(), "a ZIP archive"),
        (b"<html><script>x</script>".to_vec(), "a web page"),
        (fixture::mp4(), "an MP4 video"),
    ] {
        let bytes = [fixture::pdf(), other].concat();
        let what = format!("a PDF document with {what} inside");
        assert_refused(&bytes, "a.pdf", Reason::HiddenFile, &what);
    }
    let padded = [fixture::pdf(), vec![0; 20_000]].concat();
    assert!(judged(&padded, "a.pdf").findings.is_empty());
}

#[test]
fn a_pdf_within_another_file_is_refused() {
    let bytes = fixture::docx_with(|zip| zip, "");
    assert!(judged(&bytes, "a.docx").is_accepted());
    let polyglot = fixture::Zip::new().stored("a.pdf", fixture::pdf()).finish();
    let what = "a ZIP archive with a PDF document inside";
    assert_refused(&polyglot, "a.docx", Reason::HiddenFile, what);
    let rtf = b"{\\rtf1 hello %PDF-1.4 }";
    let what = "a Rich Text document with a PDF document inside";
    assert_refused(rtf, "a.rtf", Reason::HiddenFile, what);
}

#[test]
fn a_stream_before_an_object_stream_cannot_hide_its_dictionary() {
    // An open parenthesis in a picture's bytes: read as a string, it extends past the ends of both objects.
    let picture = b"<< /Subtype /Image /Filter /DCTDecode /Length 9 >>\nstream\n\xff\xd8(\x01\x02\x03\xff\xd9)\nendstream";
    let mut open = picture.to_vec();
    open.retain(|byte| *byte != b')');
    for before in [picture.to_vec(), open] {
        let objects = "<< /Type /Font >>";
        let packed = fixture::pdf_with_object_stream(objects);
        let at = packed.windows(7).position(|w| w == b"4 0 obj").unwrap();
        let first = [b"8 0 obj\n".as_slice(), &before, b"\nendobj\n"].concat();
        let mut bytes = packed.clone();
        bytes.splice(at..at, first);
        let judgement = judged(&bytes, "a.pdf");
        assert!(judgement.is_accepted(), "{}", judgement.sentence());
    }
}
