mod faulty;

use super::each_fault_breaks;
use chat_conformance::upload_ledger::{
    LAWS, fresh_record, reopening::puts_and_removes_survive_reopening,
};
use chat_memory::MemoryUploadLedger;
use chat_ports::{UploadLedger, UploadRecord};
use faulty::{Fault, Faulty};
use std::sync::Arc;

/// On one thread, where `yield_now` lets every concurrent task reach the same line: a fault that only an
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
