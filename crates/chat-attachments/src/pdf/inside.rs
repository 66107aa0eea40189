//! Search of an unpacked object stream (ISO 32000-1, 7.5.7): a list of numbers, then the objects.

use super::lexer::{Lexer, Token};
use super::names::{Found, VALUE};
use super::scan::{Scan, Start, StartKind};

/// Maximum length of the list, in bytes. Streams of real files have a few hundred objects.
const MAX_LIST: u64 = 256 * 1024;

/// A search that continues from piece to piece.
#[derive(Debug)]
pub(super) struct Inside {
    scan: Scan,
    /// Offset of the first object. `None` if it is unknown; strings are then searched too.
    first: Option<u64>,
    list: Vec<u8>,
    /// Offsets at which objects may begin, in order, with their numbers. Readers start over there.
    starts: Vec<(u64, Option<u32>)>,
    /// Offset of the next piece.
    at: u64,
}

impl Inside {
    /// A search of the stream whose dictionary states this offset of the first object.
    pub(super) fn new(first: Option<u64>) -> Self {
        Self {
            scan: Scan::default(),
            first: first.filter(|first| *first <= MAX_LIST),
            list: Vec::new(),
            starts: Vec::new(),
            at: 0,
        }
    }

    /// Searches the first `limit` bytes of the next piece; the rest is context, and begins the piece after it.
    pub(super) fn search(&mut self, found: &mut Found, piece: &[u8], limit: usize) {
        let limit = limit.min(piece.len());
        let from = self.take_list(piece.get(..limit).unwrap_or(piece));
        let base = self.at;
        self.at += limit as u64;
        if self.first.is_none() {
            found.scripts().lose_one();
            return found.search_all(piece, limit);
        }
        found.search_all(piece, from);
        let here = base + from as u64..base + limit as u64;
        let from_here = self.starts.partition_point(|(at, _)| *at < here.start);
        let to = self.starts.partition_point(|(at, _)| *at < here.end);
        let starts = self.starts.get(from_here..to).unwrap_or_default();
        let starts = starts.iter().filter_map(|(start, number)| {
            let at = usize::try_from(start - base).ok()?;
            Some((at, *number))
        });
        for (at, number) in starts.clone() {
            if let Some(number) = number {
                let object = piece.get(at..).unwrap_or_default();
                // At the end of the stream, nothing follows the last object.
                let is_last = limit == piece.len() && object.len() <= VALUE;
                found.object(number, object.get(..VALUE).unwrap_or(object), is_last);
            }
        }
        let kind = StartKind::Object;
        let starts = starts.map(|(at, _)| Start {
            at,
            behind: at,
            kind,
        });
        found.search(&mut self.scan, piece, from, limit, starts);
    }

    /// Takes the part of the list that is here, and returns its length.
    fn take_list(&mut self, piece: &[u8]) -> usize {
        let Some(left) = self.first.and_then(|first| first.checked_sub(self.at)) else {
            return 0;
        };
        let len = usize::try_from(left).map_or(piece.len(), |left| left.min(piece.len()));
        self.list
            .extend_from_slice(piece.get(..len).unwrap_or(piece));
        if len as u64 == left {
            self.read_list();
        }
        len
    }

    /// Reads the list: pairs of an object's number and its offset.
    fn read_list(&mut self) {
        let list = std::mem::take(&mut self.list);
        let mut starts: Vec<_> = self.first.map(|first| (first, None)).into_iter().collect();
        let mut number = None;
        for (index, token) in Lexer::new(&list).enumerate() {
            match (token, self.first) {
                (Token::Int(object), _) if index % 2 == 0 => number = u32::try_from(object).ok(),
                (Token::Int(offset), Some(first)) => {
                    let start = u64::try_from(offset).ok();
                    let start = start.and_then(|offset| first.checked_add(offset));
                    starts.extend(start.map(|start| (start, number)));
                }
                _ => self.first = None,
            }
        }
        starts.sort_unstable();
        starts.dedup();
        self.starts = starts;
    }
}
