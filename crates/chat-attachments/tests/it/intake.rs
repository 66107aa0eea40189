//! A file that arrives in chunks gets the same verdict as the whole file, and a refusal as soon as it is certain.

mod early;

use std::io::Cursor;

use chat_attachments::{AttachmentPolicy, Claim, Finding, Intake, Judgement, Kind, fixture, judge};
use proptest::prelude::*;

use crate::mutation::change;

/// Feeds `bytes` in chunks of these sizes in turn, until refusal or the end. Returns the number of bytes fed and the
/// judgement.
fn fed(
    bytes: &[u8],
    claim: &Claim<'_>,
    policy: &AttachmentPolicy,
    cuts: &[usize],
) -> (u64, Judgement) {
    let mut intake = match Intake::new(claim, policy, Cursor::new(Vec::new())) {
        Ok(intake) => intake,
        Err(_) => return (0, judge(Cursor::new(bytes), claim, policy).unwrap()),
    };
    let (mut rest, mut cuts) = (bytes, cuts.iter().cycle());
    let mut fed = 0;
    while !rest.is_empty() {
        let (chunk, next) = rest.split_at((*cuts.next().unwrap()).clamp(1, rest.len()));
        rest = next;
        fed += chunk.len() as u64;
        if intake.feed(chunk).unwrap().is_some() {
            break;
        }
    }
    let (judgement, spool) = intake.finish().unwrap();
    if judgement.refusal().is_none() {
        assert_eq!(spool.into_inner(), bytes);
    }
    (fed, judgement)
}

/// Asserts that the file gets the same judgement fed or whole, and that an early refusal holds for another ending.
#[track_caller]
fn assert_same(bytes: &[u8], name: &str, cuts: &[usize], other_end: &[u8]) {
    let everything = AttachmentPolicy {
        allow: Finding::ALL.iter().copied().collect(),
        ..AttachmentPolicy::DEFAULT
    };
    let claim = Claim::named(name);
    for policy in [AttachmentPolicy::DEFAULT, everything] {
        let whole = judge(Cursor::new(bytes), &claim, &policy).unwrap();
        let (len, judgement) = fed(bytes, &claim, &policy, cuts);
        assert_eq!(judgement, whole, "{name}, fed by {cuts:?}");
        if len < bytes.len() as u64 {
            let other = [&bytes[..len as usize], other_end].concat();
            let other = judge(Cursor::new(other), &claim, &policy).unwrap();
            assert_eq!(
                other, whole,
                "{name}, refused after {len} and gone on otherwise"
            );
        }
    }
}

/// A JPEG with a scan of `len` bytes.
fn long_jpeg(len: usize) -> Vec<u8> {
    let jpeg = fixture::jpeg();
    let (start, end) = jpeg.split_at(jpeg.len() - 2);
    [start, &vec![0x11; len], end].concat()
}

fn long_rtf(len: usize) -> Vec<u8> {
    [b"{\\rtf1 ".to_vec(), vec![b'a'; len], b"}".to_vec()].concat()
}

/// Files that are refused at various points of a walk, and long accepted ones.
fn samples() -> Vec<(&'static str, Vec<u8>)> {
    let broken = |mut bytes: Vec<u8>, at: usize| {
        bytes[at] ^= 0xff;
        bytes
    };
    let noise: Vec<u8> = (0..90_000_u32)
        .map(|n| (n.wrapping_mul(n) >> 7).to_le_bytes()[0] | 0x80)
        .collect();
    vec![
        ("long.jpg", long_jpeg(300_000)),
        ("cut.jpg", long_jpeg(300_000)[..200_000].to_vec()),
        (
            "scan and program.jpg",
            [long_jpeg(20_000), b"#!/bin/sh\n".repeat(9_000)].concat(),
        ),
        (
            "broken marker.jpg",
            [
                long_jpeg(9_000)[..9_000].to_vec(),
                vec![0xff, 0xd8],
                vec![0; 90_000],
            ]
            .concat(),
        ),
        (
            "trailing noise.jpg",
            [long_jpeg(9_000), noise.clone()].concat(),
        ),
        (
            "trailing archive.jpg",
            [long_jpeg(9_000), noise, fixture::docx()].concat(),
        ),
        ("large.png", fixture::png(300, 300)),
        ("broken.png", broken(fixture::png(300, 300), 60)),
        ("padded.png", [fixture::png(4, 3), vec![0; 60_000]].concat()),
        (
            "disk.png",
            [
                fixture::png(4, 3),
                vec![0; 32_769 - fixture::png(4, 3).len()],
                b"CD001".to_vec(),
            ]
            .concat(),
        ),
        ("long.rtf", long_rtf(90_000)),
        (
            "archive behind.rtf",
            [long_rtf(9_000), fixture::docx()].concat(),
        ),
        ("binary to nowhere.rtf", b"{\\rtf1 \\bin99999999 }".to_vec()),
        (
            "web page behind.gif",
            [fixture::gif(), b"<html><script>".repeat(800)].concat(),
        ),
        ("macros.docm", fixture::docm()),
        ("macros.doc", fixture::doc_with_macros()),
        ("broken header.doc", broken(fixture::doc(), 30)),
        ("film.mp4", [fixture::mp4(), vec![0; 9_000]].concat()),
        ("notes.txt", b"Hello, this is a text. ".repeat(500)),
        ("nothing.png", Vec::new()),
        ("a\u{202e}gnp.exe", fixture::png(2, 2)),
        ("wrong.pdf", fixture::png(2, 2)),
    ]
}

#[test]
fn every_sample_fed_in_any_chunks_is_judged_like_the_whole() {
    let all =
        fixture::all().map(|(kind, bytes)| (format!("a.{}", kind.canonical_extension()), bytes));
    let samples = samples()
        .into_iter()
        .map(|(name, bytes)| (name.to_owned(), bytes));
    for (name, bytes) in all.chain(samples) {
        for cuts in [
            &[usize::MAX][..],
            &[1],
            &[15],
            &[16],
            &[4_096],
            &[7, 5_000, 1, 64_000],
            &[65_536],
        ] {
            assert_same(&bytes, &name, cuts, b"");
            assert_same(&bytes, &name, cuts, &fixture::pdf());
        }
    }
}

/// First bytes that select a walk, or end it.
const STARTS: &[&[u8]] = &[
    b"\0\0\0\x1cftypmif1",
    b"\0\0\0\x01ftyp",
    b"\x89PNG\r\n\x1a\n",
    b"\xff\xd8\xff",
    b"\xff\xd8\xff\xf7",
    b"GIF89a",
    b"{\\rtf1",
    b"PK\x03\x04",
    b"%PDF-1.4",
    b"   %PDF-",
    b"MZ",
    b"<svg",
    b"",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn changed_files_fed_in_any_chunks_are_judged_like_the_whole(
        kind in prop::sample::select(&Kind::ALL[..]),
        long in any::<bool>(),
        changes in prop::collection::vec(
            (0..4_u8, any::<prop::sample::Index>(), prop::collection::vec(any::<u8>(), 1..8)),
            0..4,
        ),
        cuts in prop::collection::vec(1..9_000_usize, 1..6),
        other_end in prop::collection::vec(any::<u8>(), 0..64),
    ) {
        let mut bytes = match (kind, long) {
            (Kind::Jpeg, true) => long_jpeg(70_000),
            (Kind::Rtf, true) => long_rtf(70_000),
            (Kind::Png, true) => fixture::png(150, 150),
            _ => fixture::of(kind),
        };
        for (how, at, with) in changes {
            change(&mut bytes, how, at, &with);
        }
        assert_same(&bytes, &format!("a.{}", kind.canonical_extension()), &cuts, &other_end);
    }

    #[test]
    fn first_bytes_settle_nothing_that_the_rest_could_change(
        start in prop::sample::select(STARTS),
        middle in prop::collection::vec(any::<u8>(), 0..300),
        cuts in prop::collection::vec(1..400_usize, 1..6),
        other_end in prop::collection::vec(any::<u8>(), 0..64),
    ) {
        assert_same(&[start, &middle].concat(), "a.png", &cuts, &other_end);
    }
}
