//! Where the log has the entries of a chat.

use super::number::ChatNumber;
use crate::log::seq::Seq;
use imbl::Vector;

/// The log positions of a chat's entries. They never leave the server (M7).
///
/// Entries that are neighbors in both the chat and the log form a run, of which only the first is kept. So
/// a chat whose entries follow each other in the log takes almost no memory, and any other at most 16 bytes per
/// entry.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChatPositions {
    /// The first entry of each run.
    runs: Vector<(ChatNumber, Seq)>,
}

impl ChatPositions {
    /// The position that an entry with this number has if it continues the last run, which records it.
    pub(crate) fn next(&self, number: ChatNumber) -> Option<Seq> {
        in_run(*self.runs.back()?, number)
    }

    /// Records the chat's newest entry, which begins a run.
    pub(crate) fn push(&mut self, number: ChatNumber, seq: Seq) {
        self.runs.push_back((number, seq));
    }

    /// The position of one of the chat's entries. For a number that the chat does not have, and in a log
    /// with gaps or repeats, which no replay accepts, it may be that of another entry.
    #[must_use]
    pub(crate) fn at(&self, number: ChatNumber) -> Option<Seq> {
        let run = match self.runs.binary_search_by_key(&number, |(first, _)| *first) {
            Ok(found) => found,
            Err(next) => next.checked_sub(1)?,
        };
        in_run(*self.runs.get(run)?, number)
    }
}

fn in_run((first, seq): (ChatNumber, Seq), number: ChatNumber) -> Option<Seq> {
    let after = number.0.checked_sub(first.0)?;
    seq.0.checked_add(after).map(Seq)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn positions(of: impl Fn(u64) -> u64, count: u64) -> ChatPositions {
        let mut positions = ChatPositions::default();
        for number in 1..=count {
            let (number, seq) = (ChatNumber(number), Seq(of(number)));
            if positions.next(number) != Some(seq) {
                positions.push(number, seq);
            }
        }
        for number in 1..=count {
            assert_eq!(positions.at(ChatNumber(number)), Some(Seq(of(number))));
        }
        positions
    }

    #[test]
    fn neighbors_share_a_run() {
        assert_eq!(positions(|number| number + 7, 50_000).runs.len(), 1);
        assert_eq!(positions(|number| number + number / 10, 100).runs.len(), 11);
        assert_eq!(positions(|number| 3 * number, 100).runs.len(), 100);
    }

    #[test]
    fn number_before_the_first_entry_has_no_position() {
        let mut positions = ChatPositions::default();
        assert_eq!(positions.at(ChatNumber(1)), None);
        positions.push(ChatNumber(2), Seq(9));
        assert_eq!(positions.at(ChatNumber(1)), None);
        assert_eq!(positions.at(ChatNumber(2)), Some(Seq(9)));
    }
}
