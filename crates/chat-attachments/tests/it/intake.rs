//! A file that arrives in chunks gets the verdict of the whole, and a refusal as soon as it is certain.

use std::io::{self, Cursor, Read, Seek, SeekFrom, Write};

use chat_attachments::{
    AttachmentPolicy, Claim, Finding, Intake, Judgement, Kind, Reason, fixture, judge,
};
use proptest::prelude::*;

use crate::mutation::change;
use crate::support::judged;

/// Feeds `bytes` in chunks of these sizes by turns, until they are refused or at their end; how many
/// were fed, and the judgement.
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

/// The law: fed or whole, one judgement; and what was refused early is refused however it goes on.
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

/// A JPEG whose scan has so many bytes.
fn long_jpeg(len: usize) -> Vec<u8> {
    let jpeg = fixture::jpeg();
    let (start, end) = jpeg.split_at(jpeg.len() - 2);
    [start, &vec![0x11; len], end].concat()
}

fn long_rtf(len: usize) -> Vec<u8> {
    [b"{\\rtf1 ".to_vec(), vec![b'a'; len], b"}".to_vec()].concat()
}

/// Files that a walk refuses somewhere, and long ones that it accepts.
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
fn every_sample_fed_in_any_chunks_has_the_judgement_of_the_whole() {
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

/// Beginnings that choose a walk, or end it.
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
    fn changed_files_fed_in_any_chunks_have_the_judgement_of_the_whole(
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
    fn the_first_bytes_of_anything_settle_nothing_that_the_rest_could_change(
        start in prop::sample::select(STARTS),
        middle in prop::collection::vec(any::<u8>(), 0..300),
        cuts in prop::collection::vec(1..400_usize, 1..6),
        other_end in prop::collection::vec(any::<u8>(), 0..64),
    ) {
        assert_same(&[start, &middle].concat(), "a.png", &cuts, &other_end);
    }
}

/// How many bytes were fed by sixteens until the refusal, which is of this reason.
#[track_caller]
fn refused_after(bytes: &[u8], name: &str, reason: Reason) -> u64 {
    let claim = Claim::named(name);
    let (len, judgement) = fed(bytes, &claim, &AttachmentPolicy::DEFAULT, &[16]);
    assert_eq!(
        judgement.refusal().map(|refusal| refusal.reason),
        Some(reason),
        "{name}"
    );
    len
}

#[test]
fn a_refusal_comes_as_soon_as_it_is_certain() {
    let rest = vec![0; 200_000];
    let more = |start: &[u8]| [start, &rest].concat();
    let mut huge = fixture::png(4, 3);
    huge[16..24].copy_from_slice(&[0, 0, 0xff, 0xff, 0, 0, 0xff, 0xff]);
    let sum = crc32fast::hash(&huge[12..29]).to_be_bytes();
    huge[29..33].copy_from_slice(&sum);
    let apple = [
        &b"\x89PNG\r\n\x1a\n\0\0\0\x04CgBI\x50\0\x20\x02"[..],
        &crc32fast::hash(b"CgBI\x50\0\x20\x02").to_be_bytes(),
    ]
    .concat();
    let flat = b"GIF89a\x01\0\x01\0\0\0\0,\0\0\0\0\0\0\0\0\0\x02\x02\x44\x01\0;";
    let late = [long_jpeg(60_000), b"MZ".to_vec(), rest.clone()].concat();
    for (name, bytes, reason, within) in [
        ("film.mp4", more(&fixture::mp4()), Reason::NotAccepted, 256),
        ("film.pdf", more(&fixture::mp4()), Reason::NotAccepted, 256),
        (
            "clip.mkv",
            more(b"\x1aE\xdf\xa3"),
            Reason::NotAccepted,
            4_096,
        ),
        ("program.docx", more(b"MZ"), Reason::NotAccepted, 4_096),
        (
            "anything.docx",
            more(&[3, 1, 4, 1, 5]),
            Reason::Unrecognized,
            4_096,
        ),
        ("flood.png", more(&huge), Reason::TooManyPixels, 4_096),
        ("apple.png", more(&apple), Reason::NotAccepted, 4_096),
        (
            "lossless.jpg",
            more(b"\xff\xd8\xff\xf7\0\x0b"),
            Reason::NotAccepted,
            4_096,
        ),
        ("flat.gif", more(flat), Reason::Damaged, 4_096),
        (
            "header.doc",
            more(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
            Reason::Damaged,
            4_096,
        ),
        (
            "behind.rtf",
            [b"{\\rtf1}MZ".to_vec(), rest.clone()].concat(),
            Reason::HiddenFile,
            16_384,
        ),
        ("behind.jpg", late, Reason::HiddenFile, 262_144),
    ] {
        assert!(refused_after(&bytes, name, reason) <= within, "{name}");
    }
}

#[test]
fn the_chunk_that_crosses_the_limit_is_refused_and_not_kept() {
    let policy = AttachmentPolicy {
        max_bytes: 10_000,
        ..AttachmentPolicy::DEFAULT
    };
    let claim = Claim::named("a.jpg");
    let mut intake = Intake::new(&claim, &policy, Cursor::new(Vec::new())).unwrap();
    let bytes = long_jpeg(20_000);
    assert_eq!(intake.feed(&bytes[..10_000]).unwrap(), None);
    let refusal = intake.feed(&bytes[10_000..10_001]).unwrap().unwrap();
    assert_eq!(
        (refusal.reason, refusal.what.as_str()),
        (Reason::TooLarge, "a JPEG image")
    );
    assert_eq!(intake.feed(b"more").unwrap(), Some(refusal.clone()));
    assert_eq!(intake.len(), 10_000);
    let (judgement, spool) = intake.finish().unwrap();
    assert_eq!(judgement.refusal(), Some(&refusal));
    assert_eq!(spool.into_inner().len(), 10_000);
    assert_eq!(
        judge(Cursor::new(&bytes), &claim, &policy).unwrap(),
        judgement
    );
}

#[test]
fn the_name_is_judged_before_any_byte() {
    let spool = Cursor::new(Vec::new());
    let refusal =
        Intake::new(&Claim::named("a\0.png"), &AttachmentPolicy::DEFAULT, spool).unwrap_err();
    assert_eq!(
        judged(&fixture::png(2, 2), "a\0.png").refusal(),
        Some(&refusal)
    );
}

/// A spool that counts what is read from it.
struct Counted {
    bytes: Cursor<Vec<u8>>,
    read: usize,
}

impl Read for Counted {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let n = self.bytes.read(into)?;
        self.read += n;
        Ok(n)
    }
}

impl Write for Counted {
    fn write(&mut self, from: &[u8]) -> io::Result<usize> {
        self.bytes.write(from)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Seek for Counted {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.bytes.seek(to)
    }
}

#[test]
fn looking_while_it_arrives_reads_each_byte_three_times_at_most() {
    let pdf = fixture::pdf_with("", &[vec![b'a'; 3_000_000]]);
    for (name, bytes, times) in [
        ("a.jpg", long_jpeg(4_200_000), 2.6),
        ("a.rtf", long_rtf(4_200_000), 2.6),
        ("a.pdf", pdf, 1.3),
        (
            "a.docx",
            fixture::docx_with(|zip| zip.stored("word/media/a.png", vec![7; 3_000_000]), ""),
            1.3,
        ),
    ] {
        let spool = Counted {
            bytes: Cursor::new(Vec::new()),
            read: 0,
        };
        let mut intake =
            Intake::new(&Claim::named(name), &AttachmentPolicy::DEFAULT, spool).unwrap();
        for chunk in bytes.chunks(8_192) {
            assert_eq!(intake.feed(chunk).unwrap(), None);
        }
        let (judgement, spool) = intake.finish().unwrap();
        assert!(judgement.is_accepted(), "{name}: {judgement:?}");
        assert!(
            (spool.read as f64) < bytes.len() as f64 * times,
            "{name}: {} of {}",
            spool.read,
            bytes.len()
        );
    }
}

#[test]
fn a_spool_that_lost_bytes_is_an_error() {
    let mut bytes = Vec::new();
    let spool = Cursor::new(&mut bytes);
    let mut intake =
        Intake::new(&Claim::named("a.png"), &AttachmentPolicy::DEFAULT, spool).unwrap();
    assert_eq!(intake.feed(&fixture::png(2, 2)).unwrap(), None);
    assert!(intake.finish().is_ok());

    struct Sieve;
    impl Read for Sieve {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Ok(0)
        }
    }
    impl Write for Sieve {
        fn write(&mut self, from: &[u8]) -> io::Result<usize> {
            Ok(from.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    impl Seek for Sieve {
        fn seek(&mut self, _: SeekFrom) -> io::Result<u64> {
            Ok(0)
        }
    }
    let mut intake =
        Intake::new(&Claim::named("a.png"), &AttachmentPolicy::DEFAULT, Sieve).unwrap();
    assert_eq!(intake.feed(&fixture::png(2, 2)).unwrap(), None);
    assert!(intake.finish().is_err());
}
