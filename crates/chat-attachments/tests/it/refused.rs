//! Rule F2: everything else is refused and named.

use chat_attachments::{Claim, Reason, Verdict, fixture, refuse_head};

use crate::support::{assert_refused, judged};

#[test]
fn a_renamed_mp4_is_refused_as_an_mp4() {
    for name in ["clip.mp4", "clip.png", "clip.docx", "clip.pdf", "clip"] {
        let judgement = judged(&fixture::mp4(), name);
        assert_eq!(judgement.reason_code(), "not_accepted");
        assert_eq!(judgement.kind, None);
        let sentence = judgement.sentence();
        assert!(
            sentence.starts_with(&format!("“{name}” is an MP4 video, which can't be sent.")),
            "{sentence}"
        );
        assert!(sentence.contains("You can send PNG, JPEG, GIF, PDF, Word"));
    }
}

#[test]
fn boxes_take_precedence_over_signatures() {
    // First bytes of a JPEG, with a box type where players look for it.
    assert_refused(
        b"\xff\xd8\xff\xe0ftypisom\0\0\0\0",
        "a.jpg",
        Reason::NotAccepted,
        "an MP4 video",
    );
    assert_refused(
        b"GIF8ftypqt  \0\0\0\0",
        "a.gif",
        Reason::NotAccepted,
        "a QuickTime video",
    );
    let wide = b"\0\0\0\x01ftyp\0\0\0\0\0\0\0\x20M4A \0\0\0\0mp42isom";
    assert_refused(wide, "a.png", Reason::NotAccepted, "an M4A audio file");
}

#[test]
fn foreign_formats_have_names() {
    let cases: &[(&[u8], &str)] = &[
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "a HEIC photo"),
        (b"\0\0\0\x1cftypmif1\0\0\0\0avifmif1miaf", "an AVIF image"),
        (b"\0\0\0\x14ftypqt  \0\0\0\0qt  ", "a QuickTime video"),
        (
            b"\x1aE\xdf\xa3\x01\0\0\0\0\0\0\x1fB\x86\x81\x01",
            "a Matroska or WebM video",
        ),
        (b"RIFF\x24\0\0\0WEBPVP8 \0\0\0\0", "a WebP image"),
        (
            b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff\0\0",
            "a Windows program",
        ),
        (b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0", "a Linux program"),
        (b"#!/bin/sh\necho hello world\n", "a script"),
        (b"<!DOCTYPE html><html><body></body></html>", "a web page"),
        (
            b"\xef\xbb\xbf  <svg xmlns='http://www.w3.org/2000/svg'/>",
            "an SVG image",
        ),
        (b"<?xml version='1.0'?><note/>", "an XML file"),
        (b"Rar!\x1a\x07\x01\0\0\0\0\0\0\0\0\0", "a RAR archive"),
        (b"just some words in a file\n", "a text file"),
        (
            b"\x01\x02\x03\x04\x05\x06\x07\x00\x09\x81\x82\x83\x84\x85\x86\x87",
            "",
        ),
    ];
    for (bytes, what) in cases {
        for name in ["a.png", "a.docx", "a"] {
            match *what {
                "" => {
                    let what = "a file of an unknown kind";
                    assert_refused(bytes, name, Reason::Unrecognized, what);
                }
                what => assert_refused(bytes, name, Reason::NotAccepted, what),
            }
        }
        assert!(refuse_head(bytes, &Claim::named("a.png")).is_some());
    }
}

#[test]
fn an_empty_file_is_refused() {
    assert_refused(b"", "a.png", Reason::Empty, "an empty file");
}

#[test]
fn a_refusal_by_the_head_is_confirmed_by_the_whole() {
    for (kind, bytes) in fixture::all() {
        let name = format!("file.{}", kind.canonical_extension());
        for len in 0..bytes.len().min(4096) {
            assert_eq!(
                refuse_head(&bytes[..len], &Claim::named(&name)),
                None,
                "{kind} at {len}"
            );
        }
    }
    let head = fixture::mp4();
    let refusal = refuse_head(&head[..16], &Claim::named("clip.png")).unwrap();
    assert_eq!(refusal.what, "an MP4 video");
    assert_eq!(judged(&head, "clip.png").verdict, Verdict::Refused(refusal));
    assert!(refuse_head(&[], &Claim::named("a\0.png")).is_some());
}

#[test]
fn a_name_is_displayed_clean_and_hidden_from_debug() {
    let long = format!("{}.png", "x".repeat(200));
    let sentence = judged(&fixture::mp4(), &long).sentence();
    assert!(
        sentence.chars().count() < 400 && sentence.contains('…'),
        "{sentence}"
    );
    let judgement = judged(&fixture::mp4(), "Jane Doe biopsy.png");
    assert!(!format!("{judgement:?}").contains("Jane"));
    assert!(!serde_json::to_string(&judgement).unwrap().contains("Jane"));
}
