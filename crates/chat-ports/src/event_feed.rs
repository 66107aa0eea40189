//! The event feed of each clinic: its committed entries, numbered.

use crate::error::PortError;
use async_trait::async_trait;
use chat_domain::{ClinicId, Seq, VisitId};
use std::collections::{BTreeMap, btree_map};
use uuid::Uuid;

/// Numbers the committed entries of each clinic, so that a host can follow them from any position.
///
/// Entries are numbered **after** they were committed, by a pass over the visits that have grown. A number that is assigned before
/// the commit, such as one of a database's sequence, can become visible after a higher one, and a reader that is past it would
/// skip it.
///
/// Laws: each entry is numbered once; the numbers of a clinic begin at 0 and have no gaps; the entries of a visit are in the order
/// of its log; what was read once never changes.
#[async_trait]
pub trait EventFeed: Send + Sync + 'static {
    /// Numbers committed entries of the clinic that have no number, a bounded amount. `false`: every entry that was acknowledged
    /// before the call is in the feed. `true`: some may be left, so call again. `pass` is a new id, which all spans of this call
    /// get.
    ///
    /// Several nodes may call this at a time.
    ///
    /// # Errors
    /// [`PortError::Unavailable`]: entries may have been numbered. Calling again is safe.
    ///
    /// # Cancel safety
    /// A call whose future is dropped numbers entries completely or not at all.
    async fn number(&self, clinic: ClinicId, pass: Uuid) -> Result<bool, PortError>;

    /// The entries from position `from` on, at most `limit`, as spans without gaps. Empty at the end of the feed, and beyond it.
    ///
    /// # Errors
    /// [`PortError::Unavailable`] or [`PortError::Corrupt`].
    async fn spans(
        &self,
        clinic: ClinicId,
        from: u64,
        limit: usize,
    ) -> Result<Vec<FeedSpan>, PortError>;

    /// Adds spans that another feed numbered, when a clinic moves to another storage: positions in the feed stay what they are.
    /// The visits' logs are there already.
    ///
    /// # Errors
    /// [`PortError::Invalid`] if the spans do not follow the feed's end, repeat or skip an entry, or name one that its log does
    /// not have. Nothing was stored.
    async fn adopt(&self, clinic: ClinicId, spans: Vec<FeedSpan>) -> Result<(), PortError>;
}

/// Consecutive entries of one visit with consecutive positions in its clinic's feed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FeedSpan {
    /// The position of the first entry: the number of entries before it.
    pub position: u64,
    /// The visit.
    pub visit: VisitId,
    /// Its first entry.
    pub first: Seq,
    /// Its last entry.
    pub last: Seq,
    /// The call that numbered it. A feed that has this span has everything that was before it, too: the id tells a position of
    /// this feed from the same position of another one, such as a feed restored from a backup.
    pub pass: Uuid,
}

impl FeedSpan {
    /// The number of entries.
    #[must_use]
    pub const fn len(&self) -> u64 {
        self.last.0.saturating_add(1).saturating_sub(self.first.0)
    }

    /// Whether it has no entry, which no valid span is.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The position after the last entry.
    #[must_use]
    pub const fn end(&self) -> u64 {
        self.position.saturating_add(self.len())
    }

    /// The part of consecutive spans that begins at position `from` and has at most `limit` entries: for adapters, which read
    /// whole spans.
    #[must_use]
    pub fn part(spans: impl IntoIterator<Item = Self>, from: u64, limit: usize) -> Vec<Self> {
        let mut left = u64::try_from(limit).unwrap_or(u64::MAX);
        let mut part = Vec::new();
        for mut span in spans {
            let skipped = from.saturating_sub(span.position);
            if skipped >= span.len() {
                continue;
            }
            span.position = span.position.saturating_add(skipped);
            span.first = Seq(span.first.0.saturating_add(skipped));
            let taken = span.len().min(left);
            if taken == 0 {
                break;
            }
            span.last = Seq(span.first.0.saturating_add(taken) - 1);
            left -= taken;
            part.push(span);
        }
        part
    }

    /// Checks spans for [`EventFeed::adopt`]: that each follows the one before it, in the feed and in its visit. Returns the
    /// first and the last entry of each visit.
    ///
    /// # Errors
    /// [`PortError::Invalid`].
    pub fn check(spans: &[Self]) -> Result<BTreeMap<VisitId, (Seq, Seq)>, PortError> {
        let mut visits = BTreeMap::new();
        let mut end = None;
        for span in spans {
            let follows = end.is_none_or(|end| end == span.position);
            if !follows || span.is_empty() || span.first == Seq::ZERO {
                return Err(PortError::Invalid(
                    "the spans of a feed are not consecutive",
                ));
            }
            end = Some(span.end());
            match visits.entry(span.visit) {
                btree_map::Entry::Vacant(place) => {
                    place.insert((span.first, span.last));
                }
                btree_map::Entry::Occupied(mut place) => {
                    let (_, last) = place.get_mut();
                    if last.next() != span.first {
                        return Err(PortError::Invalid(
                            "the spans of a visit are not consecutive",
                        ));
                    }
                    *last = span.last;
                }
            }
        }
        Ok(visits)
    }
}

#[cfg(test)]
mod tests;
