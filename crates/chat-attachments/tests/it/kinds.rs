//! Rule F1: every kind is accepted and identified.

use chat_attachments::{AttachmentPolicy, Family, Finding, Kind, Picture, Reason, fixture};

use crate::support::{judged, judged_as, judged_by, reason};

/// The kinds that the default policy accepts.
fn plain() -> impl Iterator<Item = (Kind, Vec<u8>)> {
    let plain = |kind: &Kind| Kind::ALL.iter().position(|k| k == kind) < Some(14);
    fixture::all().filter(move |(kind, _)| plain(kind))
}

#[test]
fn each_kind_is_accepted_as_itself() {
    let mut seen = 0;
    for (kind, bytes) in plain() {
        let name = format!("file.{}", kind.canonical_extension());
        let judgement = judged_as(&bytes, &name, Some(kind.media_type()));
        assert!(judgement.is_accepted(), "{kind}: {}", judgement.sentence());
        assert_eq!(judgement.kind, Some(kind));
        assert_eq!(judgement.media_type(), Some(kind.media_type()));
        assert_eq!(judgement.findings, []);
        assert_eq!(
            (judgement.verdict_code(), judgement.reason_code()),
            ("accepted", "accepted")
        );
        seen += 1;
    }
    assert_eq!(seen, 14);
}

#[test]
fn f1_open_templates_and_openoffice_1_are_accepted_and_told_apart() {
    use Finding::{OldOpenOffice, OpenTemplate, Template};
    for (kind, bytes) in fixture::all().skip(14) {
        let name = format!("file.{kind}");
        let expected: &[Finding] = match kind {
            Kind::Sxw | Kind::Sxc | Kind::Sxi => &[OldOpenOffice],
            Kind::Stw | Kind::Stc | Kind::Sti => &[OpenTemplate, OldOpenOffice],
            Kind::Ott | Kind::Ots | Kind::Otp => &[OpenTemplate],
            _ => &[Template],
        };
        let judgement = judged(&bytes, &name);
        assert_eq!(judgement.findings, expected);
        assert_eq!(judgement.kind, Some(kind));
        assert_eq!(
            judgement.is_accepted(),
            !expected.contains(&Template),
            "{kind}"
        );
    }
}

#[test]
fn only_their_names_make_97_files_templates() {
    let policy = AttachmentPolicy::DEFAULT.allowing(Finding::Template);
    for (kind, name) in [
        (Kind::Doc, "letter.dot"),
        (Kind::Xls, "list.XLT"),
        (Kind::Ppt, "slides.pot"),
    ] {
        let bytes = fixture::of(kind);
        let judgement = judged(&bytes, name);
        assert_eq!(judgement.undecided, [Finding::Template], "{name}");
        assert_eq!(judgement.kind, Some(kind));
        assert!(judged_by(&policy, &bytes, name, None).is_accepted());
        assert_eq!(
            reason(&judged(&fixture::pdf(), name)),
            Some(Reason::NameDisagrees)
        );
    }
}

#[test]
fn pictures_report_their_dimensions() {
    let picture = |bytes: &[u8], name| judged(bytes, name).picture.unwrap();
    let png = fixture::png(7, 5);
    assert_eq!(
        picture(&png, "a.png"),
        Picture {
            width: 7,
            height: 5,
            end: png.len() as u64
        }
    );
    let jpeg = fixture::jpeg_with_location();
    assert_eq!(
        picture(&jpeg, "a.jpg"),
        Picture {
            width: 16,
            height: 16,
            end: jpeg.len() as u64
        }
    );
    assert_eq!(judged(&fixture::pdf(), "a.pdf").picture, None);
}

#[test]
fn codes_match_their_serialization() {
    for kind in Kind::ALL {
        assert_eq!(serde_json::to_value(kind).unwrap(), kind.as_str());
        assert_eq!(kind.to_string(), kind.as_str());
        assert_eq!(kind.is_image(), kind.family() == Family::Image);
    }
    for finding in Finding::ALL {
        assert_eq!(serde_json::to_value(finding).unwrap(), finding.code());
    }
    for reason in chat_attachments::Reason::ALL {
        assert_eq!(serde_json::to_value(reason).unwrap(), reason.code());
    }
}
