//! Properties of every file that isn't refused, verified by a second and very simple parser.

mod archive;
mod bytes;
mod claims;
mod picture;

use chat_attachments::{AttachmentPolicy, Claim, Finding, Judgement, Kind};

use bytes::{find, find_last, is_padding};

/// Box types by which players recognize a video.
const BOXES: &[&[u8]] = &[
    b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide", b"styp", b"moof", b"sidx", b"uuid",
    b"pnot", b"emsg", b"prft",
];

/// Checks a judgement that is not a refusal.
pub fn hold(bytes: &[u8], claim: &Claim<'_>, judgement: &Judgement) {
    let Some(kind) = judgement.kind else {
        assert!(judgement.kind.is_some(), "no refusal without a kind");
        return;
    };
    let len = bytes.len() as u64;
    assert!(len <= AttachmentPolicy::DEFAULT.max_bytes);
    let box_type = bytes.get(4..8).unwrap_or_default();
    assert!(!BOXES.contains(&box_type), "a player takes it for a video");
    let first = bytes.get(..1028).unwrap_or(bytes);
    assert!(
        kind == Kind::Pdf || find(first, b"%PDF-").is_none(),
        "a reader takes it for a PDF"
    );
    claims::agree(kind, claim, &judgement.findings);

    let found = |finding| judgement.findings.contains(&finding);
    match kind {
        Kind::Png | Kind::Jpeg | Kind::Gif => picture::is_whole(bytes, kind, judgement),
        Kind::Pdf => is_pdf(bytes, &found),
        Kind::Rtf => is_rtf(bytes, &found),
        Kind::Doc | Kind::Xls | Kind::Ppt => is_compound(bytes, kind),
        _ if bytes.starts_with(b"\xd0\xcf\x11\xe0") => assert!(found(Finding::Encrypted)),
        _ => archive::is_whole(bytes, kind),
    }
}

fn is_pdf(bytes: &[u8], found: &impl Fn(Finding) -> bool) {
    let header = find(bytes, b"%PDF-");
    assert!(header.is_some_and(|at| at < 1024));
    assert_eq!(header != Some(0), found(Finding::LeadingBytes));
    // Readers open a PDF whose end is not marked.
    let end = find_last(bytes, b"%%EOF");
    let behind = end.and_then(|at| bytes.get(at + 5..));
    behind_is_reported(behind.unwrap_or_default(), found);
    // Names are searched everywhere, so an object that readers recover can't escape.
    for (name, finding) in [
        (b"/JavaScript ".as_slice(), Finding::JavaScript),
        (b"/OnInstantiate ", Finding::JavaScript),
        (b"/Launch/", Finding::Launch),
        (b"/EmbeddedFile ", Finding::EmbeddedFile),
        (b"/EF <<", Finding::EmbeddedFile),
        (b"/XFA [", Finding::Xfa),
        (b"/RichMedia ", Finding::RichMedia),
    ] {
        // A script that only formats fields is shown as that.
        let is_told =
            found(finding) || (finding == Finding::JavaScript && found(Finding::FormScript));
        assert!(find(bytes, name).is_none() || is_told, "{finding} is shown");
    }
}

fn is_rtf(bytes: &[u8], found: &impl Fn(Finding) -> bool) {
    assert!(bytes.starts_with(b"{\\rtf"));
    if !found(Finding::TrailingData) {
        let last = bytes.iter().rfind(|byte| !is_padding(**byte));
        assert_eq!(last, Some(&b'}'));
    }
    let has = |word: &[u8]| find(bytes, word).is_some();
    // Raw bytes after `\bin` may be anything, including text that looks like a control word.
    if !found(Finding::BinaryData) && !has(b"\\\\") {
        let shown = [
            Finding::OleObject,
            Finding::TrailingData,
            Finding::PackagedFile,
            Finding::LinkedFile,
            Finding::ExternalTemplate,
            Finding::Unseen,
        ];
        // A compound file is shown as what is in it.
        let mut digits = bytes.to_ascii_lowercase();
        digits.retain(|byte| !byte.is_ascii_whitespace());
        let is_compound = find(&digits, b"d0cf11e0a1b11ae1").is_some();
        assert!(!has(b"\\objdata ") || is_compound || shown.into_iter().any(found));
    }
}

/// Checks that the main stream's name is in the directory, in any case.
fn is_compound(bytes: &[u8], kind: Kind) {
    assert!(bytes.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"));
    let mains: &[&str] = match kind {
        Kind::Doc => &["worddocument"],
        Kind::Xls => &["workbook", "book"],
        _ => &["powerpoint document"],
    };
    let plain = bytes.to_ascii_lowercase();
    let wide = |name: &str| {
        name.encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect::<Vec<_>>()
    };
    assert!(mains.iter().any(|main| find(&plain, &wide(main)).is_some()));
}

/// Checks that data after the end is padding or reported, and never another format.
fn behind_is_reported(behind: &[u8], found: &impl Fn(Finding) -> bool) {
    let reported = [
        Finding::TrailingData,
        Finding::MotionPhoto,
        Finding::MultiPicture,
    ];
    if !reported.into_iter().any(found) {
        assert!(behind.iter().copied().all(is_padding), "shown, or padding");
    }
    for magic in [
        b"PK\x03\x04".as_slice(),
        b"%PDF-",
        b"Rar!\x1a\x07",
        b"<script",
        b"<?php",
    ] {
        assert!(find(behind, magic).is_none(), "another format follows");
    }
}
