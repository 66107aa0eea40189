//! What the fuzzer found (`fuzz/README.md`), made by code: one test for each.

use std::io::{Cursor, Read, Result, Seek, SeekFrom, Write};

use chat_attachments::{AttachmentPolicy, Claim, Intake};

/// A spool that counts what is read from it.
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

/// Chunks that end a byte before the next look, and on it, made the file be looked at twice for each
/// time that it had grown: nearly four times as many bytes were read as by one look, and not 2⅓ times.
#[test]
fn chunks_of_no_length_make_an_intake_read_more_than_it_says() {
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
