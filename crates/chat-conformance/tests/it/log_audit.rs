use super::each_fault_breaks;
use async_trait::async_trait;
use chat_conformance::{
    Audited,
    fixture::{VisitScript, every_event},
    log_audit::{LAWS, reopening::reopened_storage_continues_the_chain},
};
use chat_domain::{
    ClinicId, Seq,
    log::{ChainHash, from_stored, to_stored},
};
use chat_memory::{MemoryLogAudit, MemoryVisitLog};
use chat_ports::{LogAudit, PortError, StoredEntry, StoredVisit, VisitKey};
use std::{
    future::ready,
    sync::{Arc, OnceLock},
};
use uuid::Uuid;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    None,
    WritesBodiesAnew,
    SpellsEntriesItself,
    LosesTheLastEntry,
    LosesAHash,
    StartsFromNothing,
    StartsFromTheVisitAlone,
    LinksToTheLastButOne,
    HashesNoBodies,
    RestartsAfter(Seq),
    ReadsFromItselfOn,
    IgnoresTheLimit,
    UnknownIsAnError,
    ListsTheLastOneAgain,
    SkipsAtPageBorders,
    OrdersByVisit,
    CountsOneTooMany,
    ShowsNoSummary,
    OneTenant,
    ReadsTheLiveLog,
    StoppedClock,
    ReportsProblemsInTheStore,
    ReportsProblemsInVisits,
    ReportsProblemsInEntries,
}

struct Faulty {
    /// The live log, for a fault that reads it instead of the snapshot.
    log: MemoryVisitLog,
    moment: MemoryLogAudit,
    fault: Fault,
}

impl Faulty {
    fn audit(&self) -> MemoryLogAudit {
        match self.fault {
            Fault::ReadsTheLiveLog => MemoryLogAudit::of(&self.log),
            _ => self.moment.clone(),
        }
    }

    /// Applies the fault to the chain.
    fn chain(&self, visit: VisitKey, all: &mut [StoredEntry]) {
        let none = ClinicId::new(Uuid::nil());
        let start = match self.fault {
            Fault::StartsFromNothing => ChainHash([0; 32]),
            Fault::StartsFromTheVisitAlone => ChainHash::start(none, visit.visit),
            _ => ChainHash::start(visit.clinic, visit.visit),
        };
        let (mut before, mut last) = (start, start);
        for entry in all {
            let hash = match self.fault {
                // As if two writers had chained to the same head.
                Fault::LinksToTheLastButOne => before.then(&entry.body),
                Fault::HashesNoBodies => last.then(&[]),
                Fault::RestartsAfter(seq) if entry.seq == seq.next() => start.then(&entry.body),
                _ => last.then(&entry.body),
            };
            (before, last) = (last, hash);
            entry.hash = Some(hash);
        }
    }

    fn spoil(&self, entry: &mut StoredEntry) {
        match self.fault {
            Fault::WritesBodiesAnew => entry.body.push(b' '),
            Fault::SpellsEntriesItself => {
                entry.body = to_stored(&from_stored(&entry.body).unwrap()).unwrap();
            }
            Fault::LosesAHash if entry.seq == Seq(3) => entry.hash = None,
            Fault::ReportsProblemsInEntries => entry.problems.push("it is Monday".to_owned()),
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
                Fault::ReportsProblemsInVisits => visit.problems.push("it is late".to_owned()),
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
            Fault::ReportsProblemsInTheStore => Ok(vec!["the store is dusty".to_owned()]),
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
        let audit: Arc<dyn LogAudit> = Arc::new(Faulty { log, moment, fault });
        ready(audit)
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn every_fault_breaks_exactly_its_laws() {
    let bytes = "every_entry_is_shown_byte_for_byte";
    let spelled = "entries_in_another_spelling_are_shown_as_they_are";
    let chained = "every_entry_is_chained_to_its_predecessor";
    let anywhere = "entries_can_be_read_from_any_start_to_any_limit";
    let absent = "unknown_visit_has_no_stored_entries";
    let listed = "visits_are_listed_once_in_order";
    let newest = "version_and_summary_are_from_the_newest_append";
    let refused = "refused_append_leaves_no_trace";
    let tenants = "same_visit_id_in_two_clinics_has_two_chains";
    let moment = "audit_is_a_snapshot";
    let writers = "concurrent_appends_to_one_visit_form_one_chain";
    let growing = "concurrent_visits_each_have_their_own_chain";
    let healthy = "healthy_store_has_no_problems";
    let faults: &[(Fault, &[&str])] = &[
        (Fault::WritesBodiesAnew, &[bytes, writers]),
        (Fault::SpellsEntriesItself, &[spelled]),
        (Fault::LosesTheLastEntry, &[bytes, growing]),
        (Fault::LosesAHash, &[chained, writers]),
        (Fault::StartsFromNothing, &[chained, tenants]),
        (Fault::StartsFromTheVisitAlone, &[chained, tenants]),
        (Fault::LinksToTheLastButOne, &[chained, writers, growing]),
        (Fault::HashesNoBodies, &[chained, writers]),
        (Fault::ReadsFromItselfOn, &[anywhere]),
        (Fault::IgnoresTheLimit, &[anywhere, listed]),
        (Fault::UnknownIsAnError, &[absent, moment]),
        (Fault::ListsTheLastOneAgain, &[listed]),
        (Fault::SkipsAtPageBorders, &[listed]),
        (Fault::OrdersByVisit, &[listed]),
        (Fault::CountsOneTooMany, &[newest, refused]),
        (Fault::ShowsNoSummary, &[newest]),
        (Fault::OneTenant, &[tenants]),
        (Fault::ReadsTheLiveLog, &[moment]),
        (Fault::StoppedClock, &[newest, moment]),
        (Fault::ReportsProblemsInTheStore, &[healthy]),
        (Fault::ReportsProblemsInVisits, &[healthy, newest]),
        (Fault::ReportsProblemsInEntries, &[healthy]),
    ];
    each_fault_breaks(LAWS, Fault::None, faults, |fault| Arc::new(audited(fault))).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn restarting_the_chain_on_reopening_is_found() {
    let mut visit = VisitScript::new();
    every_event(&mut visit);
    for fault in [Fault::None, Fault::RestartsAfter(visit.state.version)] {
        let law = reopened_storage_continues_the_chain(audited(fault), |log| async { log });
        let result = tokio::spawn(law).await;
        assert_eq!(result.is_ok(), fault == Fault::None);
    }
}
