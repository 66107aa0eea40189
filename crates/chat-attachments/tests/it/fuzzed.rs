//! Regression tests for the fuzzer's finds (`fuzz/README.md`), one each, with generated files.

use std::io::{Cursor, Read, Result, Seek, SeekFrom, Write};

use chat_attachments::{AttachmentPolicy, Claim, Finding, Intake, Reason, fixture};

use crate::support::{judged, reason};

/// A spool that counts the bytes read.
#[derive(Default)]
struct Counted {
    spool: Cursor<Vec<u8>>,
    read: u64,
}

impl Read for Counted {
    fn read(&mut self, into: &mut [u8]) -> Result<usize> {
        let n = self.spool.read(into)?;
        self.read += n as u64;
        Ok(n)
    }
}

impl Write for Counted {
    fn write(&mut self, bytes: &[u8]) -> Result<usize> {
        self.spool.write(bytes)
    }

    fn flush(&mut self) -> Result<()> {
        self.spool.flush()
    }
}

impl Seek for Counted {
    fn seek(&mut self, to: SeekFrom) -> Result<u64> {
        self.spool.seek(to)
    }
}

/// Chunks that ended one byte before a walk was due, and exactly at it, caused two walks per growth step. Nearly four
/// times as many bytes were read as by a single walk, instead of 2⅓ times.
#[test]
fn odd_chunk_lengths_do_not_make_an_intake_read_more() {
    let bytes = [b"{\\rtf1 ".to_vec(), vec![b'a'; 262_144 - 8], b"}".to_vec()].concat();
    let claim = Claim::named("a.rtf");
    let mut intake = Intake::new(&claim, &AttachmentPolicy::DEFAULT, Counted::default()).unwrap();
    let mut at = 0;
    for end in [4_096, 16_383, 16_384, 65_535, 65_536, 262_143, 262_144] {
        assert_eq!(intake.feed(&bytes[at..end]).unwrap(), None);
        at = end;
    }
    let (judgement, spool) = intake.finish().unwrap();
    assert!(judgement.is_accepted(), "{judgement:?}");
    assert!(spool.read <= 262_144 * 7 / 3, "{} read", spool.read);
}

/// Fields that contained nothing but further field starts each inspected the same bytes: 24 MB of them took
/// seconds.
#[test]
fn fields_that_inspect_the_same_bytes_repeatedly_are_too_complex() {
    for word in ["\\fldinst ", "\\fldinst{"] {
        let bytes = format!("{{\\rtf1 {}}}", word.repeat(100_000));
        let judgement = judged(bytes.as_bytes(), "a.rtf");
        assert_eq!(
            reason(&judgement),
            Some(Reason::TooComplex),
            "{word}: {judgement:?}"
        );
    }
    let formatting = "\\rtlch\\fcs1 \\af0 ".repeat(12);
    let field = format!("{{\\field{{\\*\\fldinst {{{formatting}PAGEREF _Toc1}}}}}}");
    let nested = format!("{{\\field{{\\*\\fldinst {{{formatting}{field}}}}}}}");
    for field in [field, nested] {
        let bytes = format!("{{\\rtf1 {}}}", field.repeat(2_000));
        assert!(judged(bytes.as_bytes(), "a.rtf").is_accepted());
        let last = format!("{{\\rtf1 {}{{\\*\\fldinst DDEAUTO}}}}", field.repeat(2_000));
        assert_eq!(judged(last.as_bytes(), "a.rtf").findings, [Finding::Dde]);
    }
}

/// The data after a photo began like a photo and like a video's box, and neither was reported.
#[test]
fn a_video_after_a_photo_that_begins_like_a_photo_is_hidden() {
    let film = b"\0\0\0\0\xff\xd8\xff\xe1mdat-\0\0\0\0\x01";
    let bytes = [fixture::jpeg().as_slice(), film].concat();
    assert_eq!(reason(&judged(&bytes, "a.jpg")), Some(Reason::HiddenFile));
    let photo = b"\0\0\0\0\xff\xd8\xff\xe1\0\x08mdat-\0\0\0\0\x01";
    let bytes = [fixture::jpeg().as_slice(), photo].concat();
    assert_eq!(judged(&bytes, "a.jpg").findings, [Finding::TrailingData]);
}
