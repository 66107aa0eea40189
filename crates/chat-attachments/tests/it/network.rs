//! Content that a document fetches or runs when it is opened, and apps inside documents.

use chat_attachments::{Finding, Reason, fixture};
use fixture::Zip;

use crate::support::{assert_found, judged, reason};

const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

fn linked(kind: &str, target: &str) -> Vec<u8> {
    let links = format!(
        "<Relationships><Relationship Id='r1' Type='{OFFICE}/{kind}' Target='{target}' TargetMode='External'/></Relationships>"
    );
    fixture::docx_with(
        |zip| zip.deflated("word/_rels/document.xml.rels", links),
        "",
    )
}

fn odt(content: &str) -> Vec<u8> {
    let odt = "application/vnd.oasis.opendocument.text";
    Zip::new()
        .stored("mimetype", odt)
        .deflated("content.xml", format!("<a>{content}</a>"))
        .deflated(
            "META-INF/manifest.xml",
            format!("<m><file-entry full-path='/' media-type='{odt}'/></m>"),
        )
        .finish()
}

#[test]
fn pictures_on_a_network_path_need_a_decision() {
    for target in [
        "file://10.0.0.1/a.png",
        r"\\10.0.0.1\a.png",
        r"file:///\\server\a.png",
        "//server/a.png",
        "smb://server/a.png",
    ] {
        for kind in ["image", "video", "audio"] {
            let judgement = judged(&linked(kind, target), "a.docx");
            assert!(
                judgement.undecided.contains(&Finding::NetworkPath),
                "{kind} {target}"
            );
        }
        let target = target.replace('\\', "&#92;");
        for element in [
            "draw:image",
            "style:background-image",
            "draw:object",
            "draw:object-ole",
        ] {
            let content = format!("<{element} draw:x=\"'>'\" xlink:href='{target}'/>");
            assert_found(&odt(&content), "a.odt", &[Finding::NetworkPath]);
        }
        // Only a click follows a hyperlink.
        assert!(judged(&linked("hyperlink", target.as_str()), "a.docx").is_accepted());
        assert!(judged(&odt(&format!("<text:a xlink:href='{target}'/>")), "a.odt").is_accepted());
    }
    for target in ["http://a.example/a.png", "https://a.example/a.png"] {
        let found = [Finding::RemotePicture];
        assert_eq!(judged(&linked("image", target), "a.docx").findings, found);
        let image = odt(&format!("<draw:image xlink:href=\"{target}\"/>"));
        assert_eq!(judged(&image, "a.odt").findings, found);
    }
    for target in [
        "Pictures/1.png",
        "./Object 1",
        "../a.png",
        "file:///C:/a.png",
    ] {
        let image = odt(&format!("<draw:image xlink:href=\"{target}\"/>"));
        assert_eq!(judged(&image, "a.odt").findings, [], "{target}");
    }
    let far = odt(&format!(
        "<draw:image x='{}' xlink:href='//a/b'/>",
        "x".repeat(9_000)
    ));
    assert_found(&far, "a.odt", &[Finding::NetworkPath]);
}

#[test]
fn a_field_may_not_insert_a_picture_from_a_share() {
    let rtf = |path: &str| {
        let field = format!(r"{{\rtf1{{\field{{\*\fldinst {{INCLUDEPICTURE {path}}}}}}}}}");
        judged(field.as_bytes(), "a.rtf")
    };
    let doc = |path: &str| {
        judged(
            &fixture::doc_with(format!("\x13 INCLUDEPICTURE {path}\x15").as_bytes()),
            "a.doc",
        )
    };
    for (raw, path) in [
        (r#""\\\\server\\a.png" \\d"#, r#""\\server\a.png" \d"#),
        (r"\'5c\'5cserver\\a.png", r"\\server\a.png"),
        ("file://server/a.png", "file://server/a.png"),
    ] {
        assert_eq!(rtf(raw).undecided, [Finding::NetworkPath], "{raw}");
        assert_eq!(doc(path).undecided, [Finding::NetworkPath], "{path}");
    }
    for (raw, path) in [
        (r#""C:\\a\\b.png" \\d"#, r#""C:\a\b.png" \d"#),
        (r"\'cf\u1234?.png", "a.png"),
    ] {
        assert_eq!(rtf(raw).findings, [], "{raw}");
        assert_eq!(doc(path).findings, [], "{path}");
    }
    assert_eq!(
        rtf("http://a.example/a.png").findings,
        [Finding::RemotePicture]
    );
}

/// A workbook with these parts, each with its content type's last word.
fn workbook(parts: &[(&str, &str, &str)]) -> Vec<u8> {
    let types: String = parts
        .iter()
        .map(|(path, kind, _)| {
            format!("<Override PartName='/{path}' ContentType='application/vnd.openxmlformats-officedocument.spreadsheetml.{kind}+xml'/>")
        })
        .collect();
    let add = |zip: Zip, (path, _, xml): &(&str, &str, &str)| zip.deflated(path, xml);
    fixture::docx_with(|zip| parts.iter().fold(zip, add), &types)
}

#[test]
fn a_query_that_runs_on_opening_needs_a_decision() {
    let connection = |attributes: &str, query: &str| {
        format!("<connections><connection id='1' {attributes}>{query}</connection></connections>")
    };
    let web = "<webPr url='http://a.example/'/>";
    let database = "<dbPr connection='Provider=SQLOLEDB;Data Source=a' command='b'/>";
    for query in [web, database] {
        for refresh in [
            "refreshOnLoad='1'",
            "refreshOnLoad = \"true\"",
            "refreshOnLoad='&#49;'",
            "interval='60'",
            "interval=\" 05\"",
            "interval='&#54;'",
        ] {
            let part = connection(refresh, query);
            let bytes = workbook(&[("xl/connections.xml", "connections", &part)]);
            assert_found(&bytes, "a.docx", &[Finding::DataConnection]);
        }
        for quiet in ["interval='0'", "interval=''", "a:interval='60'"] {
            let part = connection(quiet, query);
            let bytes = workbook(&[("xl/connections.xml", "connections", &part)]);
            assert!(judged(&bytes, "a.docx").is_accepted(), "{quiet}");
        }
        let part = connection("", query);
        let quiet = ("xl/c.xml", "connections", part.as_str());
        let judgement = judged(&workbook(&[quiet]), "a.docx");
        assert!(judgement.is_accepted(), "{judgement:?}");
        let table = ("xl/q.xml", "queryTable", "<queryTable refreshOnLoad='1'/>");
        assert_found(
            &workbook(&[quiet, table]),
            "a.docx",
            &[Finding::DataConnection],
        );
        let cache = |source: &str| {
            format!(
                "<pivotCacheDefinition refreshOnLoad='1'><cacheSource type='{source}'/></pivotCacheDefinition>"
            )
        };
        let (outer, inner) = (cache("external"), cache("worksheet"));
        let outer = ("xl/p.xml", "pivotCacheDefinition", outer.as_str());
        assert_found(
            &workbook(&[quiet, outer]),
            "a.docx",
            &[Finding::DataConnection],
        );
        // The table of another sheet of the same workbook.
        let inner = ("xl/p.xml", "pivotCacheDefinition", inner.as_str());
        assert!(judged(&workbook(&[quiet, inner]), "a.docx").is_accepted());
    }
}

#[test]
fn pages_behind_a_pdf_are_refused() {
    let mail =
        "From: a\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=a\r\n\r\n--a";
    for (other, what) in [
        (mail.to_owned(), "a web archive"),
        (mail.to_lowercase(), "a web archive"),
        (format!("{}\n{mail}", "x".repeat(70_000)), "a web archive"),
        (
            "Content-Type: text/html\nContent-Location: http://a\n\n".into(),
            "a web archive",
        ),
        ("\0\0 <body onload=a()>".into(), "a web page"),
        ("junk <html>".into(), "a web page or script"),
    ] {
        let bytes = [fixture::pdf(), other.clone().into_bytes()].concat();
        let refusal = judged(&bytes, "a.pdf").refusal().cloned();
        let refusal = refusal.unwrap_or_else(|| panic!("{other}"));
        assert_eq!(refusal.what, format!("a PDF document with {what} inside"));
    }
}

#[test]
fn android_apps_in_documents_are_refused() {
    let dex = b"dex\n035\0\x12\x34\x56\x78";
    for path in [
        "word/media/image1.png",
        "word/a.bin",
        "word/embeddings/a.docx",
    ] {
        let bytes = fixture::docx_with(|zip| zip.deflated(path, dex), "");
        assert_eq!(
            reason(&judged(&bytes, "a.docx")),
            Some(Reason::ProgramInside),
            "{path}"
        );
    }
    for (path, content) in [
        ("AndroidManifest.xml", b"\x03\0\x08\0".as_slice()),
        ("classes.dex", b"x"),
        (
            "META-INF/MANIFEST.MF",
            b"Class-Path: http://a.example/a.jar",
        ),
        ("AppxManifest.xml", b"<a/>"),
    ] {
        let bytes = fixture::docx_with(|zip| zip.deflated(path, content), "");
        assert_eq!(
            reason(&judged(&bytes, "a.docx")),
            Some(Reason::HiddenFile),
            "{path}"
        );
    }
    let apk = Zip::new()
        .deflated("AndroidManifest.xml", b"\x03\0\x08\0")
        .deflated("classes.dex", dex)
        .finish();
    for path in [
        "word/media/image1.png",
        "word/embeddings/a.docx",
        "word/a.bin",
    ] {
        let bytes = fixture::docx_with(|zip| zip.stored(path, &apk), "");
        assert!(!judged(&bytes, "a.docx").is_accepted(), "{path}");
    }
}

#[test]
fn sector_counts_beyond_the_file_are_damaged() {
    for bytes in [fixture::doc(), fixture::xls(), fixture::ppt()] {
        for field in [40, 44, 64, 72] {
            let mut lying = bytes.clone();
            lying[field..field + 4].copy_from_slice(&0x0010_0000_u32.to_le_bytes());
            assert_eq!(
                reason(&judged(&lying, "a")),
                Some(Reason::Damaged),
                "{field}"
            );
        }
    }
}
