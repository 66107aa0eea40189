//! Reading of a whole entry, with size and checksum verified.

use std::rc::Rc;

use chat_formats::Source;

use super::directory::Archive;
use super::entry::Entry;
use super::inflate::Sink;
use crate::reason::Reason;
use crate::stop::{Step, Stop};

impl Archive {
    /// Unpacks the entry with this lowercase name, of at most `cap` bytes, into memory. `None` if there is none.
    pub(crate) fn read_named(
        &mut self,
        source: &mut Source<'_>,
        name: &str,
        cap: usize,
    ) -> Step<Option<Vec<u8>>> {
        let entries = Rc::clone(&self.entries);
        let entry = self.find(name).and_then(|index| entries.get(index));
        entry.map(|entry| self.read(source, entry, cap)).transpose()
    }

    /// Unpacks an entry of at most `cap` bytes into memory.
    pub(crate) fn read(
        &mut self,
        source: &mut Source<'_>,
        entry: &Entry,
        cap: usize,
    ) -> Step<Vec<u8>> {
        // The directory's size is only a hint.
        let hint = usize::try_from(entry.unpacked).unwrap_or(cap).min(cap);
        let mut bytes = Vec::with_capacity(hint);
        self.stream(source, entry, &mut |piece, _| {
            if bytes.len() + piece.len() > cap {
                return Err(Stop::refused(Reason::TooComplex, ""));
            }
            bytes.extend_from_slice(piece);
            Ok(())
        })?;
        Ok(bytes)
    }

    /// Unpacks an entry piece by piece; verifies size and checksum at the end.
    pub(crate) fn stream(
        &mut self,
        source: &mut Source<'_>,
        entry: &Entry,
        sink: &mut Sink<'_>,
    ) -> Step<()> {
        let before = self.left;
        let streamed = self.stream_within(source, entry, sink);
        source.unpacks(before - self.left);
        streamed
    }

    fn stream_within(
        &mut self,
        source: &mut Source<'_>,
        entry: &Entry,
        sink: &mut Sink<'_>,
    ) -> Step<()> {
        let Self { left, unpacker, .. } = self;
        let mut hasher = crc32fast::Hasher::new();
        let mut produced = 0_u64;
        let mut take = |piece: &[u8], is_last| {
            produced += piece.len() as u64;
            *left = left
                .checked_sub(piece.len() as u64)
                .ok_or_else(|| Stop::refused(Reason::ExpandsTooMuch, ""))?;
            hasher.update(piece);
            sink(piece, is_last)
        };
        // Some writers mark an empty entry as deflated, without a stream. It can't contain anything.
        if entry.deflated && (entry.packed, entry.unpacked) != (0, 0) {
            unpacker.inflate(source, entry, &mut take)?;
        } else {
            let mut there = entry.packed;
            source.each(entry.data..entry.end(), |piece| {
                there = there.saturating_sub(piece.len() as u64);
                take(piece, there == 0)
            })?;
        }
        if produced != entry.unpacked || hasher.finalize() != entry.crc {
            return Err(Stop::damaged());
        }
        Ok(())
    }
}
