//! Visit logs in memory.

mod audit;
mod query;

pub use audit::MemoryLogAudit;

use crate::event_feed::Feed;
use async_trait::async_trait;
use chat_domain::{ClinicId, Entry, PersonId, Seq, VisitId, VisitSummary};
use chat_ports::{
    Append, DueVisit, LogHead, LogPart, NewEntry, PortError, VisitEntries, VisitKey, VisitLog,
    VisitPage, VisitQuery,
};
use std::{
    collections::{BTreeMap, BTreeSet, btree_map},
    ops::Bound,
    sync::{Arc, Mutex, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard},
};
use time::OffsetDateTime;
use uuid::Uuid;

/// Stores visit logs in memory.
#[derive(Clone, Debug, Default)]
pub struct MemoryVisitLog {
    visits: Arc<RwLock<Visits>>,
    pub(crate) feeds: Arc<Mutex<BTreeMap<ClinicId, Feed>>>,
}

type Visits = BTreeMap<VisitKey, Log>;

#[derive(Clone, Debug)]
struct Log {
    /// The entries, each with its stored form and hash (G4).
    entries: Vec<Arc<NewEntry>>,
    summary: VisitSummary,
}

impl MemoryVisitLog {
    /// An empty store.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The clinic's visits with the versions of their logs.
    pub(crate) fn versions(&self, clinic: ClinicId) -> Vec<(VisitId, Seq)> {
        let visits = self.reader();
        let of_clinic = visits.range(VisitKey::new(clinic, VisitId::new(Uuid::nil()))..);
        let of_clinic = of_clinic.take_while(|(key, _)| key.clinic == clinic);
        of_clinic
            .map(|(key, log)| (key.visit, log.version()))
            .collect()
    }

    fn reader(&self) -> RwLockReadGuard<'_, Visits> {
        self.visits.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn writer(&self) -> RwLockWriteGuard<'_, Visits> {
        self.visits.write().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl VisitLog for MemoryVisitLog {
    async fn append(&self, append: Append) -> Result<Seq, PortError> {
        let (visit, base, head) = (append.visit(), append.base(), append.head());
        let mut visits = self.writer();
        let actual = visits.get(&visit).and_then(|log| log.entries.last());
        let actual = actual.map_or(LogHead::start(visit), |newest| newest.head());
        if actual != base {
            return Err(PortError::Conflict {
                expected: base.version,
                actual: actual.version,
            });
        }
        let (entries, summary) = append.into_parts();
        let log = match (visits.entry(visit), summary) {
            (btree_map::Entry::Vacant(_), None) => {
                return Err(PortError::Invalid("a new visit needs a summary"));
            }
            (btree_map::Entry::Vacant(place), Some(summary)) => place.insert(Log {
                entries: Vec::new(),
                summary,
            }),
            (btree_map::Entry::Occupied(place), summary) => {
                let log = place.into_mut();
                if let Some(summary) = summary {
                    log.summary = summary;
                }
                log
            }
        };
        log.entries.extend(entries.into_iter().map(Arc::new));
        Ok(head.version)
    }

    async fn read(&self, visit: VisitKey, after: Seq, limit: usize) -> Result<LogPart, PortError> {
        read(&self.reader(), visit, after, limit)
    }

    async fn read_many(
        &self,
        wanted: &[(VisitKey, Seq)],
        limit: usize,
    ) -> Result<Vec<VisitEntries>, PortError> {
        let visits = self.reader();
        let of_each = wanted.iter();
        let of_each = of_each.map(|&(visit, after)| read(&visits, visit, after, limit));
        Ok(of_each.collect())
    }

    async fn read_at(
        &self,
        visit: VisitKey,
        positions: BTreeSet<Seq>,
    ) -> Result<Vec<Entry>, PortError> {
        let visits = self.reader();
        let log = visits.get(&visit).ok_or(PortError::NotFound)?;
        let found = positions.into_iter().map(|position| log.at(position));
        found.collect()
    }

    async fn takes_part(&self, visit: VisitKey, person: PersonId) -> Result<bool, PortError> {
        let visits = self.reader();
        Ok(visits.get(&visit).is_some_and(|log| {
            let mut people = log.summary.participants.iter();
            people.any(|participant| participant.person == person)
        }))
    }

    async fn list_visits(&self, query: VisitQuery) -> Result<VisitPage, PortError> {
        let visits = self.reader();
        let listed = visits.values().map(|log| (&log.summary, log.version()));
        Ok(query::page(listed, &query))
    }

    async fn count_waiting(&self, clinic: ClinicId, person: PersonId) -> Result<usize, PortError> {
        let visits = self.reader();
        let summaries = visits.values().map(|log| &log.summary);
        Ok(query::count_waiting(summaries, clinic, person))
    }

    async fn visits_with_leases(
        &self,
        after: Option<VisitKey>,
        limit: usize,
    ) -> Result<Vec<VisitSummary>, PortError> {
        let visits = self.reader();
        let after = after.map_or(Bound::Unbounded, Bound::Excluded);
        let rest = visits.range((after, Bound::Unbounded));
        let summaries = rest.map(|(_, log)| &log.summary);
        let leased = summaries.filter(|summary| summary.has_leases());
        Ok(leased.take(limit).cloned().collect())
    }

    async fn visits_due(
        &self,
        by: OffsetDateTime,
        after: Option<DueVisit>,
        limit: usize,
    ) -> Result<Vec<DueVisit>, PortError> {
        let visits = self.reader();
        Ok(query::due(
            visits.values().map(|log| &log.summary),
            by,
            after,
            limit,
        ))
    }

    async fn check(&self) -> Result<(), PortError> {
        Ok(())
    }
}

fn read(visits: &Visits, visit: VisitKey, after: Seq, limit: usize) -> VisitEntries {
    let log = visits.get(&visit).ok_or(PortError::NotFound)?;
    let from = usize::try_from(after.0).unwrap_or(usize::MAX);
    let rest: Vec<_> = log.entries.iter().skip(from).take(limit).collect();
    Ok(LogPart {
        head: rest.last().map(|newest| newest.head()),
        entries: rest.iter().map(|kept| kept.entry.clone()).collect(),
    })
}

impl Log {
    fn version(&self) -> Seq {
        self.entries.last().map_or(Seq::ZERO, |kept| kept.entry.seq)
    }

    fn at(&self, position: Seq) -> Result<Entry, PortError> {
        let index = position.0.checked_sub(1).map(usize::try_from);
        let kept = index.and_then(|index| self.entries.get(index.ok()?));
        let kept = kept.ok_or_else(|| PortError::corrupt(format!("no entry {position}")))?;
        Ok(kept.entry.clone())
    }
}
