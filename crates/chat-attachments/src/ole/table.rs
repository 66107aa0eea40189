//! Sector table (MS-CFB 2.3), stored as runs: the table of a large file is large but regular.

use super::few::Few;
use crate::stop::{Step, Stop};

/// Greatest sector number; higher values have special meanings.
pub(super) const LAST: u32 = 0xffff_fffa;
pub(super) const END_OF_CHAIN: u32 = 0xffff_fffe;
pub(super) const FREE: u32 = 0xffff_ffff;

/// Maximum number of runs. A file of 25 MiB has at most 51,200 sectors.
const MAX_RUNS: usize = 128 * 1024;

/// Maps each sector to its successor.
#[derive(Debug, Default)]
pub(super) struct Table {
    runs: Vec<Run>,
    len: u32,
}

/// Consecutive entries that each point to the next sector, or that all have the same meaning; or one entry.
#[derive(Debug, Clone, Copy)]
struct Run {
    at: u32,
    next: u32,
}

impl Span {
    /// One past the last sector.
    pub(super) fn end(self) -> u32 {
        self.first + self.count
    }

    /// The sectors of the run.
    pub(super) fn sectors(self) -> std::ops::Range<u32> {
        self.first..self.end()
    }
}

/// Consecutive sectors.
#[derive(Debug, Clone, Copy)]
pub(super) struct Span {
    pub(super) first: u32,
    pub(super) count: u32,
}

impl Run {
    fn is_row(self) -> bool {
        self.at.checked_add(1) == Some(self.next)
    }

    /// The value that the entry at `at` must have to continue the run of this one.
    fn continues(self, at: u32) -> Option<u32> {
        match self.is_row() {
            true => at.checked_add(1),
            false => Some(self.next).filter(|next| *next > LAST),
        }
    }
}

impl Table {
    /// Appends entries.
    pub(super) fn extend(&mut self, entries: impl Iterator<Item = u32>) -> Step<()> {
        let mut expected = self.runs.last().and_then(|run| run.continues(self.len));
        for next in entries {
            let at = self.len;
            self.len = at.checked_add(1).ok_or_else(Stop::too_complex)?;
            if expected != Some(next) {
                if self.runs.len() >= MAX_RUNS {
                    return Err(Stop::too_complex());
                }
                self.runs.push(Run { at, next });
            }
            expected = Run { at, next }.continues(self.len);
        }
        Ok(())
    }

    pub(super) fn len(&self) -> u32 {
        self.len
    }

    /// The entry of a sector.
    pub(super) fn get(&self, sector: u32) -> Option<u32> {
        let (run, _) = self.run_at(self.index(sector)?)?;
        Some(if run.is_row() { sector + 1 } else { run.next })
    }

    /// Whether an entry points to a sector outside the table.
    pub(super) fn points_outside(&self) -> bool {
        let ends = self.runs.iter().skip(1).map(|run| run.at);
        let mut runs = self.runs.iter().zip(ends.chain([self.len]));
        runs.any(|(run, end)| {
            let farthest = if run.is_row() { end } else { run.next };
            farthest < LAST && farthest >= self.len
        })
    }

    /// Whether all entries from `first` are free or end of chain.
    pub(super) fn is_unused_from(&self, first: u32) -> bool {
        let mut end = self.len;
        self.runs.iter().rev().all(|run| {
            let reaches = std::mem::replace(&mut end, run.at) > first;
            !reaches || matches!(run.next, FREE | END_OF_CHAIN)
        })
    }

    /// The chain that starts at `start`, of at most `most` sectors. An end marker as `start` gives an empty chain.
    ///
    /// # Errors
    /// Refuses a chain that leaves the table or loops.
    pub(super) fn chain(&self, start: u32, most: u64) -> Step<Few<Span>> {
        let mut spans = Few::<Span>::default();
        let (mut next, mut total, mut steps) = (start, 0_u64, 0_usize);
        let mut index = usize::MAX;
        while next != END_OF_CHAIN && total < most {
            if next == FREE && total == 0 {
                break;
            }
            // The next run usually follows.
            index = match self.runs.get(index.wrapping_add(1)) {
                Some(run) if run.at == next => index.wrapping_add(1),
                _ => self.index(next).ok_or_else(Stop::damaged)?,
            };
            let (run, end) = self.run_at(index).ok_or_else(Stop::damaged)?;
            let row = if run.is_row() { end - next } else { 1 };
            let count = u32::try_from(most - total).map_or(row, |most| row.min(most));
            match spans.last_mut() {
                Some(last) if last.first + last.count == next => last.count += count,
                _ => spans.push(Span { first: next, count }),
            }
            total += u64::from(count);
            steps += 1;
            // Only a loop visits a sector or enters a run twice.
            if total > u64::from(self.len) || steps > self.runs.len() {
                return Err(Stop::damaged());
            }
            next = if run.is_row() { next + count } else { run.next };
        }
        Ok(spans)
    }

    /// Index of the run that contains a sector's entry.
    fn index(&self, sector: u32) -> Option<usize> {
        if sector >= self.len {
            return None;
        }
        let behind = self.runs.partition_point(|run| run.at <= sector);
        behind.checked_sub(1)
    }

    /// A run and its end.
    fn run_at(&self, index: usize) -> Option<(Run, u32)> {
        let run = *self.runs.get(index)?;
        let end = self.runs.get(index + 1).map_or(self.len, |run| run.at);
        Some((run, end))
    }
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        clippy::indexing_slicing,
        reason = "tests fail by panicking"
    )]

    use super::*;
    use proptest::prelude::*;

    /// Reference implementation: the chain entry by entry, as the standard describes it.
    fn plain_chain(table: &[u32], start: u32, most: usize) -> Option<Vec<u32>> {
        let (mut chain, mut next) = (Vec::new(), start);
        while next != END_OF_CHAIN && chain.len() < most {
            if next == FREE && chain.is_empty() {
                break;
            }
            if chain.len() >= table.len() {
                return None;
            }
            chain.push(next);
            next = *table.get(next as usize)?;
        }
        Some(chain)
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 6000, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn runs_agree_with_the_entries(
            plan in prop::collection::vec((0..5_u8, 0..40_u32, 1..6_u32), 0..12),
            starts in prop::collection::vec(0..60_u32, 1..4),
            most in 0..80_usize,
        ) {
            let mut plain: Vec<u32> = Vec::new();
            for (kind, to, times) in plan {
                for _ in 0..times {
                    let here = u32::try_from(plain.len()).unwrap();
                    plain.push(match kind {
                        0 | 1 => here + 1,
                        2 => END_OF_CHAIN,
                        3 => FREE,
                        _ => to,
                    });
                }
            }
            let mut table = Table::default();
            // In pieces, as a table's sectors are read.
            for piece in plain.chunks(7) {
                table.extend(piece.iter().copied()).unwrap();
            }
            for limit in 0..plain.len() + 2 {
                let short = u32::try_from(limit).unwrap();
                let unused = plain.iter().skip(limit).all(|next| matches!(*next, FREE | END_OF_CHAIN));
                prop_assert_eq!(table.is_unused_from(short), unused);
            }
            let outside = plain.iter().any(|next| *next < LAST && *next as usize >= plain.len());
            prop_assert_eq!(table.points_outside(), outside);
            for start in starts.into_iter().chain([FREE, END_OF_CHAIN]) {
                prop_assert_eq!(table.get(start), plain.get(start as usize).copied());
                let chain = table.chain(start, most as u64).ok();
                let flat = chain.map(|spans| spans.iter().flat_map(Span::sectors).collect::<Vec<_>>());
                // A loop may be detected before the chain reaches its maximum length.
                let expected = plain_chain(&plain, start, most);
                let whole = plain_chain(&plain, start, usize::MAX);
                if flat.is_some() || whole.is_some() {
                    prop_assert_eq!(flat, expected);
                }
            }
        }
    }
}
