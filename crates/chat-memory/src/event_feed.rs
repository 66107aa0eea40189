//! The event feed in memory.

use crate::{lock::lock, visit_log::MemoryVisitLog};
use async_trait::async_trait;
use chat_domain::{ClinicId, Seq, VisitId};
use chat_ports::{EventFeed, FeedSpan, PortError};
use std::collections::BTreeMap;
use uuid::Uuid;

/// The feed of a clinic.
#[derive(Debug, Default)]
pub(crate) struct Feed {
    spans: Vec<FeedSpan>,
    /// The newest numbered entry of each visit.
    fed: BTreeMap<VisitId, Seq>,
}

impl Feed {
    fn end(&self) -> u64 {
        self.spans.last().map_or(0, FeedSpan::end)
    }

    fn fed(&self, visit: VisitId) -> Seq {
        self.fed.get(&visit).copied().unwrap_or(Seq::ZERO)
    }

    fn add(&mut self, span: FeedSpan) {
        self.fed.insert(span.visit, span.last);
        self.spans.push(span);
    }
}

#[async_trait]
impl EventFeed for MemoryVisitLog {
    async fn number(&self, clinic: ClinicId, pass: Uuid) -> Result<bool, PortError> {
        let mut feeds = lock(&self.feeds);
        let feed = feeds.entry(clinic).or_default();
        for (visit, version) in self.versions(clinic) {
            let fed = feed.fed(visit);
            if version > fed {
                feed.add(FeedSpan {
                    position: feed.end(),
                    visit,
                    first: fed.next(),
                    last: version,
                    pass,
                });
            }
        }
        Ok(false)
    }

    async fn spans(
        &self,
        clinic: ClinicId,
        from: u64,
        limit: usize,
    ) -> Result<Vec<FeedSpan>, PortError> {
        let feeds = lock(&self.feeds);
        let spans = feeds.get(&clinic).map_or(&[][..], |feed| &feed.spans);
        let passed = spans.partition_point(|span| span.end() <= from);
        Ok(FeedSpan::part(
            spans.iter().skip(passed).copied(),
            from,
            limit,
        ))
    }

    async fn adopt(&self, clinic: ClinicId, spans: Vec<FeedSpan>) -> Result<(), PortError> {
        let visits = FeedSpan::check(&spans)?;
        let mut feeds = lock(&self.feeds);
        let feed = feeds.entry(clinic).or_default();
        let versions: BTreeMap<_, _> = self.versions(clinic).into_iter().collect();
        let follow = visits.iter().all(|(visit, (first, last))| {
            *first == feed.fed(*visit).next() && versions.get(visit) >= Some(last)
        });
        if !follow
            || spans
                .first()
                .is_some_and(|span| span.position != feed.end())
        {
            return Err(PortError::Invalid(
                "the spans do not follow the feed's end or the visits' entries",
            ));
        }
        spans.into_iter().for_each(|span| feed.add(span));
        Ok(())
    }
}
