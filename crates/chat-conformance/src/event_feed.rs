//! The laws of an [`EventFeed`].

pub mod adopting;
pub mod concurrency;
pub mod numbering;
pub mod reading;

use crate::{
    fixture::VisitScript,
    law::{Law, laws},
};
use chat_domain::{ClinicId, Seq, VisitId};
use chat_ports::{EventFeed, FeedSpan, VisitLog};
use futures::future::BoxFuture;
use std::{collections::BTreeMap, fmt, sync::Arc};
use uuid::Uuid;

/// All laws of an event feed.
pub const LAWS: &[Law<Fed>] = laws!(Fed:
    numbering:
        entries_are_numbered_once_and_in_order,
        numbered_entries_keep_their_positions,
        entries_of_other_clinics_are_in_other_feeds,
        dropped_pass_numbers_entries_completely_or_not_at_all;
    concurrency:
        reader_skips_and_repeats_nothing_while_others_append_and_number;
    reading:
        feed_can_be_read_from_any_position_to_any_limit,
        feed_is_empty_at_its_end_and_beyond;
    adopting:
        adopted_spans_keep_their_positions_and_the_rest_follows,
        spans_that_do_not_fit_are_refused_and_change_nothing;
);

/// A storage with a log and a feed, and the means to open it again while it is open.
pub struct Fed {
    open: Box<dyn Fn() -> BoxFuture<'static, Handle> + Send + Sync>,
}

/// A log and its feed, as one node has them.
pub type Handle = (Arc<dyn VisitLog>, Arc<dyn EventFeed>);

impl Fed {
    /// `open` returns another handle on the same storage, as another node would have it.
    pub fn new<F>(open: impl Fn() -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Handle> + Send + 'static,
    {
        Self {
            open: Box::new(move || Box::pin(open())),
        }
    }

    async fn open(&self) -> Handle {
        (self.open)().await
    }
}

impl fmt::Debug for Fed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Fed")
    }
}

/// An entry in a feed: its visit and its position in the log.
type Place = (VisitId, Seq);

/// Numbers all entries.
async fn number_all(feed: &dyn EventFeed, clinic: ClinicId) {
    for _ in 0..10_000 {
        if !feed.number(clinic, Uuid::now_v7()).await.unwrap() {
            return;
        }
    }
    panic!("numbering does not end");
}

/// The whole feed, read in pages of `limit` entries.
async fn read_all(feed: &dyn EventFeed, clinic: ClinicId, limit: usize) -> Vec<Place> {
    let mut places = Vec::new();
    loop {
        let from = places.len() as u64;
        let spans = feed.spans(clinic, from, limit).await.unwrap();
        if spans.is_empty() {
            return places;
        }
        places.extend(flat(&spans, from));
    }
}

/// The entries of spans, which must follow each other from a position on.
fn flat(spans: &[FeedSpan], from: u64) -> Vec<Place> {
    let mut next = from;
    let mut places = Vec::new();
    for span in spans {
        assert_eq!(span.position, next, "the spans have no gaps");
        assert!(
            span.first > Seq::ZERO && span.first <= span.last,
            "{span:?}"
        );
        let entries = span.first.0..=span.last.0;
        places.extend(entries.map(|seq| (span.visit, Seq(seq))));
        next = span.end();
    }
    places
}

/// Asserts that the feed has exactly the entries of these visits, each once, and those of each visit in order.
fn has_exactly(places: &[Place], visits: &[VisitScript]) {
    let mut found = BTreeMap::<VisitId, Seq>::new();
    for (visit, seq) in places {
        let last = found.entry(*visit).or_insert(Seq::ZERO);
        assert_eq!(*seq, last.next(), "a visit's entries are in its order");
        *last = *seq;
    }
    let wanted = visits
        .iter()
        .map(|visit| (visit.key.visit, visit.state.version));
    assert_eq!(found, wanted.collect());
}

#[cfg(test)]
mod tests {
    use super::LAWS;
    use std::collections::BTreeSet;

    /// An unlisted law would never be checked.
    #[test]
    fn every_law_is_listed() {
        let sources = [
            include_str!("event_feed/adopting.rs"),
            include_str!("event_feed/concurrency.rs"),
            include_str!("event_feed/numbering.rs"),
            include_str!("event_feed/reading.rs"),
        ];
        let listed: BTreeSet<_> = LAWS.iter().map(|law| law.name).collect();
        let written: BTreeSet<_> = sources.into_iter().flat_map(crate::law::written).collect();
        assert_eq!(listed, written);
    }
}
