use super::each_fault_breaks;
use async_trait::async_trait;
use chat_conformance::{
    Audited,
    fixture::{VisitScript, every_event},
    log_audit::{LAWS, reopening::reopened_storage_continues_the_chain},
};
use chat_domain::{ChatKey, ChatNumber, ClinicId, Seq, log::ChainHash};
use chat_memory::{MemoryLogAudit, MemoryVisitLog};
use chat_ports::{LogAudit, PortError, StoredEntry, StoredVisit, VisitKey};
use std::sync::{Arc, OnceLock};
use uuid::Uuid;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    None,
    WritesBodiesAnew,
    LosesTheLastEntry,
    LosesAHash,
    StartsFromNothing,
    StartsFromTheVisitAlone,
    LinksToTheLastButOne,
    HashesNoBodies,
    BeginsAnewAfter(Seq),
    FilesNothing,
    FilesEverything,
    FilesOneTooHigh,
    ReadsFromItselfOn,
    IgnoresTheLimit,
    UnknownIsAnError,
    ListsTheLastOneAgain,
    SkipsAtPageBorders,
    OrdersByVisit,
    CountsOneTooMany,
    ShowsNoSummary,
    OneTenant,
    GoesWithTheTime,
    StoppedClock,
    FindsFaultWithTheStore,
    FindsFaultWithVisits,
    FindsFaultWithEntries,
}

struct Faulty {
    /// What is asked by an audit that goes with the time.
    log: MemoryVisitLog,
    moment: MemoryLogAudit,
    fault: Fault,
}

impl Faulty {
    fn audit(&self) -> MemoryLogAudit {
        match self.fault {
            Fault::GoesWithTheTime => MemoryLogAudit::of(&self.log),
            _ => self.moment.clone(),
        }
    }

    /// The chain as the fault has it.
    fn chain(&self, visit: VisitKey, all: &mut [StoredEntry]) {
        let nobody = ClinicId::new(Uuid::nil());
        let start = match self.fault {
            Fault::StartsFromNothing => ChainHash([0; 32]),
            Fault::StartsFromTheVisitAlone => ChainHash::start(nobody, visit.visit),
            _ => ChainHash::start(visit.clinic, visit.visit),
        };
        let (mut before, mut last) = (start, start);
        for entry in all {
            let hash = match self.fault {
                // Two who looked at the same head.
                Fault::LinksToTheLastButOne => before.then(&entry.body),
                Fault::HashesNoBodies => last.then(&[]),
                Fault::BeginsAnewAfter(seq) if entry.seq == seq.next() => start.then(&entry.body),
                _ => last.then(&entry.body),
            };
            (before, last) = (last, hash);
            entry.hash = Some(hash);
        }
    }

    fn spoil(&self, entry: &mut StoredEntry) {
        match self.fault {
            Fault::WritesBodiesAnew => entry.body.push(b' '),
            Fault::LosesAHash if entry.seq == Seq(3) => entry.hash = None,
            Fault::FilesNothing => entry.filed = None,
            Fault::FilesEverything => {
                let everywhere = (ChatKey::Visit, ChatNumber(entry.seq.0));
                entry.filed = entry.filed.or(Some(everywhere));
            }
            Fault::FilesOneTooHigh => {
                entry.filed = entry.filed.map(|(chat, number)| (chat, number.next()));
            }
            Fault::FindsFaultWithEntries => entry.problems.push("it is Monday".to_owned()),
            _ => {}
        }
    }
}

#[async_trait]
impl LogAudit for Faulty {
    async fn visits(
        &self,
        after: Option<VisitKey>,
        limit: usize,
    ) -> Result<Vec<StoredVisit>, PortError> {
        let mut all = self.audit().visits(None, usize::MAX).await?;
        if self.fault == Fault::OrdersByVisit {
            all.sort_by_key(|visit| (visit.visit.visit, visit.visit.clinic));
        }
        if self.fault == Fault::OneTenant {
            all.dedup_by_key(|visit| visit.visit.visit);
        }
        let place = |after| all.iter().position(|visit| visit.visit == after);
        let from = match (after.and_then(place), self.fault) {
            (None, _) => 0,
            (Some(at), Fault::ListsTheLastOneAgain) if at + 1 < all.len() => at,
            (Some(at), Fault::SkipsAtPageBorders) => at + 2,
            (Some(at), _) => at + 1,
        };
        let limit = match self.fault {
            Fault::IgnoresTheLimit => usize::MAX,
            _ => limit,
        };
        let mut visits: Vec<_> = all.into_iter().skip(from).take(limit).collect();
        for visit in &mut visits {
            match self.fault {
                Fault::CountsOneTooMany => visit.version = visit.version.next(),
                Fault::ShowsNoSummary => visit.summary = None,
                Fault::FindsFaultWithVisits => visit.problems.push("it is late".to_owned()),
                _ => {}
            }
        }
        Ok(visits)
    }

    async fn entries(
        &self,
        visit: VisitKey,
        after: Seq,
        limit: usize,
    ) -> Result<Vec<StoredEntry>, PortError> {
        let mut all = self.audit().entries(visit, Seq::ZERO, usize::MAX).await?;
        if self.fault == Fault::UnknownIsAnError && all.is_empty() {
            return Err(PortError::NotFound);
        }
        self.chain(visit, &mut all);
        if self.fault == Fault::LosesTheLastEntry {
            all.pop();
        }
        let limit = match self.fault {
            Fault::IgnoresTheLimit => usize::MAX,
            _ => limit,
        };
        let follows = |entry: &StoredEntry| match self.fault {
            Fault::ReadsFromItselfOn => entry.seq >= after,
            _ => entry.seq > after,
        };
        let mut entries: Vec<_> = all.into_iter().filter(follows).take(limit).collect();
        entries.iter_mut().for_each(|entry| self.spoil(entry));
        Ok(entries)
    }

    async fn problems(&self) -> Result<Vec<String>, PortError> {
        match self.fault {
            Fault::FindsFaultWithTheStore => Ok(vec!["the store is dusty".to_owned()]),
            _ => self.audit().problems().await,
        }
    }
}

fn audited(fault: Fault) -> Audited {
    let log = MemoryVisitLog::new();
    let stored = log.clone();
    let first = OnceLock::new();
    Audited::new(Arc::new(log), move || {
        let moment = match fault {
            Fault::StoppedClock => first.get_or_init(|| MemoryLogAudit::of(&stored)).clone(),
            _ => MemoryLogAudit::of(&stored),
        };
        let log = stored.clone();
        Arc::new(Faulty { log, moment, fault })
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn every_fault_is_found_and_nothing_else() {
    let bytes = "every_entry_is_there_byte_for_byte";
    let chained = "every_entry_is_chained_to_the_one_before_it";
    let filed = "entries_are_filed_as_their_events_say";
    let anywhere = "entries_are_read_from_anywhere_to_any_limit";
    let absent = "a_visit_that_there_is_not_has_no_entries";
    let listed = "visits_are_listed_once_in_order";
    let newest = "version_and_summary_are_those_of_the_newest_append";
    let refused = "what_was_refused_is_not_there";
    let tenants = "one_visit_id_in_two_clinics_is_two_chains";
    let moment = "all_answers_are_of_one_moment";
    let writers = "what_many_writers_appended_to_one_visit_is_one_chain";
    let growing = "many_visits_grow_at_once_each_with_its_chain";
    let healthy = "a_healthy_store_has_no_problems";
    let faults: &[(Fault, &[&str])] = &[
        (Fault::WritesBodiesAnew, &[bytes, writers]),
        (Fault::LosesTheLastEntry, &[bytes, growing]),
        (Fault::LosesAHash, &[chained, writers]),
        (Fault::StartsFromNothing, &[chained, tenants]),
        (Fault::StartsFromTheVisitAlone, &[chained, tenants]),
        (Fault::LinksToTheLastButOne, &[chained, writers, growing]),
        (Fault::HashesNoBodies, &[chained, writers]),
        (Fault::FilesNothing, &[filed]),
        (Fault::FilesEverything, &[filed]),
        (Fault::FilesOneTooHigh, &[filed, refused]),
        (Fault::ReadsFromItselfOn, &[anywhere]),
        (Fault::IgnoresTheLimit, &[anywhere, listed]),
        (Fault::UnknownIsAnError, &[absent, moment]),
        (Fault::ListsTheLastOneAgain, &[listed]),
        (Fault::SkipsAtPageBorders, &[listed]),
        (Fault::OrdersByVisit, &[listed]),
        (Fault::CountsOneTooMany, &[newest, refused]),
        (Fault::ShowsNoSummary, &[newest]),
        (Fault::OneTenant, &[tenants]),
        (Fault::GoesWithTheTime, &[moment]),
        (Fault::StoppedClock, &[newest, moment]),
        (Fault::FindsFaultWithTheStore, &[healthy]),
        (Fault::FindsFaultWithVisits, &[healthy, newest]),
        (Fault::FindsFaultWithEntries, &[healthy]),
    ];
    each_fault_breaks(LAWS, Fault::None, faults, |fault| Arc::new(audited(fault))).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_chain_that_begins_anew_after_reopening_is_found() {
    let mut visit = VisitScript::new();
    every_event(&mut visit);
    for fault in [Fault::None, Fault::BeginsAnewAfter(visit.state.version)] {
        let law = reopened_storage_continues_the_chain(audited(fault), |log| async { log });
        let result = tokio::spawn(law).await;
        assert_eq!(result.is_ok(), fault == Fault::None);
    }
}
