//! Object streams (ISO 32000-1, 7.5.7): packed objects, whose names a plain search can't find.

use chat_formats::Source;
use flate2::{Decompress, FlushDecompress, Status};

use super::budget::Budget;
use super::crypt::Encryption;
use super::inside::Inside;
use super::names::{Found, Names};
use super::stream::{Around, Filter, Object};
use crate::reason::Reason;
use crate::stop::{Step, Stop};

/// Maximum packed size of an object stream in an encrypted file, in bytes.
const MAX_ENCRYPTED: usize = 2 * 1024 * 1024;
const PIECE: usize = 32 * 1024;
/// Bytes read first from a stream of unknown length.
const SHORT: usize = 2048;
const OVERLAP: usize = super::names::OVERLAP;

/// Searches every object stream for names.
pub(super) fn search(
    source: &mut Source<'_>,
    names: &mut Names,
    encryption: Option<&Encryption>,
    budget: &mut Budget,
) -> Step<()> {
    let mut last = None;
    let mut unpacker = Unpacker::default();
    let Names { objects, found, .. } = names;
    for at in std::mem::take(objects) {
        let object = match Object::around(source, at, budget)? {
            Around::Nothing => continue,
            Around::Unclear => {
                found.see(false);
                continue;
            }
            Around::Stream(object) => object,
        };
        // A dictionary contains two of the names; their offsets are in file order.
        if last.replace(object.data) == Some(object.data) {
            continue;
        }
        let plain = match (object.filter, encryption) {
            (Filter::Other, _) => None,
            (_, Some(encryption)) => content(source, object.data, budget)?
                .and_then(|packed| encryption.decrypt(object.number, object.generation, packed)),
            (..) => Some(Vec::new()),
        };
        let Some(plain) = plain else {
            found.see(false);
            continue;
        };
        let mut inside = Inside::new(object.first);
        match (object.filter, encryption) {
            (Filter::Flate, None) => {
                let mut packed = Packed::InFile(source, object.data);
                unpacker.inflate(&mut packed, &mut inside, found, budget)?;
            }
            (Filter::Flate, Some(_)) => {
                unpacker.inflate(&mut Packed::Here(&plain), &mut inside, found, budget)?;
            }
            (_, None) => search_plain(source, object.data, &mut inside, found, budget)?,
            (_, Some(_)) => {
                inside.search(found, &plain, plain.len());
                found.see(is_plain(&plain));
            }
        }
    }
    Ok(())
}

/// Bytes of an encrypted stream up to its end mark; `None` if it has none or is too long.
fn content(source: &mut Source<'_>, from: u64, budget: &mut Budget) -> Step<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    // Most streams are short, and there are hundreds. Bytes after their ends shouldn't count as work.
    let mut step = SHORT;
    loop {
        let chunk = source.chunk(from + bytes.len() as u64)?;
        let room = MAX_ENCRYPTED - bytes.len();
        if chunk.is_empty() || room == 0 {
            return Ok(None);
        }
        let chunk = chunk.get(..room.min(step)).unwrap_or(chunk);
        step = step.saturating_mul(2);
        budget.read(chunk.len())?;
        let searched = bytes.len().saturating_sub(b"endstream".len());
        bytes.extend_from_slice(chunk);
        let rest = bytes.get(searched..).unwrap_or_default();
        if let Some(end) = memchr::memmem::find(rest, b"endstream") {
            bytes.truncate(searched + end);
            return Ok(Some(bytes));
        }
    }
}

/// Searches a stream without filters, up to its end mark.
fn search_plain(
    source: &mut Source<'_>,
    from: u64,
    inside: &mut Inside,
    found: &mut Found,
    budget: &mut Budget,
) -> Step<()> {
    let mut at = from;
    let mut step = SHORT;
    loop {
        let piece = source.bytes(at, step + OVERLAP)?;
        budget.read(piece.len())?;
        if at == from {
            found.see(is_plain(&piece));
        }
        let end = memchr::memmem::find(&piece, b"endstream");
        inside.search(found, &piece, end.unwrap_or(step));
        if end.is_some() || piece.len() < step + OVERLAP {
            found.see(end.is_some());
            return Ok(());
        }
        at += step as u64;
        step = PIECE.min(2 * step);
    }
}

/// Whether this is an unpacked object stream, which begins with a number.
fn is_plain(bytes: &[u8]) -> bool {
    let start = bytes.trim_ascii_start();
    let digits = start.iter().take_while(|b| b.is_ascii_digit()).count();
    digits > 0 && start.get(digits).is_some_and(u8::is_ascii_whitespace)
}

/// Source of packed bytes.
enum Packed<'a, 'b> {
    Here(&'a [u8]),
    InFile(&'a mut Source<'b>, u64),
}

impl Packed<'_, '_> {
    /// Bytes from `at`; empty at the end.
    fn from(&mut self, at: u64) -> Step<&[u8]> {
        match self {
            Self::Here(bytes) => {
                let at = usize::try_from(at).unwrap_or(usize::MAX);
                Ok(bytes.get(at..).unwrap_or_default())
            }
            Self::InFile(source, start) => Ok(source.chunk(start.saturating_add(at))?),
        }
    }
}

/// Decoder state and buffer, created on demand and reused for later streams.
#[derive(Default)]
struct Unpacker {
    state: Option<Decompress>,
    out: Vec<u8>,
}

impl Unpacker {
    /// Unpacks and searches a stream. A stream that doesn't unpack to its end counts as unseen.
    fn inflate(
        &mut self,
        packed: &mut Packed<'_, '_>,
        inside: &mut Inside,
        found: &mut Found,
        budget: &mut Budget,
    ) -> Step<()> {
        let state = self.state.get_or_insert_with(|| Decompress::new(true));
        state.reset(true);
        let out = &mut self.out;
        out.resize(PIECE + OVERLAP, 0);
        let mut kept = 0;
        loop {
            let (read, wrote) = (state.total_in(), state.total_out());
            let input = packed.from(read)?;
            let room = out.get_mut(kept..).ok_or_else(Stop::damaged)?;
            let status = state.decompress(input, room, FlushDecompress::None);
            let (read, wrote) = (state.total_in() - read, state.total_out() - wrote);
            budget.read(usize::try_from(read).map_err(|_| Stop::damaged())?)?;
            let wrote = usize::try_from(wrote).map_err(|_| Stop::damaged())?;
            budget.to_unpack = budget
                .to_unpack
                .checked_sub(wrote)
                .ok_or_else(|| Stop::refused(Reason::ExpandsTooMuch, ""))?;
            let filled = kept + wrote;
            let ended = !matches!(status, Ok(Status::Ok)) || (wrote == 0 && read == 0);
            let limit = if ended {
                filled
            } else {
                filled.saturating_sub(OVERLAP)
            };
            inside.search(found, out.get(..filled).ok_or_else(Stop::damaged)?, limit);
            if ended {
                found.see(matches!(status, Ok(Status::StreamEnd)));
                return Ok(());
            }
            out.copy_within(limit..filled, 0);
            kept = filled - limit;
        }
    }
}
