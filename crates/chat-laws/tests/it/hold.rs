//! Each law, on generated visits of at least 200 commands.

use chat_laws::{
    LAWS, Law,
    plan::{Plan, plans},
    run::run,
};
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use std::collections::BTreeSet;

/// Minimum number of commands per visit.
const COMMANDS: usize = 200;

/// Number of visits per law; `PROPTEST_CASES` can raise it.
const VISITS: u32 = 12;

fn law(test: &str) -> &'static Law {
    let named = |law: &&Law| law.name.replace(' ', "_").replace('\'', "") == test;
    LAWS.iter()
        .find(named)
        .unwrap_or_else(|| panic!("no law has the name of {test}"))
}

/// The first moment that breaks the law.
fn broken_in(law: &Law, plan: &Plan) -> Option<String> {
    assert!(plan.asks.len() >= COMMANDS);
    let (mut asked, mut found) = (0, None);
    run(plan, |moment| {
        if found.is_none()
            && let Err(how) = (law.check)(moment)
        {
            let (actor, command) = (moment.actor, moment.command);
            found = Some(format!("at command {asked}, {actor:?} {command:?}: {how}"));
        }
        asked += 1;
    });
    assert!(asked > COMMANDS, "every command was run");
    found
}

fn holds(law: &Law) {
    let more = std::env::var("PROPTEST_CASES").ok();
    let config = Config {
        cases: more.and_then(|more| more.parse().ok()).unwrap_or(VISITS),
        failure_persistence: None,
        ..Config::default()
    };
    TestRunner::new(config)
        .run(&plans(COMMANDS..COMMANDS + 40), |plan| {
            match broken_in(law, &plan) {
                None => Ok(()),
                Some(how) => Err(TestCaseError::fail(how)),
            }
        })
        .unwrap_or_else(|found| panic!("{}: {found}", law.name));
}

/// Generates one test per law, with the law's name.
macro_rules! laws_hold {
    ($($test:ident)*) => {
        const TESTS: &[&str] = &[$(stringify!($test)),*];

        $(#[test]
        fn $test() {
            holds(law(stringify!($test)));
        })*
    };
}

laws_hold! {
    two_attendees_never_share_a_direct_chat
    two_of_the_care_team_never_share_a_direct_chat
    a_direct_chat_joins_a_provider_and_a_patient_as_far_as_policy_permits
    only_its_two_members_read_a_direct_chat
    overseers_read_nothing_but_what_they_broke_the_glass_for
    breaking_the_glass_is_for_the_audit_alone
    late_attendees_read_from_their_own_first_entry_on
    the_care_team_and_all_who_share_the_history_read_all_of_the_visit_chat
    an_entry_goes_to_exactly_those_who_may_read_it
    the_author_of_a_readable_message_is_shown
    people_see_exactly_those_they_may_know_of
    what_came_before_a_late_attendee_shows_nowhere
    an_outsider_cant_tell_absent_from_forbidden
    a_direct_chat_changes_no_one_elses_view
    ranks_and_second_identifiers_are_for_the_care_team
    the_care_team_may_always_start_a_chat
    no_message_of_an_attendee_precedes_its_permission
    the_gate_is_per_chat
    once_started_a_chat_stays_open
    in_the_call_with_the_provider_attendees_may_write
    a_chat_that_only_attendees_wrote_in_is_grey_again_after_the_call
    a_lock_is_for_attendees_and_hides_nothing
    waiting_attendees_start_only_by_policy
    closed_is_closed
    the_service_closes_by_policy_and_nothing_that_waits
    a_closed_visit_stays_readable
    removal_is_final_until_it_is_undone
    screen_and_server_agree
    reading_and_writing_match_the_rules
    the_primary_patient_is_sticky
    direct_message_opens_with_the_primary_patient
    every_stored_message_names_its_recipient
    a_message_to_one_who_left_never_goes_to_the_group
    each_chat_is_listed_with_its_peer_and_its_state
    same_names_are_told_apart
    a_qualifier_never_passes_to_another_person
    a_repeated_send_stores_nothing
    every_version_and_retraction_is_kept
    only_its_author_corrects_a_message
    readers_see_the_newest_version_or_who_retracted_it
    readers_mark_a_chat_as_read_only_forward
    unread_is_what_others_wrote_or_corrected_after_the_mark
    a_version_is_read_by_those_who_marked_it_before_the_next
    an_unanswered_message_shows_on_the_rows_of_its_care_side_or_of_those_who_stand_in
    only_the_care_side_and_those_who_stand_in_end_a_wait
    exactly_those_who_have_not_read_a_message_are_reminded_of_it_and_each_once
    what_no_one_of_the_care_side_has_read_is_escalated_once
    people_signal_typing_exactly_where_they_may_write
    typing_is_shown_to_exactly_those_who_would_read_the_message
    a_message_ends_the_typing_before_it
    versions_are_shown_as_their_reader_may_know_them
    an_attendee_who_has_entered_an_open_visit_may_always_send_a_notice
    a_notice_starts_no_chat_and_opens_none
    a_notice_waits_for_the_whole_care_team_until_one_of_them_has_seen_to_it
    only_the_care_team_records_that_it_has_seen_to_a_notice
    a_repeated_notice_stores_nothing
    a_message_is_within_its_limits
    no_id_is_given_twice
    a_file_is_readable_exactly_by_those_who_may_read_its_message
    a_file_is_sent_once_and_only_where_and_by_whom_it_was_uploaded
    an_uploads_id_stages_once
    uploads_stay_within_their_quotas
    writing_stays_within_its_quota
    acts_stay_within_their_quota_and_protective_acts_stay_possible
    only_an_unsent_file_is_discarded_and_only_by_its_uploader_or_the_host
    a_discarded_file_is_neither_sent_nor_read
    a_refusal_changes_nothing
    an_answer_matches_the_end_of_the_log
    numbers_are_dense
    the_log_replays_to_the_state
    the_host_and_the_care_team_manage_and_people_report_their_own_presence
    a_chat_is_locked_by_its_care_side
    a_visit_changes_phase_only_as_permitted
    attendees_come_through_the_waiting_room_and_join_a_call_in_progress
    everyone_is_where_the_log_last_put_them
    a_visit_is_handed_over_by_its_provider_staff_or_the_host
    a_handover_opens_earlier_direct_chats_to_the_new_provider_by_policy_alone
    a_handover_is_shown_to_those_it_concerns_with_the_chats_it_opens
    only_the_service_drops
    a_drop_ends_presence_that_the_person_reported_themselves
    the_gate_tells_a_drop_from_a_departure
    a_one_to_one_visit_has_one_patient_ever
    one_provider_always_stays
    a_person_takes_part_once
    history_is_shared_where_the_rules_say
    a_visit_keeps_its_policy_until_it_is_edited
    a_repeated_act_on_the_visit_changes_nothing
    a_reported_join_is_never_lost
    an_edit_opens_and_hides_no_message
    what_was_sent_during_an_absence_stays_unreadable
}

#[test]
fn every_law_has_a_test() {
    let tests: BTreeSet<_> = TESTS.iter().map(|test| law(test).name).collect();
    let laws: BTreeSet<_> = LAWS.iter().map(|law| law.name).collect();
    assert_eq!(tests, laws);
    assert_eq!(TESTS.len(), LAWS.len());
}
