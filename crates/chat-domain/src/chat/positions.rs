//! Where the log has the entries of a chat.

use super::ChatNumber;
use crate::log::Seq;
use imbl::Vector;

/// The log positions of a chat's entries. They never leave the server (M7).
///
/// Entries that are neighbors in both the chat and the log form a run, of which only the first is kept. So
/// the only chat in use takes almost no memory, and any other at most 16 bytes per entry.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChatPositions {
    /// The first entry of each run.
    runs: Vector<(ChatNumber, Seq)>,
}

impl ChatPositions {
    /// Records the chat's newest entry.
    pub(crate) fn push(&mut self, number: ChatNumber, seq: Seq) {
        let run = self.runs.back();
        if run.and_then(|run| in_run(*run, number)) != Some(seq) {
            self.runs.push_back((number, seq));
        }
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

    #[test]
    fn neighbors_share_a_run() {
        let mut alone = ChatPositions::default();
        for number in 1..=50_000 {
            alone.push(ChatNumber(number), Seq(number + 7));
        }
        assert_eq!(alone.runs.len(), 1);
        assert_eq!(alone.at(ChatNumber(50_000)), Some(Seq(50_007)));

        let mut interleaved = ChatPositions::default();
        for number in 1..=100 {
            interleaved.push(ChatNumber(number), Seq(3 * number));
        }
        assert_eq!(interleaved.runs.len(), 100);
        for number in 1..=100 {
            assert_eq!(interleaved.at(ChatNumber(number)), Some(Seq(3 * number)));
        }
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
