//! A ledger with one fault.

use async_trait::async_trait;
use chat_domain::{ChatKey, PersonId, UploadId};
use chat_memory::MemoryUploadLedger;
use chat_ports::{
    AttachmentKey, PortError, StageKind, UploadCursor, UploadLedger, UploadQuery, UploadRecord,
    UploadStage, VisitKey,
};
use std::{collections::BTreeSet, sync::Mutex};
use tokio::task::yield_now;
use uuid::Uuid;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    None,
    ForgetsTheChat,
    KeepsSeconds,
    LosesSentences,
    KeepsTheFirst,
    FindsWhatWasReplaced,
    RemovesNothing,
    RemovingTheAbsentFails,
    RemovesAllOfAVisit,
    RemovesInAllClinics,
    GetsInAnyVisit,
    GetsInAnyClinic,
    FindsAnybodys,
    FindsInAnyVisit,
    OneTenant,
    NoIdIsNil,
    FindsTheOldest,
    FindsTheGreatestKey,
    ListsByKey,
    ListsTheLastOneAgain,
    SkipsEqualTimes,
    IgnoresTheLimit,
    IgnoresStages,
    NoStageIsAnyStage,
    InclusiveBound,
    IgnoresTheBound,
    StagesWithoutACursor,
    ComparesNanoseconds,
    WritesAllAnew,
    InsertsWhatWasNotThere,
    StoresWhateverTheStage,
    LooksBeforeItLocks,
    ConflictTellsNoStage,
    CountsOneMore,
    FailsItsCheck,
}

pub(super) struct Faulty {
    pub(super) ledger: MemoryUploadLedger,
    pub(super) fault: Fault,
    /// Every record ever put, in order.
    pub(super) history: Mutex<Vec<UploadRecord>>,
    /// Duplicate records of a key.
    doubles: Mutex<Vec<UploadRecord>>,
}

impl Faulty {
    pub(super) fn new(fault: Fault) -> Self {
        Self {
            ledger: MemoryUploadLedger::new(),
            fault,
            history: Mutex::default(),
            doubles: Mutex::default(),
        }
    }

    async fn stage(&self, key: AttachmentKey) -> Option<StageKind> {
        let found = self.ledger.get(key).await.unwrap();
        found.map(|found| found.stage.kind())
    }

    pub(super) async fn all(&self) -> Vec<UploadRecord> {
        let everything = UploadQuery {
            stages: None,
            received_before: None,
            after: None,
            limit: usize::MAX,
        };
        let mut all = self.ledger.list(everything).await.unwrap();
        all.extend(self.doubles.lock().unwrap().iter().cloned());
        all
    }

    fn spoil(&self, record: &mut UploadRecord) {
        match (self.fault, &mut record.stage) {
            (Fault::ForgetsTheChat, _) => record.chat = ChatKey::Visit,
            (Fault::KeepsSeconds, _) => {
                record.received = record.received.replace_nanosecond(0).unwrap();
            }
            (Fault::LosesSentences, UploadStage::Refused { sentence, .. }) => sentence.clear(),
            _ => {}
        }
    }

    /// Whether the faulty adapter considers the record to be this upload.
    fn is_it(&self, r: &UploadRecord, visit: VisitKey, person: PersonId, upload: UploadId) -> bool {
        let same_visit = match self.fault {
            Fault::FindsInAnyVisit => true,
            Fault::OneTenant => r.key.visit.visit == visit.visit,
            _ => r.key.visit == visit,
        };
        let same_upload = match (self.fault, r.upload) {
            (Fault::NoIdIsNil, None) => upload.uuid() == Uuid::nil(),
            (_, found) => found == Some(upload),
        };
        same_visit && same_upload && (r.person == person || self.fault == Fault::FindsAnybodys)
    }

    fn matches(&self, record: &UploadRecord, query: &UploadQuery) -> bool {
        let (at, fault) = (self.place(&record.cursor()), self.fault);
        let stages = query.stages.as_ref();
        let no_stage = |stages: &BTreeSet<_>| {
            fault == Fault::IgnoresStages || fault == Fault::NoStageIsAnyStage && stages.is_empty()
        };
        let after = |after| match fault {
            Fault::ListsTheLastOneAgain => at >= self.place(&after),
            Fault::SkipsEqualTimes => at.0 > self.place(&after).0,
            Fault::StagesWithoutACursor if stages.is_some() => true,
            _ => at > self.place(&after),
        };
        let before = |end| {
            let end = self.place(&UploadCursor {
                received: end,
                key: record.key,
            });
            match fault {
                Fault::InclusiveBound => at.0 <= end.0,
                Fault::IgnoresTheBound => true,
                _ => at.0 < end.0,
            }
        };
        stages.is_none_or(|stages| no_stage(stages) || stages.contains(&record.stage.kind()))
            && query.received_before.is_none_or(before)
            && query.after.is_none_or(after)
    }

    fn place(&self, cursor: &UploadCursor) -> (i128, AttachmentKey) {
        let nanos = cursor.received.unix_timestamp_nanos();
        match self.fault {
            Fault::ComparesNanoseconds => (nanos, cursor.key),
            _ => (nanos.div_euclid(1_000), cursor.key),
        }
    }
}

#[async_trait]
impl UploadLedger for Faulty {
    async fn put(
        &self,
        mut record: UploadRecord,
        mut expected: Option<StageKind>,
    ) -> Result<(), PortError> {
        let found = self.stage(record.key).await;
        match self.fault {
            Fault::StoresWhateverTheStage => expected = found,
            Fault::ConflictTellsNoStage if found != expected && expected.is_some() => {
                return Err(PortError::StageConflict { found: None });
            }
            Fault::LooksBeforeItLocks if found == expected => {
                yield_now().await;
                expected = self.stage(record.key).await;
            }
            _ => {}
        }
        if found != expected && self.fault != Fault::LooksBeforeItLocks {
            return Err(PortError::StageConflict { found });
        }
        self.history.lock().unwrap().push(record.clone());
        self.spoil(&mut record);
        let before = self.all().await;
        let is_there = before.iter().any(|found| found.key == record.key);
        match self.fault {
            Fault::KeepsTheFirst if is_there => return Ok(()),
            Fault::WritesAllAnew => {
                yield_now().await;
                for other in self.all().await {
                    if !before.contains(&other) {
                        self.ledger.remove(other.key).await?;
                    }
                }
            }
            Fault::InsertsWhatWasNotThere if !is_there => {
                yield_now().await;
                let twice = self.all().await.iter().any(|found| found.key == record.key);
                if twice {
                    self.doubles.lock().unwrap().push(record);
                    return Ok(());
                }
            }
            _ => {}
        }
        self.ledger.put(record, expected).await
    }

    async fn count(&self, stage: StageKind) -> Result<usize, PortError> {
        let more = usize::from(self.fault == Fault::CountsOneMore);
        Ok(more + self.ledger.count(stage).await?)
    }

    async fn check(&self) -> Result<(), PortError> {
        match self.fault {
            Fault::FailsItsCheck => Err(PortError::unavailable("it is out of order")),
            _ => self.ledger.check().await,
        }
    }

    async fn get(&self, key: AttachmentKey) -> Result<Option<UploadRecord>, PortError> {
        let mut all = self.all().await.into_iter();
        Ok(all.find(|record| {
            let found = record.key;
            match self.fault {
                Fault::GetsInAnyVisit => {
                    (found.visit.clinic, found.attachment) == (key.visit.clinic, key.attachment)
                }
                Fault::GetsInAnyClinic => {
                    (found.visit.visit, found.attachment) == (key.visit.visit, key.attachment)
                }
                _ => found == key,
            }
        }))
    }

    async fn find(
        &self,
        visit: VisitKey,
        person: PersonId,
        upload: UploadId,
    ) -> Result<Option<UploadRecord>, PortError> {
        let mut all = self.all().await;
        if self.fault == Fault::FindsWhatWasReplaced {
            let there = |record: &&UploadRecord| all.iter().any(|now| now.key == record.key);
            let history = self.history.lock().unwrap();
            all = history.iter().filter(there).cloned().collect();
        }
        all.retain(|record| self.is_it(record, visit, person, upload));
        all.sort_by_key(|record| match self.fault {
            Fault::FindsTheGreatestKey => (0, record.key),
            _ => self.place(&record.cursor()),
        });
        Ok(match self.fault {
            Fault::FindsTheOldest => all.into_iter().next(),
            _ => all.pop(),
        })
    }

    async fn list(&self, query: UploadQuery) -> Result<Vec<UploadRecord>, PortError> {
        let mut all = self.all().await;
        all.retain(|record| self.matches(record, &query));
        all.sort_by_key(|record| match self.fault {
            Fault::ListsByKey => (0, record.key),
            _ => self.place(&record.cursor()),
        });
        if self.fault != Fault::IgnoresTheLimit {
            all.truncate(query.limit);
        }
        Ok(all)
    }

    async fn remove(&self, key: AttachmentKey) -> Result<(), PortError> {
        let all = self.all().await;
        if self.fault == Fault::RemovingTheAbsentFails && !all.iter().any(|r| r.key == key) {
            return Err(PortError::NotFound);
        }
        for record in all {
            let found = record.key;
            if match self.fault {
                Fault::RemovesNothing => false,
                Fault::RemovesAllOfAVisit => found.visit == key.visit,
                Fault::RemovesInAllClinics => {
                    (found.visit.visit, found.attachment) == (key.visit.visit, key.attachment)
                }
                _ => found == key,
            } {
                self.ledger.remove(found).await?;
            }
        }
        Ok(())
    }
}
