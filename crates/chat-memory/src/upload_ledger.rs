//! Upload ledger in memory.

use crate::lock::lock;
use async_trait::async_trait;
use chat_domain::{PersonId, UploadId};
use chat_ports::{
    AttachmentKey, PortError, StageKind, UploadCursor, UploadLedger, UploadQuery, UploadRecord,
    VisitKey,
};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};
use time::OffsetDateTime;

/// Stores upload records in memory.
#[derive(Clone, Debug, Default)]
pub struct MemoryUploadLedger {
    records: Arc<Mutex<BTreeMap<AttachmentKey, UploadRecord>>>,
}

impl MemoryUploadLedger {
    /// An empty ledger.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The number of records.
    #[must_use]
    pub fn len(&self) -> usize {
        lock(&self.records).len()
    }

    /// Whether there are no records.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

#[async_trait]
impl UploadLedger for MemoryUploadLedger {
    async fn put(
        &self,
        record: UploadRecord,
        expected: Option<StageKind>,
    ) -> Result<(), PortError> {
        let mut records = lock(&self.records);
        let found = records.get(&record.key).map(|found| found.stage.kind());
        if found != expected {
            return Err(PortError::StageConflict { found });
        }
        records.insert(record.key, record);
        Ok(())
    }

    async fn count(&self, stage: StageKind) -> Result<usize, PortError> {
        let records = lock(&self.records);
        let at_stage = records.values().filter(|r| r.stage.kind() == stage);
        Ok(at_stage.count())
    }

    async fn get(&self, key: AttachmentKey) -> Result<Option<UploadRecord>, PortError> {
        Ok(lock(&self.records).get(&key).cloned())
    }

    async fn find(
        &self,
        visit: VisitKey,
        person: PersonId,
        upload: UploadId,
    ) -> Result<Option<UploadRecord>, PortError> {
        let records = lock(&self.records);
        let newest = records
            .values()
            .filter(|record| {
                record.key.visit == visit
                    && record.person == person
                    && record.upload == Some(upload)
            })
            .max_by_key(|record| place(&record.cursor()));
        Ok(newest.cloned())
    }

    async fn list(&self, query: UploadQuery) -> Result<Vec<UploadRecord>, PortError> {
        let records = lock(&self.records);
        let mut found: Vec<_> = records.values().filter(|r| matches(r, &query)).collect();
        found.sort_by_key(|record| place(&record.cursor()));
        Ok(found.into_iter().take(query.limit).cloned().collect())
    }

    async fn remove(&self, key: AttachmentKey) -> Result<(), PortError> {
        lock(&self.records).remove(&key);
        Ok(())
    }

    async fn check(&self) -> Result<(), PortError> {
        Ok(())
    }
}

fn matches(record: &UploadRecord, query: &UploadQuery) -> bool {
    let stages = query.stages.as_ref();
    let at = micros(record.received);
    stages.is_none_or(|stages| stages.contains(&record.stage.kind()))
        && query.received_before.is_none_or(|end| at < micros(end))
        && query
            .after
            .is_none_or(|after| place(&record.cursor()) > place(&after))
}

fn place(cursor: &UploadCursor) -> impl Ord + use<> {
    (micros(cursor.received), cursor.key)
}

/// Truncates to microseconds, the precision of databases, so that order does not depend on the
/// adapter.
fn micros(time: OffsetDateTime) -> i128 {
    time.unix_timestamp_nanos().div_euclid(1_000)
}
