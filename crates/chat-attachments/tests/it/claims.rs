//! Rule F3: the content must agree with the name and with the declared media type.

use chat_attachments::{AttachmentPolicy, Finding, Kind, Reason, fixture};

use crate::support::{judged, judged_as, judged_by, reason};

#[test]
fn another_kinds_name_is_refused() {
    for (kind, bytes) in fixture::all() {
        for other in [
            Kind::Png,
            Kind::Pdf,
            Kind::Docx,
            Kind::Xlsx,
            Kind::Odt,
            Kind::Doc,
        ] {
            let judgement = judged(&bytes, &format!("file.{}", other.canonical_extension()));
            let related = judgement.findings.contains(&Finding::RelatedName);
            if kind != other && !related {
                assert_eq!(
                    reason(&judgement),
                    Some(Reason::NameDisagrees),
                    "{kind} as {other}"
                );
                assert_eq!(judgement.kind, Some(kind));
            }
        }
        assert_eq!(
            reason(&judged(&bytes, "file.exe")),
            Some(Reason::NameDisagrees)
        );
        assert_eq!(
            reason(&judged(&bytes, "file.dat")),
            Some(Reason::NameDisagrees)
        );
    }
}

#[test]
fn related_names_are_accepted_and_reported() {
    let cases = [
        (fixture::pptx(), "old.ppt"),
        (fixture::rtf(), "letter.doc"),
        (fixture::xls(), "table.doc"),
        (fixture::docx(), "letter.doc"),
    ];
    for (bytes, name) in cases {
        let judgement = judged(&bytes, name);
        assert!(judgement.is_accepted(), "{name}: {}", judgement.sentence());
        assert_eq!(judgement.findings, [Finding::RelatedName]);
        let strict = AttachmentPolicy::DEFAULT.refusing(Finding::RelatedName);
        assert!(!judged_by(&strict, &bytes, name, None).is_accepted());
    }
}

#[test]
fn unrelated_names_of_office_files_are_refused() {
    let cases = [
        (fixture::docx(), "a.xlsx"),
        (fixture::xlsx(), "a.xls.docx"),
        (fixture::odt(), "a.doc"),
        (fixture::docx(), "a.odt"),
        (fixture::rtf(), "a.xls"),
        (fixture::docx(), "a.xls"),
    ];
    for (bytes, name) in cases {
        assert_eq!(
            reason(&judged(&bytes, name)),
            Some(Reason::NameDisagrees),
            "{name}"
        );
    }
}

#[test]
fn names_without_extension_claim_nothing() {
    for name in [
        "scan",
        "Dr. Smith letter",
        "visit 2.1",
        "IMG.20240501",
        ".png",
    ] {
        assert!(judged(&fixture::png(1, 1), name).is_accepted(), "{name}");
    }
}

#[test]
fn extensions_have_aliases_and_ignore_case() {
    for name in ["a.jpg", "a.JPEG", "a.jpe", "a.jfif", "a.Jpg", "a.mpo"] {
        assert!(judged(&fixture::jpeg(), name).is_accepted(), "{name}");
    }
    assert!(judged(&fixture::png(1, 1), "a.apng").is_accepted());
}

#[test]
fn media_types_have_aliases_and_parameters() {
    let agree = [
        (fixture::jpeg(), "a.jpg", "image/pjpeg"),
        (fixture::jpeg(), "a.jpg", "Image/JPG; q=1"),
        (fixture::docx(), "a.docx", "application/x-zip-compressed"),
        (fixture::odt(), "a.odt", "application/zip"),
        (fixture::rtf(), "a.rtf", "text/rtf; charset=us-ascii"),
        (fixture::rtf(), "a.rtf", "application/msword"),
        (fixture::xls(), "a.xls", "application/x-msexcel"),
        (fixture::xls(), "a.xls", "application/x-ole-storage"),
        (fixture::pdf(), "a.pdf", "application/octet-stream"),
        (fixture::pdf(), "a.pdf", ""),
    ];
    for (bytes, name, media_type) in agree {
        let judgement = judged_as(&bytes, name, Some(media_type));
        assert!(
            judgement.is_accepted(),
            "{name} as {media_type}: {}",
            judgement.sentence()
        );
        assert_eq!(judgement.findings, [], "{name} as {media_type}");
    }
}

#[test]
fn another_media_type_is_refused() {
    let disagree = [
        (fixture::png(1, 1), "a.png", "image/jpeg"),
        (fixture::png(1, 1), "a.png", "application/zip"),
        (fixture::pdf(), "a.pdf", "text/html"),
        (fixture::docx(), "a.docx", "application/pdf"),
        (fixture::rtf(), "a.rtf", "application/vnd.ms-excel"),
        (fixture::gif(), "a.gif", "video/mp4"),
        (fixture::png(1, 1), "a.png", "image/webp"),
        (
            fixture::docx(),
            "a.docx",
            "application/vnd.ms-word.document.macroEnabled.12",
        ),
        (fixture::pdf(), "a.pdf", "application/vnd.ms-office"),
    ];
    for (bytes, name, media_type) in disagree {
        let judgement = judged_as(&bytes, name, Some(media_type));
        assert_eq!(
            reason(&judgement),
            Some(Reason::MediaTypeDisagrees),
            "{name}, {media_type}"
        );
    }
}

/// Senders can't change the type that their office suite or phone declares.
#[test]
fn unknown_media_types_claim_nothing() {
    let files = [
        (fixture::docx(), "a.docx"),
        (fixture::xls(), "a.xls"),
        (fixture::png(1, 1), "a.png"),
        (fixture::pdf(), "a.pdf"),
    ];
    for media_type in [
        "application/wps-office.docx",
        "application/kset",
        "application/kswps",
        "application/xls",
        "application/vnd.pdf",
        "image/*",
        "image/x-anything",
        "application/x-newest-type",
        "nonsense",
        "/",
    ] {
        for (bytes, name) in &files {
            let judgement = judged_as(bytes, name, Some(media_type));
            assert!(judgement.is_accepted(), "{name}, {media_type}");
            assert_eq!(judgement.findings, [], "{name}, {media_type}");
        }
    }
    for (bytes, name) in [
        (fixture::docx(), "a.docx"),
        (fixture::xlsx(), "a.xlsx"),
        (fixture::doc(), "a.doc"),
        (fixture::rtf(), "a.rtf"),
    ] {
        let judgement = judged_as(&bytes, name, Some("application/vnd.ms-office"));
        assert!(judgement.is_accepted(), "{name}");
    }
}
