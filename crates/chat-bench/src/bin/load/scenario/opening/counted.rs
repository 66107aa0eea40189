//! A log whose reads are counted.

use async_trait::async_trait;
use chat_domain::{ClinicId, Entry, PersonId, Seq, VisitSummary};
use chat_ports::{
    Append, DueVisit, LogPart, PortError, VisitEntries, VisitKey, VisitLog, VisitPage, VisitQuery,
};
use std::{
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
};
use time::OffsetDateTime;

/// What was asked of the log.
#[derive(Debug, Default)]
pub(super) struct Counts {
    reads: AtomicUsize,
    visits: AtomicUsize,
}

impl Counts {
    /// Reads of the storage.
    pub(super) fn reads(&self) -> usize {
        self.reads.load(Relaxed)
    }

    /// The same, where a read of several visits counts for each of them.
    pub(super) fn visits(&self) -> usize {
        self.visits.load(Relaxed)
    }

    fn read(&self, visits: usize) {
        self.reads.fetch_add(1, Relaxed);
        self.visits.fetch_add(visits, Relaxed);
    }
}

/// The log.
pub(super) struct Counted<L> {
    log: L,
    counts: Arc<Counts>,
}

impl<L> Counted<L> {
    pub(super) const fn new(log: L, counts: Arc<Counts>) -> Self {
        Self { log, counts }
    }
}

#[async_trait]
impl<L: VisitLog> VisitLog for Counted<L> {
    async fn append(&self, append: Append) -> Result<Seq, PortError> {
        self.log.append(append).await
    }

    async fn read(&self, visit: VisitKey, after: Seq, limit: usize) -> Result<LogPart, PortError> {
        self.counts.read(1);
        self.log.read(visit, after, limit).await
    }

    async fn read_many(
        &self,
        visits: &[(VisitKey, Seq)],
        limit: usize,
    ) -> Result<Vec<VisitEntries>, PortError> {
        self.counts.read(visits.len());
        self.log.read_many(visits, limit).await
    }

    async fn read_at(
        &self,
        visit: VisitKey,
        positions: BTreeSet<Seq>,
    ) -> Result<Vec<Entry>, PortError> {
        self.counts.read(1);
        self.log.read_at(visit, positions).await
    }

    async fn takes_part(&self, visit: VisitKey, person: PersonId) -> Result<bool, PortError> {
        self.counts.read(1);
        self.log.takes_part(visit, person).await
    }

    async fn list_visits(&self, query: VisitQuery) -> Result<VisitPage, PortError> {
        self.counts.read(1);
        self.log.list_visits(query).await
    }

    async fn count_waiting(&self, clinic: ClinicId, person: PersonId) -> Result<usize, PortError> {
        self.counts.read(1);
        self.log.count_waiting(clinic, person).await
    }

    async fn visits_with_leases(
        &self,
        after: Option<VisitKey>,
        limit: usize,
    ) -> Result<Vec<VisitSummary>, PortError> {
        self.log.visits_with_leases(after, limit).await
    }

    async fn visits_due(
        &self,
        by: OffsetDateTime,
        after: Option<DueVisit>,
        limit: usize,
    ) -> Result<Vec<DueVisit>, PortError> {
        self.log.visits_due(by, after, limit).await
    }

    async fn check(&self) -> Result<(), PortError> {
        self.log.check().await
    }
}
