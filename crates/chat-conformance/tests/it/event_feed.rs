use super::each_fault_breaks;
use async_trait::async_trait;
use chat_conformance::{Fed, event_feed::LAWS};
use chat_domain::{ClinicId, Seq, VisitId};
use chat_memory::MemoryVisitLog;
use chat_ports::{EventFeed, FeedSpan, PortError, VisitLog, VisitQuery};
use std::{
    collections::BTreeMap,
    future::ready,
    sync::{Arc, Mutex},
};
use tokio::task::yield_now;
use uuid::Uuid;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    None,
    /// The newest entry of each visit is left for later, and the feed counts as complete.
    LagsBehind,
    /// Looks for what has no number, and adds it later, whatever others have added by then.
    LooksBeforeItLocks,
    /// Adds the newest entry of each visit, and those before it later.
    NumbersInTwoSteps,
    /// Puts new spans at the beginning.
    NewestFirst,
    OneTenant,
    ReadsFromTheNextEntryOn,
    IgnoresTheLimit,
    BeyondTheEndIsTheBeginning,
    ForgetsThePass,
    AdoptsNothing,
    AdoptsAnything,
}

struct Faulty {
    log: MemoryVisitLog,
    feeds: Arc<Mutex<BTreeMap<ClinicId, Vec<FeedSpan>>>>,
    fault: Fault,
}

fn end(spans: &[FeedSpan]) -> u64 {
    spans.last().map_or(0, FeedSpan::end)
}

fn fed(spans: &[FeedSpan], visit: VisitId) -> Seq {
    let of_visit = spans.iter().filter(|span| span.visit == visit);
    of_visit.map(|span| span.last).max().unwrap_or(Seq::ZERO)
}

impl Faulty {
    fn feed(&self, clinic: ClinicId) -> ClinicId {
        match self.fault {
            Fault::OneTenant => ClinicId::new(Uuid::nil()),
            _ => clinic,
        }
    }

    fn kept(&self, clinic: ClinicId) -> Vec<FeedSpan> {
        let feeds = self.feeds.lock().unwrap();
        feeds.get(&self.feed(clinic)).cloned().unwrap_or_default()
    }

    async fn versions(&self, clinic: ClinicId) -> Vec<(VisitId, Seq)> {
        let all = VisitQuery {
            clinic,
            who: None,
            phases: Vec::new(),
            from: None,
            until: None,
            after: None,
            limit: 1_000,
        };
        let page = self.log.list_visits(all).await.unwrap();
        let visits = page.visits.iter().map(|visit| visit.visit);
        visits.zip(page.versions).collect()
    }
}

#[async_trait]
impl EventFeed for Faulty {
    async fn number(&self, clinic: ClinicId, pass: Uuid) -> Result<bool, PortError> {
        let seen = self.kept(clinic);
        let versions = self.versions(clinic).await;
        if self.fault == Fault::LooksBeforeItLocks {
            yield_now().await;
        }
        let mut added = Vec::new();
        {
            let mut feeds = self.feeds.lock().unwrap();
            let spans = feeds.entry(self.feed(clinic)).or_default();
            let known = match self.fault {
                Fault::LooksBeforeItLocks => seen,
                _ => spans.clone(),
            };
            let mut position = end(spans);
            for (visit, version) in versions {
                let last = match self.fault {
                    Fault::LagsBehind => Seq(version.0 - 1),
                    _ => version,
                };
                let first = fed(&known, visit).next();
                if first <= last {
                    let span = FeedSpan {
                        position,
                        visit,
                        first,
                        last,
                        pass,
                    };
                    position = span.end();
                    added.push(span);
                }
            }
            match self.fault {
                Fault::NewestFirst => {
                    spans.splice(..0, added.clone());
                    let mut position = 0;
                    for span in spans {
                        span.position = position;
                        position = span.end();
                    }
                }
                Fault::NumbersInTwoSteps => {
                    let newest = added.iter().map(|span| FeedSpan {
                        first: span.last,
                        ..*span
                    });
                    spans.extend(newest);
                }
                _ => spans.extend(&added),
            }
        }
        if self.fault == Fault::NumbersInTwoSteps {
            yield_now().await;
            let mut feeds = self.feeds.lock().unwrap();
            let spans = feeds.entry(self.feed(clinic)).or_default();
            let before = spans.len().saturating_sub(added.len());
            spans.truncate(before);
            spans.extend(&added);
        }
        Ok(false)
    }

    async fn spans(
        &self,
        clinic: ClinicId,
        from: u64,
        limit: usize,
    ) -> Result<Vec<FeedSpan>, PortError> {
        let spans = self.kept(clinic);
        let (from, limit) = match self.fault {
            Fault::ReadsFromTheNextEntryOn if from > 0 => (from + 1, limit),
            Fault::IgnoresTheLimit => (from, usize::MAX),
            Fault::BeyondTheEndIsTheBeginning if from > end(&spans) => (0, limit),
            _ => (from, limit),
        };
        let mut part = FeedSpan::part(spans, from, limit);
        if self.fault == Fault::ForgetsThePass {
            part.iter_mut().for_each(|span| span.pass = Uuid::nil());
        }
        Ok(part)
    }

    async fn adopt(&self, clinic: ClinicId, spans: Vec<FeedSpan>) -> Result<(), PortError> {
        let versions: BTreeMap<_, _> = self.versions(clinic).await.into_iter().collect();
        let visits = match self.fault {
            Fault::AdoptsNothing => return Ok(()),
            Fault::AdoptsAnything => BTreeMap::new(),
            _ => FeedSpan::check(&spans)?,
        };
        let mut feeds = self.feeds.lock().unwrap();
        let kept = feeds.entry(self.feed(clinic)).or_default();
        let fits = visits.iter().all(|(visit, (first, last))| {
            fed(kept, *visit).next() == *first && versions.get(visit) >= Some(last)
        });
        let follows = spans.first().is_none_or(|span| span.position == end(kept));
        if self.fault != Fault::AdoptsAnything && !(fits && follows) {
            return Err(PortError::Invalid("the spans do not fit"));
        }
        kept.extend(spans);
        Ok(())
    }
}

/// On one thread, where `yield_now` lets every concurrent task reach the same line: a fault that only an interleaving shows is
/// found in every run.
#[tokio::test]
async fn every_fault_breaks_its_laws() {
    let once = "entries_are_numbered_once_and_in_order";
    let kept = "numbered_entries_keep_their_positions";
    let tenants = "entries_of_other_clinics_are_in_other_feeds";
    let dropped = "dropped_pass_numbers_entries_completely_or_not_at_all";
    let raced = "reader_skips_and_repeats_nothing_while_others_append_and_number";
    let parts = "feed_can_be_read_from_any_position_to_any_limit";
    let beyond = "feed_is_empty_at_its_end_and_beyond";
    let adopted = "adopted_spans_keep_their_positions_and_the_rest_follows";
    let unfit = "spans_that_do_not_fit_are_refused_and_change_nothing";
    let faults: &[(Fault, &[&str])] = &[
        (Fault::LagsBehind, &[once, raced]),
        (Fault::LooksBeforeItLocks, &[raced]),
        (Fault::NumbersInTwoSteps, &[dropped]),
        (Fault::NewestFirst, &[kept]),
        (Fault::OneTenant, &[tenants]),
        (Fault::ReadsFromTheNextEntryOn, &[kept, parts]),
        (Fault::IgnoresTheLimit, &[parts]),
        (Fault::BeyondTheEndIsTheBeginning, &[beyond]),
        (Fault::ForgetsThePass, &[kept, adopted]),
        (Fault::AdoptsNothing, &[adopted, unfit]),
        (Fault::AdoptsAnything, &[unfit]),
    ];
    each_fault_breaks(LAWS, Fault::None, faults, |fault| {
        let log = MemoryVisitLog::new();
        let feeds = Arc::default();
        Arc::new(Fed::new(move || {
            let feed = Faulty {
                log: log.clone(),
                feeds: Arc::clone(&feeds),
                fault,
            };
            ready((Arc::new(log.clone()) as _, Arc::new(feed) as _))
        }))
    })
    .await;
}
