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
pub mod tenants;

use crate::law::{Law, laws};
use chat_domain::{Entry, Seq, VisitState, evolve, log::to_stored};
use chat_ports::{Append, VisitKey, VisitLog};

/// All laws except [`reopening`], which needs a function that reopens the storage.
pub const LAWS: &[Law<dyn VisitLog>] = laws!(dyn VisitLog:
    append:
        conflict_carries_both_versions_and_stores_nothing,
        malformed_append_is_invalid_and_stores_nothing,
        append_is_atomic,
        summary_changes_with_its_entries,
        append_without_a_summary_keeps_the_current_one;
    concurrency:
        concurrent_writers_lose_and_repeat_nothing,
        only_one_append_at_a_version_wins,
        concurrent_visits_do_not_interfere;
    reading:
        entries_are_read_in_order_and_byte_for_byte,
        log_can_be_read_from_any_start_to_any_limit,
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
        waiting_visits_are_listed_by_their_wait;
    leases:
        visits_with_leases_are_listed_in_order;
    due:
        visits_due_are_listed_in_order;
    tenants:
        same_visit_id_in_two_clinics_has_two_logs,
        visit_is_invisible_to_other_clinics;
);

pub(crate) async fn store(log: &dyn VisitLog, append: Append) {
    let last = append.entries.last().map(|entry| entry.seq);
    let version = log.append(append).await.expect("the append succeeds");
    assert_eq!(Some(version), last, "append returns the new version");
}

pub(crate) async fn store_all(log: &dyn VisitLog, appends: Vec<Append>) {
    for append in appends {
        store(log, append).await;
    }
}

pub(crate) async fn read_all(log: &dyn VisitLog, visit: VisitKey) -> Vec<Entry> {
    log.read(visit, Seq::ZERO, usize::MAX)
        .await
        .expect("the visit exists")
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
