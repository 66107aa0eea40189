use super::each_fault_breaks;
use async_trait::async_trait;
use chat_conformance::access_log::LAWS;
use chat_domain::{ClinicId, PersonId};
use chat_memory::MemoryAccessLog;
use chat_ports::{AccessCursor, AccessEntry, AccessLog, PortError, VisitKey};
use std::sync::{Arc, Mutex};
use time::{Duration, OffsetDateTime};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    None,
    ForgetsTheAddress,
    StoresTheLastOfABatch,
    Replaces,
    RefusesKnownIds,
    ListsTheClinic,
    ListsAllClinics,
    ListsNewestFirst,
    RepeatsTheCursor,
    IgnoresTheLimit,
    FindsPeopleInAllClinics,
    OmitsWhatIsOfNoVisit,
    DeletesTheBound,
    DeletesNothing,
    DeletesWithoutLimit,
    RefusesNothing,
}

/// Every entry that it was given, and the adapter that has them.
struct Faulty {
    sound: MemoryAccessLog,
    given: Mutex<Vec<AccessEntry>>,
    fault: Fault,
}

impl Faulty {
    fn given(&self, of: impl Fn(&AccessEntry) -> bool) -> Vec<AccessEntry> {
        let given = self.given.lock().unwrap();
        let mut given: Vec<_> = given.iter().filter(|it| of(it)).cloned().collect();
        given.sort_by_key(AccessEntry::cursor);
        given.dedup_by_key(|entry| entry.id);
        given
    }

    /// A page with the faults of reading.
    fn page(&self, mut page: Vec<AccessEntry>, after: Option<AccessCursor>) -> Vec<AccessEntry> {
        match self.fault {
            Fault::ListsNewestFirst => page.reverse(),
            Fault::RepeatsTheCursor => {
                let repeated = self.given(|entry| Some(entry.cursor()) == after);
                page.splice(0..0, repeated);
            }
            _ => {}
        }
        page
    }
}

#[async_trait]
impl AccessLog for Faulty {
    async fn record(&self, mut entries: Vec<AccessEntry>) -> Result<(), PortError> {
        match self.fault {
            Fault::ForgetsTheAddress => entries.iter_mut().for_each(|it| it.address = None),
            Fault::StoresTheLastOfABatch => drop(entries.drain(..entries.len().saturating_sub(1))),
            Fault::RefusesNothing if entries.is_empty() => {
                return Err(PortError::Invalid("the batch is empty"));
            }
            _ => {}
        }
        let mut given = self.given.lock().unwrap().clone();
        let known = |entry: &AccessEntry| given.iter().any(|it| it.id == entry.id);
        if self.fault == Fault::RefusesKnownIds && entries.iter().any(known) {
            return Err(PortError::Invalid("the id is taken"));
        }
        given.extend(entries.iter().cloned());
        *self.given.lock().unwrap() = given;
        self.sound.record(entries).await
    }

    async fn of_visit(
        &self,
        visit: VisitKey,
        after: Option<AccessCursor>,
        limit: usize,
    ) -> Result<Vec<AccessEntry>, PortError> {
        let later = |entry: &AccessEntry| after.is_none_or(|after| entry.cursor() > after);
        let mut found = match self.fault {
            Fault::ListsTheClinic => self.given(|it| it.clinic == visit.clinic && later(it)),
            Fault::ListsAllClinics => self.given(|it| it.visit == Some(visit.visit) && later(it)),
            Fault::IgnoresTheLimit => self.sound.of_visit(visit, after, 100).await?,
            Fault::Replaces => {
                let mut found = self.sound.of_visit(visit, after, limit).await?;
                for entry in &mut found {
                    let given = self.given.lock().unwrap();
                    let newest = given.iter().rev().find(|it| it.id == entry.id);
                    *entry = newest.unwrap().clone();
                }
                found
            }
            _ => self.sound.of_visit(visit, after, limit).await?,
        };
        if self.fault != Fault::IgnoresTheLimit {
            found.truncate(limit);
        }
        Ok(self.page(found, after))
    }

    async fn of_person(
        &self,
        clinic: ClinicId,
        person: PersonId,
        after: Option<AccessCursor>,
        limit: usize,
    ) -> Result<Vec<AccessEntry>, PortError> {
        let found = match self.fault {
            Fault::FindsPeopleInAllClinics => self.given(|it| it.who.person() == Some(person)),
            Fault::IgnoresTheLimit => self.sound.of_person(clinic, person, after, 100).await?,
            _ => self.sound.of_person(clinic, person, after, limit).await?,
        };
        Ok(self.page(found, after))
    }

    async fn of_all(
        &self,
        after: Option<AccessCursor>,
        limit: usize,
    ) -> Result<Vec<AccessEntry>, PortError> {
        let later = |entry: &AccessEntry| after.is_none_or(|after| entry.cursor() > after);
        let found = match self.fault {
            Fault::OmitsWhatIsOfNoVisit => self.given(|it| it.visit.is_some() && later(it)),
            Fault::IgnoresTheLimit => self.sound.of_all(after, 100).await?,
            _ => self.sound.of_all(after, limit).await?,
        };
        Ok(self.page(found, after))
    }

    async fn delete_before(&self, before: OffsetDateTime, limit: usize) -> Result<u64, PortError> {
        let (before, limit) = match self.fault {
            Fault::DeletesTheBound => (before + Duration::MICROSECOND, limit),
            Fault::DeletesNothing => return Ok(u64::from(limit > 1)),
            Fault::DeletesWithoutLimit => (before, 100),
            _ => (before, limit),
        };
        self.sound.delete_before(before, limit).await
    }
}

#[tokio::test]
async fn every_fault_breaks_its_laws() {
    let kept = "entries_round_trip";
    let again = "entry_that_is_recorded_again_stays_as_it_is";
    let empty = "nothing_is_recorded_of_an_empty_batch";
    let visit = "entries_of_a_visit_are_paged_by_time_then_id";
    let person = "entries_of_a_person_are_paged_by_time_then_id";
    let all = "entries_of_all_clinics_are_paged_by_time_then_id";
    let old = "what_is_older_than_the_bound_is_deleted";
    let limit = "no_more_than_the_limit_is_deleted";
    let faults: &[(Fault, &[&str])] = &[
        (Fault::ForgetsTheAddress, &[kept]),
        (Fault::StoresTheLastOfABatch, &[kept, again]),
        (Fault::Replaces, &[again]),
        (Fault::RefusesKnownIds, &[again]),
        (Fault::RefusesNothing, &[empty]),
        (Fault::ListsTheClinic, &[visit]),
        (Fault::ListsAllClinics, &[visit]),
        (Fault::ListsNewestFirst, &[visit, person, all]),
        (Fault::RepeatsTheCursor, &[visit, person, all]),
        (Fault::IgnoresTheLimit, &[visit, person, all]),
        (Fault::FindsPeopleInAllClinics, &[person]),
        (Fault::OmitsWhatIsOfNoVisit, &[all]),
        (Fault::DeletesTheBound, &[old]),
        (Fault::DeletesNothing, &[old, limit]),
        (Fault::DeletesWithoutLimit, &[limit]),
    ];
    each_fault_breaks(LAWS, Fault::None, faults, |fault| {
        Arc::new(Faulty {
            sound: MemoryAccessLog::new(),
            given: Mutex::default(),
            fault,
        }) as Arc<dyn AccessLog>
    })
    .await;
}
