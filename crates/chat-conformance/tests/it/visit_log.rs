mod faulty;

use super::broken;
use chat_conformance::visit_log::{LAWS, reopening::acknowledged_entries_survive_reopening};
use chat_memory::MemoryVisitLog;
use chat_ports::VisitLog;
use faulty::{Fault, Faulty};
use std::{collections::BTreeSet, sync::Arc};

async fn broken_by(fault: Fault, named: &[&str]) -> BTreeSet<&'static str> {
    broken(LAWS, named, || {
        let log = MemoryVisitLog::new();
        Arc::new(Faulty { log, fault }) as Arc<dyn VisitLog>
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn no_law_is_broken_without_a_fault() {
    let broken = broken_by(Fault::None, &[]).await;
    assert!(broken.is_empty(), "{broken:?}");
}

/// On one thread, where [`yield_now`] lets every concurrent task reach the same line: a fault that only an
/// interleaving shows is found in every run.
#[tokio::test]
async fn every_fault_is_found() {
    for (fault, law) in [
        (
            Fault::ConflictTellsOneVersion,
            "conflict_carries_both_versions_and_stores_nothing",
        ),
        (
            Fault::StoresWhatConflicts,
            "conflict_carries_both_versions_and_stores_nothing",
        ),
        (
            Fault::ComparesVersionsAlone,
            "append_after_another_entry_is_a_conflict",
        ),
        (
            Fault::SpellsEntriesItself,
            "log_goes_on_after_entries_in_another_spelling",
        ),
        (
            Fault::StoresInTwoSteps,
            "dropped_append_is_stored_completely_or_not_at_all",
        ),
        (Fault::FailsItsCheck, "sound_log_passes_its_check"),
        (Fault::ZeroIsNoLimit, "limit_of_zero_is_an_empty_page"),
        (
            Fault::ReadsTheNewestHash,
            "log_can_be_read_from_any_start_to_any_limit",
        ),
        (
            Fault::ForgetsTheLastOfSeveral,
            "entries_are_read_in_order_and_byte_for_byte",
        ),
        (
            Fault::KeepsTheFirstSummary,
            "summary_changes_with_its_entries",
        ),
        (
            Fault::LooksBeforeItLocks,
            "concurrent_writers_lose_and_repeat_nothing",
        ),
        (
            Fault::LooksBeforeItLocks,
            "only_one_append_at_a_version_wins",
        ),
        (
            Fault::ReadsFromItselfOn,
            "log_can_be_read_from_any_start_to_any_limit",
        ),
        (
            Fault::IgnoresTheLimit,
            "log_can_be_read_from_any_start_to_any_limit",
        ),
        (Fault::UnknownIsEmpty, "unknown_visit_is_not_found"),
        (
            Fault::WritesTimesInItsOwnZone,
            "entries_are_read_in_order_and_byte_for_byte",
        ),
        (
            Fault::ManyIgnoreTheLimit,
            "many_visits_are_read_from_any_versions_to_any_limit",
        ),
        (
            Fault::ManyAnswerInTheOrderOfKeys,
            "many_visits_are_read_from_any_versions_to_any_limit",
        ),
        (
            Fault::ManyFailTogether,
            "visit_that_is_not_found_leaves_the_others_readable",
        ),
        (
            Fault::ManyLeaveOutTheUnknown,
            "visit_that_is_not_found_leaves_the_others_readable",
        ),
        (
            Fault::UnknownIsEmpty,
            "visit_that_is_not_found_leaves_the_others_readable",
        ),
        (
            Fault::OneTenant,
            "visit_that_is_not_found_leaves_the_others_readable",
        ),
        (
            Fault::ManyReadTheNewestHash,
            "many_visits_are_read_from_any_versions_to_any_limit",
        ),
        (
            Fault::ManyLag,
            "acknowledged_append_is_in_the_next_read_of_many",
        ),
        (Fault::ReadsAllBetween, "entries_are_read_at_any_positions"),
        (Fault::NewestFirst, "entries_are_read_at_any_positions"),
        (
            Fault::SkipsWhatIsMissing,
            "position_without_an_entry_is_corrupt",
        ),
        (
            Fault::IgnoresThePerson,
            "dashboard_finds_the_visits_of_a_person",
        ),
        (
            Fault::IgnoresTheSide,
            "dashboard_distinguishes_care_team_from_attendees",
        ),
        (
            Fault::IgnoresWhatWaits,
            "waiting_visits_are_listed_by_their_wait",
        ),
        (
            Fault::OrdersWaitsByTheSchedule,
            "waiting_visits_are_listed_by_their_wait",
        ),
        (
            Fault::CountsOneMore,
            "waiting_visits_are_listed_by_their_wait",
        ),
        (
            Fault::ListsTheRemoved,
            "dashboard_excludes_removed_participants",
        ),
        (Fault::IgnoresPhases, "dashboard_filters_by_phase"),
        (
            Fault::FromIsExclusive,
            "dashboard_times_are_from_inclusive_until_exclusive",
        ),
        (
            Fault::UntilIsInclusive,
            "dashboard_times_are_from_inclusive_until_exclusive",
        ),
        (Fault::UntilIsInclusive, "dashboard_filters_combine"),
        (
            Fault::NextWhereverAPageIsFull,
            "dashboard_pages_cover_all_visits",
        ),
        (
            Fault::CursorSkipsEqualTimes,
            "filtered_dashboard_pages_cover_all_matches",
        ),
        (
            Fault::VersionsAreOfTheSummaries,
            "list_has_the_version_of_each_log",
        ),
        (
            Fault::OneTenant,
            "same_visit_id_in_two_clinics_has_two_logs",
        ),
        (Fault::OneTenant, "visit_is_invisible_to_other_clinics"),
        (Fault::OneTenant, "unknown_visit_has_no_participants"),
        (
            Fault::RemovedPeopleAreForgotten,
            "removed_participant_still_counts",
        ),
        (
            Fault::EveryoneTakesPart,
            "participant_is_known_once_the_append_is_acknowledged",
        ),
        (
            Fault::UnknownVisitsAreNotFound,
            "unknown_visit_has_no_participants",
        ),
        (
            Fault::KeepsTheFirstSummary,
            "visits_with_leases_are_listed_in_order",
        ),
        (
            Fault::LeasesStopAtAPage,
            "visits_with_leases_are_listed_in_order",
        ),
        (
            Fault::KeepsTheFirstSummary,
            "visits_due_are_listed_in_order",
        ),
        (Fault::DueIsStrictlyBefore, "visits_due_are_listed_in_order"),
        (Fault::DueStopsAtAPage, "visits_due_are_listed_in_order"),
    ] {
        let broken = broken_by(fault, &[law]).await;
        assert!(broken.contains(law), "{fault:?} did not break {law}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn loss_of_acknowledged_entries_is_found() {
    let log: Arc<dyn VisitLog> = Arc::new(MemoryVisitLog::new());
    let forgetful = acknowledged_entries_survive_reopening(log, |_| async {
        Arc::new(MemoryVisitLog::new()) as _
    });
    assert!(tokio::spawn(forgetful).await.is_err());
}
