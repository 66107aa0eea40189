//! OpenDocument.

use chat_attachments::{Finding, Kind, Reason, fixture};
use fixture::Zip;

use crate::support::{assert_found, assert_refused, judged};

const ODT: &str = "application/vnd.oasis.opendocument.text";

fn manifest(media_type: &str, more: &str) -> String {
    format!(
        r#"<manifest:manifest xmlns:manifest="m"><manifest:file-entry manifest:full-path="/" manifest:media-type="{media_type}"/>{more}</manifest:manifest>"#
    )
}

fn package(more: &str) -> Zip {
    Zip::new()
        .stored("mimetype", ODT)
        .deflated("META-INF/manifest.xml", manifest(ODT, more))
        .deflated("content.xml", "<c/>")
}

#[test]
fn the_manifest_alone_is_enough() {
    let bytes = Zip::new()
        .deflated("content.xml", "<c/>")
        .deflated("META-INF/manifest.xml", manifest(ODT, ""))
        .finish();
    let judgement = judged(&bytes, "a.odt");
    assert!(judgement.is_accepted(), "{}", judgement.sentence());
    assert_eq!(judgement.kind, Some(Kind::Odt));
    let late = Zip::new()
        .deflated("META-INF/manifest.xml", manifest(ODT, ""))
        .deflated("content.xml", "<c/>")
        .deflated("mimetype", ODT)
        .finish();
    assert!(judged(&late, "a.odt").is_accepted());
}

#[test]
fn disagreement_and_missing_parts_are_refused() {
    let other = Zip::new()
        .stored("mimetype", ODT)
        .deflated(
            "META-INF/manifest.xml",
            manifest(Kind::Ods.media_type(), ""),
        )
        .deflated("content.xml", "<c/>")
        .finish();
    assert_refused(
        &other,
        "a.odt",
        Reason::UnsafeContent,
        "an OpenDocument text",
    );
    let empty = Zip::new()
        .stored("mimetype", ODT)
        .deflated("META-INF/manifest.xml", manifest(ODT, ""))
        .finish();
    assert_refused(&empty, "a.odt", Reason::Damaged, "an OpenDocument text");
    let bare = Zip::new()
        .stored("mimetype", ODT)
        .deflated("content.xml", "<c/>")
        .finish();
    assert_refused(&bare, "a.odt", Reason::Damaged, "an OpenDocument text");
    let drawing = fixture::open_document("application/vnd.oasis.opendocument.graphics");
    assert_refused(
        &drawing,
        "a.odg",
        Reason::NotAccepted,
        "an OpenDocument drawing",
    );
}

#[test]
fn passwords_and_macros_are_found() {
    let encrypted = package(
        r#"<manifest:file-entry manifest:full-path="content.xml"><manifest:encryption-data/></manifest:file-entry>"#,
    );
    assert_found(&encrypted.finish(), "a.odt", &[Finding::Encrypted]);
    let basic = package("").deflated("Basic/Standard/Module1.xml", "<m/>");
    assert_found(&basic.finish(), "a.odt", &[Finding::Macros]);
    let script = package("").deflated("Scripts/python/run.py", "import os");
    assert_found(&script.finish(), "a.odt", &[Finding::Macros]);
}

/// LibreOffice keeps documents of other programs as they are.
#[test]
fn a_document_of_another_program_inside_is_judged() {
    let with = |object: &[u8]| package("").deflated("Obj100", object).finish();
    for document in [fixture::xlsx(), fixture::odt(), fixture::pdf()] {
        let judgement = judged(&with(&document), "a.odt");
        assert!(judgement.is_accepted(), "{judgement:?}");
        assert_eq!(judgement.findings, [Finding::EmbeddedDocument]);
    }
    let archive = Zip::new().stored("a.txt", "b").finish();
    assert_found(&with(&archive), "a.odt", &[Finding::EmbeddedFile]);
    let script = fixture::pdf_with("/OpenAction << /S /JavaScript /JS (a) >>", &[]);
    assert_found(&with(&script), "a.odt", &[Finding::JavaScript]);
    let refused = judged(&with(&fixture::docm()), "a.odt");
    assert_eq!(refused.refusal().unwrap().reason, Reason::MacroEnabled);
}

#[test]
fn only_a_named_document_type_is_tolerated() {
    let declare = |doctype: &str| {
        Zip::new()
            .deflated("content.xml", "<c/>")
            .deflated(
                "META-INF/manifest.xml",
                format!("{doctype}{}", manifest(ODT, "")),
            )
            .finish()
    };
    let named = declare(
        r#"<!DOCTYPE manifest:manifest PUBLIC "-//OpenOffice.org//DTD Manifest 1.0//EN" "Manifest.dtd">"#,
    );
    assert!(judged(&named, "a.odt").is_accepted());
    let defined = declare(r#"<!DOCTYPE a [<!ENTITY b "c">]>"#);
    assert_refused(
        &defined,
        "a.odt",
        Reason::UnsafeContent,
        "an OpenDocument text",
    );
}
