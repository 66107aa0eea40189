//! The laws of a [`VisitLog`].

pub mod append;
pub mod concurrency;
pub mod dashboard;
pub mod dashboard_pages;
pub mod due;
pub mod leases;
pub mod many;
pub mod people;
pub mod positions;
pub mod reading;
pub mod reopening;
pub mod shared;
pub mod tenants;

use crate::law::{Law, laws};
use chat_domain::{Entry, Seq, VisitState, evolve, log::to_stored};
use chat_ports::{Append, NewEntry, VisitKey, VisitLog};

/// All laws except [`reopening`] and [`shared`], which need functions that open the storage.
pub const LAWS: &[Law<dyn VisitLog>] = laws!(dyn VisitLog:
    append:
        conflict_carries_both_versions_and_stores_nothing,
        append_after_another_entry_is_a_conflict,
        log_goes_on_after_entries_in_another_spelling,
        summary_changes_with_its_entries,
        append_without_a_summary_keeps_the_current_one;
    concurrency:
        concurrent_writers_lose_and_repeat_nothing,
        only_one_append_at_a_version_wins,
        concurrent_visits_do_not_interfere,
        dropped_append_is_stored_completely_or_not_at_all;
    reading:
        entries_are_read_in_order_and_byte_for_byte,
        log_can_be_read_from_any_start_to_any_limit,
        limit_of_zero_is_an_empty_page,
        sound_log_passes_its_check,
        unknown_visit_is_not_found,
        folding_the_log_gives_the_decided_state;
    many:
        many_visits_are_read_from_any_versions_to_any_limit,
        visit_that_is_not_found_leaves_the_others_readable,
        acknowledged_append_is_in_the_next_read_of_many;
    positions:
        entries_are_read_at_any_positions,
        position_without_an_entry_is_corrupt;
    dashboard:
        dashboard_finds_the_visits_of_a_person,
        dashboard_distinguishes_care_team_from_attendees,
        dashboard_excludes_removed_participants,
        dashboard_filters_by_phase,
        dashboard_times_are_from_inclusive_until_exclusive,
        dashboard_filters_combine;
    people:
        participant_is_known_once_the_append_is_acknowledged,
        removed_participant_still_counts,
        unknown_visit_has_no_participants;
    dashboard_pages:
        dashboard_is_ordered_by_time_then_visit,
        dashboard_pages_cover_all_visits,
        filtered_dashboard_pages_cover_all_matches,
        waiting_visits_are_listed_by_their_wait,
        list_has_the_version_of_each_log;
    leases:
        visits_with_leases_are_listed_in_order;
    due:
        visits_due_are_listed_in_order;
    tenants:
        same_visit_id_in_two_clinics_has_two_logs,
        visit_is_invisible_to_other_clinics;
);

pub(crate) async fn store(log: &dyn VisitLog, append: Append) {
    let last = append.head().version;
    let version = log.append(append).await.expect("the append succeeds");
    assert_eq!(version, last, "append returns the new version");
}

pub(crate) async fn store_all(log: &dyn VisitLog, appends: Vec<Append>) {
    for append in appends {
        store(log, append).await;
    }
}

pub(crate) async fn read_all(log: &dyn VisitLog, visit: VisitKey) -> Vec<Entry> {
    let read = log.read(visit, Seq::ZERO, usize::MAX).await;
    read.expect("the visit exists").entries
}

/// The same append as a program writes it that spells entries differently.
pub(crate) fn respelled(append: &Append) -> Append {
    let respell = |new: &NewEntry| {
        let text = String::from_utf8(new.stored.clone()).unwrap();
        text.replacen(':', ": ", 1).into_bytes()
    };
    let stored = append.entries().iter().map(respell).collect();
    let summary = append.summary().cloned();
    Append::of_stored(append.visit(), append.base(), stored, summary).unwrap()
}

/// Asserts that the log holds exactly these entries, byte for byte.
async fn holds(log: &dyn VisitLog, visit: VisitKey, entries: &[Entry]) {
    let read = read_all(log, visit).await;
    assert_eq!(bytes(&read), bytes(entries));
}

fn bytes(entries: &[Entry]) -> Vec<String> {
    let text = |entry| String::from_utf8(to_stored(entry).unwrap()).unwrap();
    entries.iter().map(text).collect()
}

fn fold(entries: &[Entry]) -> VisitState {
    let mut state = VisitState::default();
    entries.iter().for_each(|entry| evolve(&mut state, entry));
    state
}

#[cfg(test)]
mod tests;
