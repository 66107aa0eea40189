//! Timing and cost of refusals of files that arrive in chunks.

use std::io::{self, Cursor, Read, Seek, SeekFrom, Write};

use chat_attachments::{AttachmentPolicy, Claim, Intake, Reason, fixture, judge};

use super::{fed, long_jpeg, long_rtf};
use crate::support::judged;

/// Number of bytes fed in chunks of 16 until the refusal, which must have this reason.
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
fn refusal_comes_as_soon_as_it_is_certain() {
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
fn the_chunk_that_exceeds_the_limit_is_refused_and_not_stored() {
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

/// A spool that counts the bytes read.
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
fn each_byte_is_read_at_most_three_times_during_arrival() {
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
