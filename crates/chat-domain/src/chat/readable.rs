//! What one person may read of a chat, and the numbers that they see (M6, M7).

use super::number::{ChatNumber, ReaderNumber};
use imbl::Vector;
use std::sync::LazyLock;

/// The entries of a chat that one person may read: all except the hidden ones.
///
/// Also the only place that converts between a chat's numbers and those of the reader, who counts only what they
/// may read. So a reader learns nothing of hidden entries, not even from a gap (M7).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Readable {
    /// The hidden entries, in order. Runs neither touch nor overlap.
    hidden: Vector<Run>,
}

/// Consecutive hidden entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Run {
    first: ChatNumber,
    last: ChatNumber,
    /// The number of hidden entries up to and including `last`.
    hidden: u64,
}

impl Run {
    /// The number of readable entries before the run.
    const fn readable_before(&self) -> u64 {
        self.last.0.saturating_sub(self.hidden)
    }
}

impl Readable {
    /// All entries.
    #[must_use]
    pub fn all() -> &'static Self {
        static ALL: LazyLock<Readable> = LazyLock::new(Readable::default);
        &ALL
    }

    /// The entries from `first` on.
    pub(crate) fn starting_at(first: ChatNumber) -> Self {
        let mut readable = Self::default();
        if first > ChatNumber::FIRST {
            readable.hidden.push_back(Run {
                first: ChatNumber::FIRST,
                last: first.before(),
                hidden: first.before().0,
            });
        }
        readable
    }

    /// Hides an entry that is newer than all hidden ones.
    pub(crate) fn hide(&mut self, entry: ChatNumber) {
        let hidden = match self.hidden.back_mut() {
            Some(run) if entry <= run.last => return,
            Some(run) if entry == run.last.next() => {
                run.last = entry;
                run.hidden = run.hidden.saturating_add(1);
                return;
            }
            Some(run) => run.hidden.saturating_add(1),
            None => 1,
        };
        self.hidden.push_back(Run {
            first: entry,
            last: entry,
            hidden,
        });
    }

    /// The first readable entry.
    #[must_use]
    pub fn first(&self) -> ChatNumber {
        match self.hidden.front() {
            Some(run) if run.first == ChatNumber::FIRST => run.last.next(),
            _ => ChatNumber::FIRST,
        }
    }

    /// Whether the entry is readable.
    #[must_use]
    pub fn includes(&self, entry: ChatNumber) -> bool {
        entry > ChatNumber::default() && self.run_from(entry).is_none_or(|run| entry > run.last)
    }

    /// The reader's number of an entry. For a hidden one, that of the newest readable entry before it; 0
    /// if there is none.
    #[must_use]
    pub fn number(&self, entry: ChatNumber) -> ReaderNumber {
        ReaderNumber(match self.run_from(entry) {
            Some(run) if entry <= run.last => run.readable_before(),
            Some(run) => entry.0.saturating_sub(run.hidden),
            None => entry.0,
        })
    }

    /// The entry to which the reader refers by a number; 0 for 0.
    #[must_use]
    pub fn entry(&self, number: ReaderNumber) -> ChatNumber {
        let past = |run: &Run| run.readable_before() < number.0;
        let hidden = self.last_where(past).map_or(0, |run| run.hidden);
        ChatNumber(number.0.saturating_add(hidden))
    }

    /// The newest entry after which everything is new to a reader who has all of their entries up to `number`.
    #[must_use]
    pub fn through(&self, number: ReaderNumber) -> ChatNumber {
        self.entry(number.next()).before()
    }

    /// The newest entry up to `entry` that this reader and another may read; 0 if there is none.
    pub(crate) fn newest_shared(&self, other: &Self, mut entry: ChatNumber) -> ChatNumber {
        loop {
            let own = self.entry(self.number(entry));
            let shared = other.entry(other.number(own));
            if shared == entry {
                return shared;
            }
            entry = shared;
        }
    }

    /// The runs of entries between two entries that this reader may read and `other` may not: the first and the
    /// last of each, as this reader counts them.
    pub(crate) fn gaps_of<'a>(
        &'a self,
        other: &'a Self,
        (first, last): (ChatNumber, ChatNumber),
    ) -> impl Iterator<Item = (ReaderNumber, ReaderNumber)> + use<'a> {
        let between = move |run: &&Run| first <= run.last && run.first <= last;
        other.hidden.iter().filter(between).filter_map(move |run| {
            let from = self.number(run.first.before()).next();
            let to = self.number(run.last);
            (from <= to).then_some((from, to))
        })
    }

    /// The last run that begins at `entry` or before.
    fn run_from(&self, entry: ChatNumber) -> Option<&Run> {
        self.last_where(|run| run.first <= entry)
    }

    /// The last run that satisfies a predicate, which no run after an unsatisfying one does.
    fn last_where(&self, fits: impl Fn(&Run) -> bool) -> Option<&Run> {
        let after = self
            .hidden
            .binary_search_by(|run| {
                if fits(run) {
                    std::cmp::Ordering::Less
                } else {
                    std::cmp::Ordering::Greater
                }
            })
            .unwrap_or_else(|next| next);
        self.hidden.get(after.checked_sub(1)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(of: &Readable, last: u64) -> Vec<u64> {
        let entries = (1..=last).map(ChatNumber);
        entries
            .filter(|entry| of.includes(*entry))
            .map(|entry| entry.0)
            .collect()
    }

    /// Entries 4, 5, 8 and 11 of 12.
    fn with_gaps() -> Readable {
        let mut readable = Readable::starting_at(ChatNumber(4));
        for hidden in [6, 7, 9, 10, 12] {
            readable.hide(ChatNumber(hidden));
        }
        readable
    }

    #[test]
    fn m7_readers_count_only_what_they_may_read() {
        let readable = with_gaps();
        assert_eq!(numbers(&readable, 12), [4, 5, 8, 11]);
        assert_eq!(readable.first(), ChatNumber(4));
        let seen: Vec<_> = (0..=13)
            .map(|entry| readable.number(ChatNumber(entry)).0)
            .collect();
        assert_eq!(seen, [0, 0, 0, 0, 1, 2, 2, 2, 3, 3, 3, 4, 4, 5]);
        let meant: Vec<_> = (0..=6)
            .map(|number| readable.entry(ReaderNumber(number)).0)
            .collect();
        assert_eq!(meant, [0, 4, 5, 8, 11, 13, 14]);
        let through: Vec<_> = (0..=4)
            .map(|number| readable.through(ReaderNumber(number)).0)
            .collect();
        assert_eq!(through, [3, 4, 7, 10, 12]);
    }

    #[test]
    fn numbers_of_all_entries_are_those_of_the_chat() {
        let all = Readable::starting_at(ChatNumber::FIRST);
        assert_eq!(&all, Readable::all());
        assert_eq!(numbers(&all, 3), [1, 2, 3]);
        for number in [0, 1, 7, u64::MAX] {
            assert_eq!(all.number(ChatNumber(number)).0, number);
            assert_eq!(all.entry(ReaderNumber(number)).0, number);
        }
        assert!(!all.includes(ChatNumber(0)));
    }

    #[test]
    fn readers_with_different_gaps_share_what_both_may_read() {
        let (one, mut other) = (with_gaps(), Readable::starting_at(ChatNumber(3)));
        other.hide(ChatNumber(5));
        other.hide(ChatNumber(8));
        let newest: Vec<_> = (0..=13)
            .map(|entry| one.newest_shared(&other, ChatNumber(entry)).0)
            .collect();
        assert_eq!(newest, [0, 0, 0, 0, 4, 4, 4, 4, 4, 4, 4, 11, 11, 13]);
        let gaps = |of: &Readable, other: &Readable| -> Vec<_> {
            let all = (ChatNumber(4), ChatNumber(11));
            let gaps = of.gaps_of(other, all);
            gaps.map(|(first, last)| (first.0, last.0)).collect()
        };
        assert_eq!(gaps(&one, &other), [(2, 2), (3, 3)]);
        assert_eq!(gaps(&other, &one), [(3, 4), (5, 6)]);
        assert_eq!(gaps(Readable::all(), &other), [(5, 5), (8, 8)]);
        assert_eq!(gaps(&other, Readable::all()), []);
    }

    #[test]
    fn hiding_an_older_entry_changes_nothing() {
        let mut readable = with_gaps();
        readable.hide(ChatNumber(8));
        assert_eq!(readable, with_gaps());
    }
}
