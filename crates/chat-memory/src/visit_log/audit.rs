//! Snapshot of the logs for auditing.

use super::{Log, MemoryVisitLog, Visits};
use async_trait::async_trait;
use chat_domain::Seq;
use chat_ports::{LogAudit, NewEntry, PortError, StoredEntry, StoredVisit, VisitKey};
use std::{ops::Bound, sync::Arc};

/// A snapshot of the visit logs; later appends are not visible.
#[derive(Clone, Debug)]
pub struct MemoryLogAudit {
    visits: Visits,
}

impl MemoryLogAudit {
    /// Takes a snapshot of all visits.
    #[must_use]
    pub fn of(log: &MemoryVisitLog) -> Self {
        Self {
            visits: log.reader().clone(),
        }
    }
}

#[async_trait]
impl LogAudit for MemoryLogAudit {
    async fn visits(
        &self,
        after: Option<VisitKey>,
        limit: usize,
    ) -> Result<Vec<StoredVisit>, PortError> {
        let after = after.map_or(Bound::Unbounded, Bound::Excluded);
        let rest = self.visits.range((after, Bound::Unbounded));
        let stored = |(visit, log): (&VisitKey, &Log)| StoredVisit {
            visit: *visit,
            version: log.version(),
            summary: Some(log.summary.clone()),
            problems: Vec::new(),
        };
        Ok(rest.take(limit).map(stored).collect())
    }

    async fn entries(
        &self,
        visit: VisitKey,
        after: Seq,
        limit: usize,
    ) -> Result<Vec<StoredEntry>, PortError> {
        let entries = self.visits.get(&visit).map(|log| log.entries.iter());
        let from = usize::try_from(after.0).unwrap_or(usize::MAX);
        let rest = entries.unwrap_or_default().skip(from);
        Ok(rest.take(limit).map(stored).collect())
    }

    async fn problems(&self) -> Result<Vec<String>, PortError> {
        Ok(Vec::new()) // there are no indexes that could disagree
    }
}

fn stored(kept: &Arc<NewEntry>) -> StoredEntry {
    StoredEntry {
        seq: kept.entry.seq,
        body: kept.stored.clone(),
        hash: Some(kept.hash),
        problems: Vec::new(),
    }
}
