//! Visit logs in memory.

mod audit;
mod query;

pub use audit::MemoryLogAudit;

use async_trait::async_trait;
use chat_domain::{
    ClinicId, Entry, PersonId, Seq, VisitSummary,
    log::{ChainHash, to_stored},
};
use chat_ports::{
    Append, DueVisit, PortError, VisitEntries, VisitKey, VisitLog, VisitPage, VisitQuery,
};
use std::{
    collections::{BTreeMap, BTreeSet, btree_map},
    ops::Bound,
    sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard},
};
use time::OffsetDateTime;

/// Stores visit logs in memory.
#[derive(Clone, Debug, Default)]
pub struct MemoryVisitLog {
    visits: Arc<RwLock<Visits>>,
}

type Visits = BTreeMap<VisitKey, Log>;

#[derive(Clone, Debug)]
struct Log {
    /// The entries, each with its stored form and hash (G4).
    entries: Vec<Kept>,
    summary: VisitSummary,
    /// The newest entry's hash.
    hash: ChainHash,
}

#[derive(Clone, Debug)]
struct Kept {
    entry: Entry,
    body: Arc<[u8]>,
    hash: ChainHash,
}

impl MemoryVisitLog {
    /// An empty store.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
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
        append.check()?;
        let stored = |entry: Entry| to_stored(&entry).map(|body| (entry, body));
        let entries: Result<Vec<_>, _> = append.entries.into_iter().map(stored).collect();
        let entries = entries.map_err(|_| PortError::Invalid("an entry has no stored form"))?;
        let mut visits = self.writer();
        let actual = visits.get(&append.visit).map_or(Seq::ZERO, Log::version);
        if actual != append.expected {
            return Err(PortError::Conflict {
                expected: append.expected,
                actual,
            });
        }
        let log = match (visits.entry(append.visit), append.summary) {
            (btree_map::Entry::Vacant(_), None) => {
                return Err(PortError::Invalid("a new visit needs a summary"));
            }
            (btree_map::Entry::Vacant(place), Some(summary)) => place.insert(Log::new(summary)),
            (btree_map::Entry::Occupied(place), summary) => {
                let log = place.into_mut();
                if let Some(summary) = summary {
                    log.summary = summary;
                }
                log
            }
        };
        for (entry, body) in entries {
            log.push(entry, body);
        }
        Ok(log.version())
    }

    async fn read(
        &self,
        visit: VisitKey,
        after: Seq,
        limit: usize,
    ) -> Result<Vec<Entry>, PortError> {
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
        Ok(query::page(visits.values().map(|log| &log.summary), &query))
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
}

fn read(visits: &Visits, visit: VisitKey, after: Seq, limit: usize) -> VisitEntries {
    let log = visits.get(&visit).ok_or(PortError::NotFound)?;
    let from = usize::try_from(after.0).unwrap_or(usize::MAX);
    let rest = log.entries.iter().skip(from).take(limit);
    Ok(rest.map(|kept| kept.entry.clone()).collect())
}

impl Log {
    fn new(summary: VisitSummary) -> Self {
        Self {
            entries: Vec::new(),
            hash: ChainHash::start(summary.clinic, summary.visit),
            summary,
        }
    }

    fn version(&self) -> Seq {
        self.entries.last().map_or(Seq::ZERO, |kept| kept.entry.seq)
    }

    fn at(&self, position: Seq) -> Result<Entry, PortError> {
        let index = position.0.checked_sub(1).map(usize::try_from);
        let kept = index.and_then(|index| self.entries.get(index.ok()?));
        let kept = kept.ok_or_else(|| PortError::corrupt(format!("no entry {position}")))?;
        Ok(kept.entry.clone())
    }

    fn push(&mut self, entry: Entry, body: Vec<u8>) {
        self.hash = self.hash.then(&body);
        self.entries.push(Kept {
            entry,
            body: body.into(),
            hash: self.hash,
        });
    }
}
