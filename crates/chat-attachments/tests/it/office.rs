//! Office Open XML.

use chat_attachments::{Finding, Kind, Reason, fixture};
use fixture::Zip;

use crate::support::{assert_found, assert_refused, judged, reason};

const RELS: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

fn links(kind: &str, target: &str, mode: &str) -> String {
    format!(
        r#"<Relationships xmlns="{RELS}"><Relationship Id="r1" Type="{OFFICE}/{kind}" Target="{target}"{mode}/></Relationships>"#
    )
}

#[test]
fn macros_are_refused_under_any_name() {
    for name in ["a.docm", "a.docx", "a"] {
        assert_refused(
            &fixture::docm(),
            name,
            Reason::MacroEnabled,
            "a Word document with macros",
        );
    }
    let sentence = judged(&fixture::docm(), "a.docx").sentence();
    assert!(
        sentence.starts_with("“a.docx” is a Word document with macros, which can't be sent."),
        "{sentence}"
    );
}

#[test]
fn macros_in_a_plain_document_are_refused() {
    let project = fixture::docx_with(|zip| zip.deflated("word/vbaProject.bin", "x"), "");
    let typed = fixture::docx_with(
        |zip| zip.deflated("word/x.bin", "x"),
        r#"<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>"#,
    );
    let sheet = fixture::docx_with(
        |zip| zip.deflated("xl/m.xml", "<m/>"),
        r#"<Override PartName="/xl/m.xml" ContentType="application/vnd.ms-excel.macrosheet+xml"/>"#,
    );
    for bytes in [project, typed, sheet] {
        let judgement = judged(&bytes, "a.docx");
        assert_eq!(reason(&judgement), Some(Reason::MacroEnabled));
    }
}

#[test]
fn programs_inside_are_refused() {
    let mut program = vec![0; 256];
    program[..2].copy_from_slice(b"MZ");
    program[0x3c] = 0x80;
    program[0x80..0x84].copy_from_slice(b"PE\0\0");
    let by_bytes = fixture::docx_with(|zip| zip.deflated("word/media/image1.png", &program), "");
    let by_name = fixture::docx_with(|zip| zip.deflated("word/embeddings/run.vbs", "x"), "");
    for bytes in [by_bytes, by_name] {
        assert_refused(&bytes, "a.docx", Reason::ProgramInside, "a Word document");
    }
}

#[test]
fn active_and_remote_content_is_found() {
    let rels = "word/_rels/document.xml.rels";
    let external = r#" TargetMode="External""#;
    let with = |links: String| fixture::docx_with(|zip| zip.deflated(rels, links), "");
    let template = with(links(
        "attachedTemplate",
        "https://evil.example/t.dotm",
        external,
    ));
    assert_found(&template, "a.docx", &[Finding::ExternalTemplate]);
    let share = with(links("attachedTemplate", r"\\server\t.dotm", external));
    assert_found(&share, "a.docx", &[Finding::ExternalTemplate]);
    let local = with(links(
        "attachedTemplate",
        "file:///C:\\Templates\\t.dotm",
        external,
    ));
    assert!(judged(&local, "a.docx").is_accepted());
    let hyperlink = with(links("hyperlink", "https://clinic.example/", external));
    assert!(judged(&hyperlink, "a.docx").is_accepted());
    assert_found(
        &with(links("control", "x.xml", "")),
        "a.docx",
        &[Finding::ActiveX],
    );
    assert_found(
        &with(links("oleObject", "x.bin", "")),
        "a.docx",
        &[Finding::OleObject],
    );
    assert_found(
        &with(links("video", "media/v.mp4", "")),
        "a.docx",
        &[Finding::RichMedia],
    );
    let video = fixture::docx_with(|zip| zip.stored("word/media/v.bin", fixture::mp4()), "");
    assert_found(&video, "a.docx", &[Finding::RichMedia]);
    // At every position relative to the borders of unpacked pieces.
    for pad in (32_740..32_790).step_by(3) {
        let noise: String = (0..pad)
            .map(|n| char::from(b'a' + (n * n % 23) as u8))
            .collect();
        let field = format!("<a>{noise}DDEAUTO c:\\\\x</a>");
        let bytes = fixture::docx_with(|zip| zip.deflated("word/f.xml", field), "");
        assert_found(&bytes, "a.docx", &[Finding::Dde]);
    }
    let workbook = fixture::docx_with(
        |zip| zip.deflated("word/embeddings/b.xlsx", fixture::xlsx()),
        "",
    );
    assert!(judged(&workbook, "a.docx").is_accepted());
}

#[test]
fn entities_are_refused_in_any_encoding() {
    let part = r#"<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>"#;
    let wide: Vec<u8> = [0xff, 0xfe]
        .into_iter()
        .chain(part.encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    for part in [part.as_bytes(), &wide] {
        let bytes = fixture::docx_with(|zip| zip.deflated("word/settings.xml", part), "");
        assert_refused(&bytes, "a.docx", Reason::UnsafeContent, "a Word document");
    }
}

/// Unusual packages, as real writers make them.
#[test]
fn unusual_packages_are_recognized() {
    let main = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml";
    let types = |part: &str| {
        format!(
            r#"<t:Types xmlns:t="x"><t:Default Extension="RELS" ContentType="x"/><t:Override PartName="{part}" ContentType="{main}"/></t:Types>"#
        )
    };
    let rels = |target: &str| links("officeDocument", target, "");
    let strict = rels("/Word/Document2.XML").replace(
        OFFICE,
        "http://purl.oclc.org/ooxml/officeDocument/relationships",
    );
    let elsewhere = Zip::new()
        .deflated("word/document2.xml", "<w/>")
        .deflated("_rels/.rels", strict)
        .deflated("[Content_Types].xml", types("/word/document2.xml"))
        .finish();
    let backslashes = Zip::new()
        .deflated("[Content_Types].xml", types("/word/document.xml"))
        .deflated("_rels\\.rels", rels("word/document.xml"))
        .deflated("word\\document.xml", "<w/>")
        .finish();
    let wide: Vec<u8> = [0xff, 0xfe]
        .into_iter()
        .chain(
            types("/word/document.xml")
                .encode_utf16()
                .flat_map(u16::to_le_bytes),
        )
        .collect();
    let utf_16 = Zip::new()
        .deflated("[Content_Types].xml", wide)
        .deflated(
            "_rels/.rels",
            format!("\u{feff}{}", rels("word/document.xml")),
        )
        .deflated("word/document.xml", "<w/>")
        .finish();
    for bytes in [elsewhere, backslashes, utf_16] {
        let judgement = judged(&bytes, "a.docx");
        assert!(judgement.is_accepted(), "{}", judgement.sentence());
        assert_eq!(judgement.kind, Some(Kind::Docx));
    }
}

#[test]
fn packages_without_a_main_part_are_refused() {
    let types = "<Types/>";
    let theme = Zip::new()
        .deflated("[Content_Types].xml", types)
        .deflated("_rels/.rels", links("theme", "theme/theme1.xml", ""))
        .finish();
    assert_refused(
        &theme,
        "a.docx",
        Reason::NotAccepted,
        "a package that is no Office document",
    );
    let missing = Zip::new()
        .deflated("[Content_Types].xml", types)
        .deflated(
            "_rels/.rels",
            links("officeDocument", "word/document.xml", ""),
        )
        .finish();
    assert_refused(&missing, "a.docx", Reason::Damaged, "a Word document");
    let untyped = Zip::new()
        .deflated("[Content_Types].xml", types)
        .deflated(
            "_rels/.rels",
            links("officeDocument", "word/document.xml", ""),
        )
        .deflated("word/document.xml", "<w/>")
        .finish();
    assert_refused(
        &untyped,
        "a.docx",
        Reason::NotAccepted,
        "an Office file of another kind",
    );
}
