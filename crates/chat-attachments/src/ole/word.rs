//! Word 6 to 2003 (MS-DOC): the file information block.

use super::directory::{Directory, Entry};
use super::fat::Sectors;
use super::stream::Stream;
use crate::bytes;
use crate::finding::Finding;
use crate::judge::Found;
use crate::kind::Kind;
use crate::source::Source;
use crate::stop::{Step, Stop};

/// First version with a separate table stream: Word 97.
const WORD_97: u16 = 0x00c1;
const ENCRYPTED: u16 = 0x0100;
const TABLE_1: u16 = 0x0200;

pub(super) fn look(
    source: &mut Source<'_>,
    sectors: &mut Sectors,
    directory: &Directory,
    main: &Entry,
) -> Step<Found> {
    let stream = sectors.stream(main)?;
    let fib: [u8; 32] = stream.array(source, 0)?.ok_or_else(Stop::damaged)?;
    let half = |at| bytes::le16(&fib, at).unwrap_or_default();
    let (magic, version, flags) = (half(0), half(2), half(10));
    // The Far East versions of Word 6 and 95 have magic numbers of their own.
    let far_east = matches!(magic, 0xa697..=0xa699) && version < WORD_97;
    if !matches!(magic, 0xa5ec | 0xa5dc) && !far_east {
        return Err(Stop::damaged());
    }
    let table = if flags & TABLE_1 == 0 {
        "0table"
    } else {
        "1table"
    };
    if version >= WORD_97 && directory.in_root(table).is_none() {
        return Err(Stop::damaged());
    }
    let mut found = Found::new(Kind::Doc);
    if flags & ENCRYPTED != 0 {
        found.findings.insert(Finding::Encrypted);
    }
    if has_dde(source, &stream)? {
        found.findings.insert(Finding::Dde);
    }
    Ok(found)
}

/// Bytes searched at a time.
const PIECE: usize = 16 * 1024;
/// What a field begins with, and how much of it is looked at.
const FIELD_BEGIN: u8 = 0x13;
const FIELD: usize = 32;

/// Is there a field that starts another program? The text is in the main stream, one byte or two a character.
fn has_dde(source: &mut Source<'_>, stream: &Stream) -> Step<bool> {
    let mut piece = vec![0; PIECE + FIELD];
    let mut at = 0;
    while at < stream.len() {
        let n = stream.read(source, at, &mut piece)?;
        let here = piece.get(..n).unwrap_or_default();
        let mut fields = memchr::memchr_iter(FIELD_BEGIN, here);
        if fields.any(|field| is_dde(here.get(field + 1..).unwrap_or_default())) {
            return Ok(true);
        }
        at += PIECE as u64;
    }
    Ok(false)
}

fn is_dde(text: &[u8]) -> bool {
    let text = text.get(..FIELD).unwrap_or(text);
    // A wide character's second byte is zero, and nothing else of text is.
    let narrow: Vec<u8> = text.iter().copied().filter(|byte| *byte != 0).collect();
    let word = narrow.trim_ascii_start();
    let is = |name: &[u8]| {
        let (here, behind) = word.split_at_checked(name.len())?;
        Some(here.eq_ignore_ascii_case(name) && !behind.first()?.is_ascii_alphanumeric())
    };
    is(b"DDE") == Some(true) || is(b"DDEAUTO") == Some(true)
}
