//! Files that arrive in chunks: early and final verdicts must agree with that on the whole file.

use std::io::Cursor;

use chat_attachments::{AttachmentPolicy, Intake, Judgement, Refusal, judge};

use super::sparse::{claim, far_apart};
use crate::pieces::Pieces;
use crate::reader::Counted;

/// Maximum file length, in bytes. It fits into the page cache, so each walk reads it once.
const LONGEST: u64 = 512 * 1024;
/// Chunk lengths, in bytes.
const CHUNKS: [usize; 8] = [1000, 1, 7, 64, 4096, 5000, 16_383, 65_537];

/// Input: a byte each for the length of the first and of further chunks, then the pieces of a long file.
pub fn intake(input: &[u8]) {
    let mut pieces = Pieces::of(input);
    let [first, further] = [pieces.byte(), pieces.byte()].map(|byte| {
        let chunk = CHUNKS.get(usize::from(byte) % CHUNKS.len());
        chunk.map_or(1, |chunk| chunk + usize::from(byte / 8))
    });
    let claim = claim(pieces.byte());
    let file = far_apart(pieces, LONGEST).to_vec();
    let whole = judge(Cursor::new(&file), &claim, &AttachmentPolicy::DEFAULT);
    assert!(whole.is_ok(), "memory can be read: {whole:?}");
    let Ok(whole) = whole else { return };
    match Intake::new(&claim, &AttachmentPolicy::DEFAULT, spool()) {
        Err(refusal) => assert_eq!(Some(&refusal), whole.refusal()),
        Ok(intake) => feed(intake, &file, [first, further], &whole),
    }
}

type Spool = Counted<Cursor<Vec<u8>>>;

fn spool() -> Spool {
    Counted::new(Cursor::new(Vec::new()))
}

fn feed(mut intake: Intake<Spool>, file: &[u8], chunks: [usize; 2], whole: &Judgement) {
    let [first, further] = chunks;
    let (start, rest) = file.split_at(first.min(file.len()));
    let mut early: Option<Refusal> = None;
    for chunk in std::iter::once(start).chain(rest.chunks(further.max(1))) {
        let answer = intake.feed(chunk);
        assert!(answer.is_ok(), "memory can be written: {answer:?}");
        let answer = answer.unwrap_or_default();
        assert!(early.is_none() || early == answer, "a refusal is final");
        early = answer;
        if early.is_some() {
            assert_eq!(
                early.as_ref(),
                whole.refusal(),
                "the early refusal is the final one"
            );
        }
    }
    let finished = intake.finish();
    assert!(finished.is_ok(), "memory can be read: {finished:?}");
    let Ok((judgement, spool)) = finished else {
        return;
    };
    assert_eq!(&judgement, whole, "the verdicts differ");
    // Every walk reads what has arrived, and the next is due when four times as much has.
    let most = file.len() as u64 * 7 / 3;
    assert!(
        spool.read_so_far() <= most,
        "{} of {}",
        spool.read_so_far(),
        file.len()
    );
}
