//! The laws of a [`VisitLog`].

pub mod append;
pub mod chat_pages;
pub mod concurrency;
pub mod dashboard;
pub mod dashboard_pages;
pub mod people;
pub mod reading;
pub mod reopening;
pub mod tenants;

use crate::{Law, law::laws};
use chat_domain::{Entry, Seq, VisitState, evolve, log::to_stored};
use chat_ports::{Append, VisitKey, VisitLog};

/// All laws but the one about [`reopening`], which needs to know how.
pub const LAWS: &[Law<dyn VisitLog>] = laws!(dyn VisitLog:
    append:
        a_conflict_names_both_versions_and_stores_nothing,
        an_append_that_makes_no_sense_is_invalid_and_stores_nothing,
        a_number_of_a_chat_is_taken_once,
        several_entries_are_stored_all_or_none,
        a_summary_changes_together_with_its_entries,
        a_summary_that_is_not_given_stays;
    concurrency:
        writers_of_one_visit_lose_and_repeat_nothing,
        one_of_many_rivals_is_stored,
        many_visits_grow_at_once;
    reading:
        entries_come_back_in_order_and_byte_for_byte,
        reading_begins_anywhere_and_ends_at_any_limit,
        an_unknown_visit_is_not_found,
        folding_what_is_read_gives_the_state_that_was_decided;
    chat_pages:
        a_chat_is_paged_forward_to_its_end,
        a_chat_is_paged_backward_to_its_beginning,
        a_page_begins_anywhere,
        a_chat_without_entries_has_an_empty_page;
    dashboard:
        a_dashboard_finds_the_visits_of_a_person,
        a_dashboard_tells_the_care_team_from_attendees,
        a_dashboard_forgets_removed_participants,
        a_dashboard_filters_phases,
        a_dashboard_filters_times_from_inclusive_until_exclusive,
        filters_of_a_dashboard_hold_together;
    people:
        whoever_takes_part_is_known_from_the_append_on,
        a_removed_participant_still_counts,
        nobody_takes_part_in_an_unknown_visit;
    dashboard_pages:
        a_dashboard_is_ordered_by_time_then_visit,
        a_dashboard_is_paged_to_its_end,
        a_filtered_dashboard_is_paged_to_its_end;
    tenants:
        one_visit_id_in_two_clinics_is_two_logs,
        another_clinic_reads_nothing;
);

pub(crate) async fn store(log: &dyn VisitLog, append: Append) {
    let last = append.entries.last().map(|entry| entry.seq);
    let version = log.append(append).await.expect("the append is good");
    assert_eq!(
        Some(version),
        last,
        "an append answers with the new version"
    );
}

pub(crate) async fn store_all(log: &dyn VisitLog, appends: Vec<Append>) {
    for append in appends {
        store(log, append).await;
    }
}

pub(crate) async fn read_all(log: &dyn VisitLog, visit: VisitKey) -> Vec<Entry> {
    log.read(visit, Seq::ZERO, usize::MAX)
        .await
        .expect("the visit is there")
}

/// That the log holds exactly these entries, to the byte.
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
