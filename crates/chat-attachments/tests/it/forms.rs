//! Forms and attached files of a PDF.

use chat_attachments::{Finding, Reason, fixture};

use crate::support::{assert_found, judged, reason};

fn field(script: &str) -> Vec<u8> {
    format!("<< /FT /Tx /T (a) /AA << /F << /S /JavaScript /JS {script} >> >> >>").into_bytes()
}

#[test]
fn standard_scripts_of_form_fields_are_accepted() {
    for script in [
        r#"(AFNumber_Format\(2, 0, 0, 0, "", true\);)"#,
        r#"(AFDate_FormatEx\("dd/mm/yyyy"\);)"#,
        "<41465370656369616C5F466F726D61742831293B>",
        r#"(AFSimple_Calculate\("SUM", new Array \("a", "b"\)\);)"#,
    ] {
        for bytes in [
            fixture::pdf_with("", &[field(script)]),
            fixture::pdf_with_object_stream(&String::from_utf8(field(script)).unwrap()),
        ] {
            let judgement = judged(&bytes, "a.pdf");
            assert!(judgement.is_accepted(), "{script}: {judgement:?}");
            assert_eq!(judgement.findings, [Finding::FormScript], "{script}");
        }
    }
    let standard = field("(AFSpecial_Format\\(1\\);)");
    for other in [
        "(app.alert\\(1\\))",
        "9 0 R",
        "(AFNumber_Format\\(this.x\\))",
        "()",
    ] {
        let bytes = fixture::pdf_with("", &[standard.clone(), field(other)]);
        assert_found(&bytes, "a.pdf", &[Finding::JavaScript]);
    }
    let listed = fixture::pdf_with("/Names << /JavaScript 9 0 R >>", &[]);
    assert_found(&listed, "a.pdf", &[Finding::JavaScript]);
}

#[test]
fn a_form_that_sends_or_reads_data_needs_a_decision() {
    for action in [
        "/OpenAction << /S /SubmitForm /F (http://a.example/) >>",
        "/AA << /O << /S /ImportData /F (a.fdf) >> >>",
        "/OpenAction << /S /S#75bmitForm /F 9 0 R >>",
    ] {
        assert_found(
            &fixture::pdf_with(action, &[]),
            "a.pdf",
            &[Finding::FormData],
        );
    }
}

#[test]
fn a_link_to_a_document_on_a_network_path_needs_a_decision() {
    for target in [
        r"(\\\\10.0.0.1\\a\\b.pdf)",
        "(//server/share/a.pdf)",
        "(file://10.0.0.1/a.pdf)",
        "(http://a.example/a.pdf)",
        "<5c5c7365727665725c61>",
        r"<< /Type /Filespec /F (a.pdf) /UF (\\\\server\\a.pdf) >>",
    ] {
        for catalog in [
            format!("/OpenAction << /S /GoToR /F {target} /D [0 /Fit] >>"),
            format!("/AA << /O << /F {target} /S /GoToR >> >>"),
        ] {
            let bytes = fixture::pdf_with(&catalog, &[]);
            assert_found(&bytes, "a.pdf", &[Finding::NetworkPath]);
        }
    }
    for target in ["(b.pdf)", "(../b.pdf)", "(/c/docs/b.pdf)"] {
        let catalog = format!("/OpenAction << /S /GoToR /F {target} /D [0 /Fit] >>");
        let judgement = judged(&fixture::pdf_with(&catalog, &[]), "a.pdf");
        assert!(judgement.is_accepted(), "{target}: {judgement:?}");
    }
}

/// A catalog with attached files of these names.
fn attached(names: &[&str]) -> Vec<u8> {
    let files: Vec<String> = names
        .iter()
        .map(|name| format!("<< /Type /Filespec /F ({name}) /UF ({name}) /EF << /F 4 0 R >> >>"))
        .collect();
    let files = files.join(" ");
    let stream = b"<< /Type /EmbeddedFile /Length 5 >>\nstream\nhello\nendstream";
    fixture::pdf_with(&format!("/AF [{files}]"), &[stream.to_vec()])
}

#[test]
fn invoices_and_print_settings_are_accepted_as_the_only_attachment() {
    for (name, finding) in [
        ("factur-x.xml", Finding::InvoiceData),
        ("ZUGFeRD-invoice.xml", Finding::InvoiceData),
        ("xrechnung.xml", Finding::InvoiceData),
        ("High Quality.joboptions", Finding::PrintSettings),
    ] {
        let judgement = judged(&attached(&[name]), "a.pdf");
        assert!(judgement.is_accepted(), "{name}: {judgement:?}");
        assert_eq!(judgement.findings, [finding], "{name}");
    }
    for names in [
        &["letter.xml"][..],
        &["factur-x.xml", "letter.txt"],
        &["factur-x.xml", "a.joboptions"],
        &["factur-x.xml.exe"],
        &["a/b.joboptions"],
    ] {
        assert_found(&attached(names), "a.pdf", &[Finding::EmbeddedFile]);
    }
    let hidden = attached(&["factur-x.xml"]);
    let text = String::from_utf8_lossy(&hidden).replace("/UF (factur-x.xml)", "/UF (a.exe)");
    assert!(!judged(text.as_bytes(), "a.pdf").is_accepted());
}

/// A hybrid PDF contains the document that it was made from, stored or at a short distance from the file's end.
#[test]
fn the_source_of_a_hybrid_pdf_is_an_embedded_file_of_any_size() {
    for padding in [0, 10_000, 60_000, 100_000] {
        let source = fixture::odt();
        let head = format!("<< /Length {} >>\nstream\n", source.len());
        let stream = [head.as_bytes(), &source, b"\nendstream"].concat();
        let rest = format!("<< /A ({}) >>", "x".repeat(padding)).into_bytes();
        let bytes = fixture::pdf_with("", &[stream, rest]);
        assert_found(&bytes, "a.pdf", &[Finding::EmbeddedFile]);
    }
    let behind = [fixture::pdf(), vec![7; 30], fixture::odt()].concat();
    assert_eq!(reason(&judged(&behind, "a.pdf")), Some(Reason::HiddenFile));
}
