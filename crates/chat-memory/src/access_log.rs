//! The access log in memory.

use crate::lock::lock;
use async_trait::async_trait;
use chat_domain::{ClinicId, PersonId};
use chat_ports::{AccessCursor, AccessEntry, AccessId, AccessLog, PortError, VisitKey};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};
use time::OffsetDateTime;

/// Stores the entries of the access log in memory.
#[derive(Clone, Debug, Default)]
pub struct MemoryAccessLog {
    entries: Arc<Mutex<BTreeMap<AccessId, AccessEntry>>>,
}

impl MemoryAccessLog {
    /// Without any entry.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn found(
        &self,
        of: impl Fn(&AccessEntry) -> bool,
        after: Option<AccessCursor>,
        limit: usize,
    ) -> Vec<AccessEntry> {
        let entries = lock(&self.entries);
        let wanted =
            |entry: &&AccessEntry| of(entry) && after.is_none_or(|after| entry.cursor() > after);
        let mut found: Vec<_> = entries.values().filter(wanted).cloned().collect();
        found.sort_by_key(AccessEntry::cursor);
        found.truncate(limit);
        found
    }
}

#[async_trait]
impl AccessLog for MemoryAccessLog {
    async fn record(&self, entries: Vec<AccessEntry>) -> Result<(), PortError> {
        let mut stored = lock(&self.entries);
        for entry in entries {
            stored.entry(entry.id).or_insert(entry);
        }
        Ok(())
    }

    async fn of_visit(
        &self,
        visit: VisitKey,
        after: Option<AccessCursor>,
        limit: usize,
    ) -> Result<Vec<AccessEntry>, PortError> {
        let about =
            |entry: &AccessEntry| entry.clinic == visit.clinic && entry.visit == Some(visit.visit);
        Ok(self.found(about, after, limit))
    }

    async fn of_person(
        &self,
        clinic: ClinicId,
        person: PersonId,
        after: Option<AccessCursor>,
        limit: usize,
    ) -> Result<Vec<AccessEntry>, PortError> {
        let by = |entry: &AccessEntry| entry.clinic == clinic && entry.who.person() == Some(person);
        Ok(self.found(by, after, limit))
    }

    async fn of_all(
        &self,
        after: Option<AccessCursor>,
        limit: usize,
    ) -> Result<Vec<AccessEntry>, PortError> {
        Ok(self.found(|_| true, after, limit))
    }

    async fn delete_before(&self, before: OffsetDateTime, limit: usize) -> Result<u64, PortError> {
        let old = self.found(|entry| entry.at < before, None, limit);
        let mut entries = lock(&self.entries);
        for entry in &old {
            entries.remove(&entry.id);
        }
        Ok(u64::try_from(old.len()).unwrap_or(u64::MAX))
    }
}
