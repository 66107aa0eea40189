//! A page of the feed: its entries, read from the logs.

use super::cursor::EventCursor;
use crate::error::AppError;
use chat_domain::{ClinicId, Entry, Event, Seq};
use chat_ports::{EventFeed, FeedSpan, IdSource, PortError, VisitKey, VisitLog};
use futures::{StreamExt as _, TryStreamExt as _, stream};
use std::{collections::BTreeSet, sync::Arc};

/// Maximum number of events of a page.
pub const MAX_EVENTS: usize = 1_000;

/// Approximate size in bytes at which a page ends early.
const PAGE_BYTES: usize = 1024 * 1024;

/// Approximate size in bytes of an event without its text.
const EVENT_BYTES: usize = 512;

/// Maximum number of entries that are read together.
const GROUP: usize = 100;

/// Maximum number of logs that are read at a time.
const READS: usize = 8;

/// A committed entry in the feed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeedEvent {
    /// Where to go on after it.
    pub cursor: EventCursor,
    /// The visit.
    pub visit: VisitKey,
    /// The entry, with its content.
    pub entry: Entry,
}

/// Consecutive events of a clinic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventPage {
    /// The events, in order; those of a visit are in the order of its log.
    pub events: Vec<FeedEvent>,
    /// Where to go on: after the last event, or the cursor that was asked for.
    pub cursor: EventCursor,
    /// Whether there may be more now, so that the next request should not wait.
    pub more: bool,
}

/// The feed of one clinic.
pub(crate) struct Feed {
    pub(crate) log: Arc<dyn VisitLog>,
    pub(crate) feed: Arc<dyn EventFeed>,
    pub(crate) ids: Arc<dyn IdSource>,
    pub(crate) clinic: ClinicId,
}

impl Feed {
    /// Checks that the feed has what the cursor's owner has read.
    ///
    /// # Errors
    /// [`AppError::UnknownCursor`].
    pub(crate) async fn check(&self, cursor: EventCursor) -> Result<(), AppError> {
        let Some(last) = cursor.position.checked_sub(1) else {
            return Ok(()); // the start
        };
        let spans = self.feed.spans(self.clinic, last, 1).await?;
        match spans.first() {
            Some(span) if span.position == last && span.pass == cursor.pass => Ok(()),
            _ => Err(AppError::UnknownCursor),
        }
    }

    /// The cursor after the newest event, once everything committed before the call is numbered.
    pub(crate) async fn end(&self) -> Result<EventCursor, AppError> {
        while self.feed.number(self.clinic, self.ids.next_id()).await? {}
        // Positions have no gaps, so the first one without an entry is the end: twice as far each time, then by halves.
        let (mut with, mut without) = (None, 0_u64);
        while let Some(span) = self.at(without).await? {
            with = Some((without, span));
            without = without.saturating_mul(2).saturating_add(1);
        }
        while let Some((position, span)) = with {
            let middle = position.midpoint(without);
            if middle == position {
                return Ok(EventCursor::after(&span, position));
            }
            match self.at(middle).await? {
                Some(span) => with = Some((middle, span)),
                None => without = middle,
            }
        }
        Ok(EventCursor::START)
    }

    /// The span of the entry at a position.
    async fn at(&self, position: u64) -> Result<Option<FeedSpan>, AppError> {
        let spans = self.feed.spans(self.clinic, position, 1).await?;
        Ok(spans.first().copied())
    }

    /// The events after a cursor that was checked, at most `limit`. Numbers what is not numbered yet if it needs more.
    pub(crate) async fn page(
        &self,
        cursor: EventCursor,
        limit: usize,
    ) -> Result<EventPage, AppError> {
        let limit = limit.clamp(1, MAX_EVENTS);
        let (spans, mut more) = self.spans(cursor.position, limit).await?;
        let mut page = EventPage {
            events: Vec::new(),
            cursor,
            more: false,
        };
        let (mut bytes, mut from) = (0_usize, cursor.position);
        while bytes < PAGE_BYTES {
            let group = FeedSpan::part(spans.iter().copied(), from, GROUP);
            let Some(last) = group.last() else {
                break;
            };
            from = last.end();
            let read = group.into_iter().map(|span| self.read(span));
            let read: Vec<_> = stream::iter(read).buffered(READS).try_collect().await?;
            for event in read.into_iter().flatten() {
                bytes = bytes.saturating_add(weight(&event.entry));
                page.cursor = event.cursor;
                page.events.push(event);
            }
        }
        more |= spans.last().is_some_and(|last| last.end() > from);
        page.more = more;
        Ok(page)
    }

    /// The spans from a position on, and whether there may be more.
    async fn spans(&self, from: u64, limit: usize) -> Result<(Vec<FeedSpan>, bool), AppError> {
        let length = |spans: &[FeedSpan]| spans.iter().map(FeedSpan::len).sum::<u64>();
        let is_full =
            |spans: &[FeedSpan]| length(spans) >= u64::try_from(limit).unwrap_or(u64::MAX);
        let mut spans = self.feed.spans(self.clinic, from, limit).await?;
        while !is_full(&spans) {
            let more = self.feed.number(self.clinic, self.ids.next_id()).await?;
            spans = self.feed.spans(self.clinic, from, limit).await?;
            if !more || !spans.is_empty() {
                let more = more || is_full(&spans);
                return Ok((spans, more));
            }
        }
        Ok((spans, true))
    }

    /// The entries of a span.
    async fn read(&self, span: FeedSpan) -> Result<Vec<FeedEvent>, AppError> {
        let visit = VisitKey::new(self.clinic, span.visit);
        let positions: BTreeSet<_> = (span.first.0..=span.last.0).map(Seq).collect();
        let entries = self.log.read_at(visit, positions).await?;
        if u64::try_from(entries.len()).ok() != Some(span.len()) {
            return Err(PortError::corrupt("the feed has entries that their log lacks").into());
        }
        let numbered = (span.position..).zip(entries);
        let event = |(position, entry)| FeedEvent {
            cursor: EventCursor::after(&span, position),
            visit,
            entry,
        };
        Ok(numbered.map(event).collect())
    }
}

/// Approximate size of an event in bytes.
fn weight(entry: &Entry) -> usize {
    let text = match &entry.event {
        Event::MessageSent { text, files, .. } => {
            let text = text.as_ref().map_or(0, |text| text.as_str().len());
            text.saturating_add(files.len().saturating_mul(EVENT_BYTES))
        }
        Event::MessageCorrected { text, .. } => text.as_str().len(),
        _ => 0,
    };
    EVENT_BYTES.saturating_add(text)
}
