//! Forms and attached files of a PDF.

use std::io::Write as _;

use chat_attachments::{Finding, Reason, fixture};
use flate2::Compression;
use flate2::write::ZlibEncoder;

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

/// A packed stream with this text.
fn packed(text: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text).unwrap();
    let packed = encoder.finish().unwrap();
    let head = format!(
        "<< /Filter /FlateDecode /Length {} >>\nstream\n",
        packed.len()
    );
    [head.as_bytes(), &packed, b"\nendstream"].concat()
}

fn plain(len: usize, text: &[u8]) -> Vec<u8> {
    let head = format!("<< /Length {len} >>\nstream\n");
    [head.as_bytes(), text, b"\nendstream"].concat()
}

const STANDARD: &[u8] = b"AFNumber_Format(2, 0, 0, 0, \"\", true);";

#[test]
fn scripts_that_are_objects_of_their_own_are_judged_like_others() {
    let by_reference = |script: Vec<u8>| fixture::pdf_with("", &[field("5 0 R"), script]);
    let text = [
        b"(AFSimple_Calculate\\(\"SUM\", \"a\"\\);)".as_slice(),
        b"<41465370656369616C5F466F726D61742831293B>",
    ];
    for script in text
        .map(<[u8]>::to_vec)
        .into_iter()
        .chain([packed(STANDARD), plain(STANDARD.len(), STANDARD)])
    {
        let judgement = judged(&by_reference(script), "a.pdf");
        assert!(judgement.is_accepted(), "{judgement:?}");
        assert_eq!(judgement.findings, [Finding::FormScript]);
    }
    let other = b"app.alert(1)";
    let long = [STANDARD, b" ".repeat(5_000).as_slice(), other].concat();
    let hoisted = [STANDARD, b"\nendstream\nvar endstream; app.alert(1)"].concat();
    for script in [
        b"(app.alert\\(1\\))".to_vec(),
        packed(other),
        packed(&long),
        plain(other.len(), other),
        plain(hoisted.len(), &hoisted),
        plain(STANDARD.len() - 1, STANDARD),
        b"<< /Length 7 0 R >>\nstream\nAFNumber_Format(2);\nendstream".to_vec(),
        b"6 0 R".to_vec(),
        b"<< /A 1 >>".to_vec(),
        packed(STANDARD)[..60].to_vec(),
    ] {
        let bytes = by_reference(script.clone());
        let judgement = judged(&bytes, "a.pdf");
        assert_eq!(
            judgement.undecided,
            [Finding::JavaScript],
            "{}",
            String::from_utf8_lossy(&script)
        );
    }
}

#[test]
fn every_object_of_a_script_s_number_must_be_standard() {
    let standard = packed(STANDARD);
    let more = |more: &str| {
        let object = format!("<< /A 1 >>\nendobj\n{more}");
        let bytes = fixture::pdf_with("", &[field("5 0 R"), standard.clone(), object.into_bytes()]);
        judged(&bytes, "a.pdf")
    };
    assert!(more("7 0 obj (app.alert)").is_accepted());
    assert!(more("5 0 obj (AFNumber_Format\\(1\\))").is_accepted());
    for again in [
        "5 0 obj (app.alert)",
        "5 1 obj (app.alert)",
        "5 0%\nobj (app.alert)",
        "endobj5 0 obj(a)",
    ] {
        assert_eq!(more(again).undecided, [Finding::JavaScript], "{again}");
    }
}

#[test]
fn scripts_in_object_streams_are_judged_like_others() {
    let stream = |list: &str, objects: &str| {
        let content = format!("{list} {objects}");
        let body = packed(content.as_bytes());
        let head = format!("<< /Type /ObjStm /N 2 /First {} ", list.len() + 1);
        [head.as_bytes(), &body[3..]].concat()
    };
    let script = "(AFDate_Format\\(1\\))";
    let action = "<< /S /JavaScript /JS 21 0 R >>";
    let both = format!("{action} {script}");
    let list = format!("20 0 21 {}", action.len() + 1);
    let judged = |objects: &[Vec<u8>]| judged(&fixture::pdf_with("", objects), "a.pdf");
    let good = stream(&list, &both);
    let judgement = judged(std::slice::from_ref(&good));
    assert!(judgement.is_accepted(), "{judgement:?}");
    assert_eq!(judgement.findings, [Finding::FormScript]);
    let bad = |text: &str| stream("21 0", text);
    assert!(judged(&[good.clone(), bad(script)]).is_accepted());
    for objects in [
        vec![stream("20 0", action)],
        vec![good.clone(), bad("(app.alert)")],
        vec![good.clone(), bad("22 0 R")],
        vec![stream(
            &list,
            &both.replace("AFDate_Format", "AFDate_Formal"),
        )],
        // Which objects are inside is unknown.
        vec![good.clone(), stream("21 x", "(app.alert)")],
    ] {
        assert!(judged(&objects).undecided.contains(&Finding::JavaScript));
    }
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
