//! Word 6 to 2003 (MS-DOC): the file information block.

use chat_formats::{Source, bytes};

use super::directory::Directory;
use super::entry::Entry;
use super::fat::Sectors;
use super::stream::Stream;
use crate::finding::Finding;
use crate::findings::Findings;
use crate::found::Found;
use crate::kind::Kind;
use crate::remote::{Place, place_in_field};
use crate::stop::{Step, Stop};

/// First version with a separate table stream: Word 97.
const WORD_97: u16 = 0x00c1;
const ENCRYPTED: u16 = 0x0100;
const TABLE_1: u16 = 0x0200;

pub(super) fn look(
    source: &mut Source<'_>,
    sectors: &mut Sectors,
    directory: &Directory,
    storage: u32,
    main: &Entry,
) -> Step<Found> {
    let stream = sectors.stream(main)?;
    let fib: [u8; 32] = stream.array(source, 0)?.ok_or_else(Stop::damaged)?;
    let half = |at| bytes::le16(&fib, at).unwrap_or_default();
    let (magic, version, flags) = (half(0), half(2), half(10));
    // The Far East versions of Word 6 and 95 have their own magic numbers.
    let far_east = matches!(magic, 0xa697..=0xa699) && version < WORD_97;
    if !matches!(magic, 0xa5ec | 0xa5dc) && !far_east {
        return Err(Stop::damaged());
    }
    let table = if flags & TABLE_1 == 0 {
        "0table"
    } else {
        "1table"
    };
    if version >= WORD_97 && directory.within(storage, table).is_none() {
        return Err(Stop::damaged());
    }
    let mut found = Found::new(Kind::Doc);
    if flags & ENCRYPTED != 0 {
        found.findings.insert(Finding::Encrypted);
    }
    look_at_fields(source, &stream, &mut found.findings)?;
    Ok(found)
}

/// Character that begins a field, and the number of bytes inspected after it.
const FIELD_BEGIN: u8 = 0x13;
const FIELD: usize = 128;
/// A field with this many blanks, and no word in the inspected bytes, counts as a finding.
const BLANKS: usize = 60;

/// Finds fields that start a program or insert a picture from elsewhere, in the main stream's text. It has one or two
/// bytes per character.
fn look_at_fields(source: &mut Source<'_>, stream: &Stream, findings: &mut Findings) -> Step<()> {
    let mut at = 0;
    while at < stream.len() {
        let here = stream.chunk(source, at)?;
        let len = here.len();
        // A field that begins near the end continues in the next chunk.
        let cut = len.saturating_sub(FIELD);
        look_within(here, cut, findings);
        let mut seam = [0; 2 * FIELD];
        let n = stream.read(source, at + cut as u64, &mut seam)?;
        look_within(seam.get(..n).unwrap_or_default(), len - cut, findings);
        at += len as u64;
    }
    Ok(())
}

/// Inspects the fields that begin in the first `limit` bytes.
fn look_within(text: &[u8], limit: usize, findings: &mut Findings) {
    let within = text.get(..limit).unwrap_or(text);
    for field in memchr::memchr_iter(FIELD_BEGIN, within) {
        let field = text.get(field + 1..).unwrap_or_default();
        if is_dde(field) {
            findings.insert(Finding::Dde);
        }
        if is_network_picture(field) {
            findings.insert(Finding::NetworkPath);
        }
    }
}

/// Whether a field inserts a picture from a network share.
fn is_network_picture(text: &[u8]) -> bool {
    let text = text.get(..FIELD).unwrap_or(text);
    let mut narrow = text.iter().copied().filter(|byte| *byte != 0).peekable();
    while narrow.next_if(u8::is_ascii_whitespace).is_some() {}
    if !begins(&mut narrow, b"INCLUDEPICTURE") {
        return false;
    }
    let path: String = narrow.map(char::from).collect();
    place_in_field(&path) == Place::Network
}

fn is_dde(text: &[u8]) -> bool {
    let text = text.get(..FIELD).unwrap_or(text);
    // A wide character's second byte is zero; text contains no other zero bytes.
    let narrow = text.iter().copied().filter(|byte| *byte != 0);
    let blanks = narrow.clone().take_while(u8::is_ascii_whitespace).count();
    let mut word = narrow.skip(blanks).peekable();
    if word.peek().is_none() {
        return blanks >= BLANKS;
    }
    let is_end = |behind: Option<u8>| behind.is_some_and(|byte| !byte.is_ascii_alphanumeric());
    if !begins(&mut word, b"DDE") {
        return false;
    }
    match word.next() {
        Some(b'A' | b'a') => begins(&mut word, b"UTO") && is_end(word.next()),
        behind => is_end(behind),
    }
}

/// Consumes `letters`, ignoring case.
fn begins(text: &mut impl Iterator<Item = u8>, letters: &[u8]) -> bool {
    let mut letters = letters.iter();
    letters.all(|letter| {
        text.next()
            .is_some_and(|byte| byte.eq_ignore_ascii_case(letter))
    })
}
