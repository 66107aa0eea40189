use super::each_fault_breaks;
use async_trait::async_trait;
use chat_conformance::upload_ledger::{
    LAWS, fresh_record, reopening::puts_and_removes_survive_reopening,
};
use chat_domain::{ChatKey, PersonId, UploadId};
use chat_memory::MemoryUploadLedger;
use chat_ports::{
    AttachmentKey, PortError, StageKind, UploadCursor, UploadLedger, UploadQuery, UploadRecord,
    UploadStage, VisitKey,
};
use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex},
};
use tokio::task::yield_now;
use uuid::Uuid;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
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

struct Faulty {
    ledger: MemoryUploadLedger,
    fault: Fault,
    /// Every record ever put, in order.
    history: Mutex<Vec<UploadRecord>>,
    /// Duplicate records of a key.
    doubles: Mutex<Vec<UploadRecord>>,
}

impl Faulty {
    fn new(fault: Fault) -> Self {
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

    async fn all(&self) -> Vec<UploadRecord> {
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

/// On one thread, where [`yield_now`] lets every concurrent task reach the same line: a fault that only an
/// interleaving shows is found in every run.
#[tokio::test]
async fn every_fault_breaks_exactly_its_laws() {
    let kept = "record_round_trips_through_the_ledger";
    let replaced = "put_replaces_the_record";
    let gone = "removed_record_is_gone";
    let absent = "remove_is_idempotent";
    let others = "remove_leaves_other_records";
    let got = "get_matches_the_whole_key";
    let own = "find_matches_visit_person_and_upload";
    let tenants = "same_upload_in_two_clinics_is_two_uploads";
    let nameless = "upload_without_an_id_is_not_found";
    let newest = "newest_attempt_is_found";
    let order = "uploads_are_listed_by_time_then_key";
    let paged = "uploads_are_paged_to_the_end";
    let stages = "uploads_are_filtered_by_stage";
    let bound = "uploads_are_filtered_by_time";
    let together = "ledger_filters_combine";
    let micros = "times_are_compared_at_microsecond_precision";
    let many = "concurrent_puts_and_removes_take_effect";
    let one = "concurrent_puts_of_one_key_leave_one_record";
    let moved = "record_moves_only_from_the_expected_stage";
    let raced = "of_concurrent_moves_from_one_stage_one_succeeds";
    let counted = "uploads_are_counted_by_stage";
    let sound = "sound_ledger_passes_its_check";
    let faults: &[(Fault, &[&str])] = &[
        (Fault::StoresWhateverTheStage, &[moved, raced]),
        (Fault::LooksBeforeItLocks, &[raced]),
        (Fault::ConflictTellsNoStage, &[moved, raced]),
        (Fault::CountsOneMore, &[counted]),
        (Fault::FailsItsCheck, &[sound]),
        (Fault::ForgetsTheChat, &[kept, order, many]),
        (Fault::KeepsSeconds, &[kept, one]),
        (Fault::LosesSentences, &[kept, replaced, stages]),
        (Fault::KeepsTheFirst, &[replaced, stages]),
        (Fault::FindsWhatWasReplaced, &[replaced]),
        (Fault::RemovesNothing, &[gone, tenants, newest, many]),
        (Fault::RemovingTheAbsentFails, &[absent]),
        (Fault::RemovesAllOfAVisit, &[others, newest]),
        (Fault::RemovesInAllClinics, &[others, tenants]),
        (Fault::GetsInAnyVisit, &[got]),
        (Fault::GetsInAnyClinic, &[got]),
        (Fault::FindsAnybodys, &[own]),
        (Fault::FindsInAnyVisit, &[own, tenants]),
        (Fault::OneTenant, &[tenants]),
        (Fault::NoIdIsNil, &[nameless]),
        (Fault::FindsTheOldest, &[newest]),
        (Fault::FindsTheGreatestKey, &[newest]),
        (Fault::ListsByKey, &[order, paged, together, many]),
        (Fault::ListsTheLastOneAgain, &[paged, together]),
        (Fault::SkipsEqualTimes, &[paged, together]),
        (Fault::IgnoresTheLimit, &[paged, together]),
        (Fault::IgnoresStages, &[stages, together]),
        (Fault::NoStageIsAnyStage, &[stages]),
        (Fault::InclusiveBound, &[bound, together]),
        (Fault::IgnoresTheBound, &[bound, together]),
        (Fault::StagesWithoutACursor, &[together]),
        (Fault::ComparesNanoseconds, &[micros]),
        (Fault::WritesAllAnew, &[many]),
        (Fault::InsertsWhatWasNotThere, &[one]),
    ];
    each_fault_breaks(LAWS, Fault::None, faults, |fault| {
        Arc::new(Faulty::new(fault)) as Arc<dyn UploadLedger>
    })
    .await;
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reopened {
    AsItWas,
    Empty,
    WithWhatWasRemoved,
    AsItWasFirst,
    WithoutTheLast,
}

/// Closes the storage and reopens it.
async fn reopened(faulty: &Faulty, how: Reopened) -> Arc<dyn UploadLedger> {
    let again = MemoryUploadLedger::new();
    let history = faulty.history.lock().unwrap().clone();
    let all = faulty.all().await;
    let first = |record: &UploadRecord| history.iter().find(|old| old.key == record.key).cloned();
    let kept: Vec<_> = match how {
        Reopened::AsItWas => all,
        Reopened::Empty => Vec::new(),
        Reopened::AsItWasFirst => all.iter().filter_map(first).collect(),
        Reopened::WithWhatWasRemoved => history,
        Reopened::WithoutTheLast => {
            let last = history.last();
            all.into_iter().filter(|r| Some(r) != last).collect()
        }
    };
    for record in kept {
        let before = again.get(record.key).await.unwrap();
        let expected = before.map(|before| before.stage.kind());
        again.put(record, expected).await.unwrap();
    }
    Arc::new(again)
}

#[tokio::test(flavor = "multi_thread")]
async fn loss_on_reopening_is_found() {
    for how in [
        Reopened::AsItWas,
        Reopened::Empty,
        Reopened::WithWhatWasRemoved,
        Reopened::AsItWasFirst,
        Reopened::WithoutTheLast,
    ] {
        let faulty = Arc::new(Faulty::new(Fault::None));
        let ledger = Arc::clone(&faulty) as Arc<dyn UploadLedger>;
        ledger.put(fresh_record(), None).await.unwrap();
        let reopen = move |_| async move { reopened(&faulty, how).await };
        let result = tokio::spawn(puts_and_removes_survive_reopening(ledger, reopen)).await;
        assert_eq!(result.is_ok(), how == Reopened::AsItWas, "{how:?}");
    }
}
