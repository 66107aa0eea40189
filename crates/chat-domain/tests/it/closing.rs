//! W8: closing by the host's policy, and the follow-up of a completed visit.

use crate::{commands::*, people::*, spec::*};
use chat_domain::{
    Actor, ChatKey, Command, Event, Phase, Policy, PolicyChoices, Refusal,
    RulesVersion::{V1, V2},
    VisitKind, VisitSummary, access,
    access::{Due, due},
    commit,
};
use time::{Duration, OffsetDateTime};

const WITH_ANA: ChatKey = direct(DOCTOR, ANA);

const PEOPLE: [chat_domain::PersonId; 5] = [DOCTOR, COLLEAGUE, NURSE, ANA, BEN];

const POLICY: Policy = Policy {
    complete_after_hours: 12,
    follow_up_hours: 72,
    // When these visits are due is not a matter of reminders.
    ..NO_REMINDERS
};

const NO_REMINDERS: Policy = Policy {
    remind_care_team_after_minutes: None,
    remind_care_team_again_after_minutes: None,
    remind_attendees_after_minutes: None,
    escalate_after_minutes: None,
    ..Policy::DEFAULT
};

const CLOSED: Refusal = Refusal::VisitClosed {
    phase: Phase::Completed,
};

fn visit(policy: Policy) -> Spec {
    given([
        scheduled_under(V2, VisitKind::Group, policy, &PEOPLE),
        host(enters(ANA).1),
        host(enters(BEN).1),
    ])
}

/// The doctor has written to one patient.
fn in_follow_up() -> Spec {
    visit(POLICY).and([says(DOCTOR, WITH_ANA, "Hello"), completed()])
}

fn in_hours(hours: i64) -> OffsetDateTime {
    NOW + Duration::hours(hours)
}

fn row(spec: &Spec) -> Option<OffsetDateTime> {
    VisitSummary::of(&spec.state).unwrap().due
}

#[test]
fn w8_the_service_completes_a_visit_whose_policy_says_so() {
    let visit = visit(POLICY);
    let after = visit
        .when(completed_by_policy())
        .then([Event::VisitCompleted]);
    assert_eq!(after.state.phase, Phase::Completed);
    after.when(completed_by_policy()).changes_nothing(); // H1
    after
        .and([reopened()])
        .when(completed_by_policy())
        .accepted();
}

#[test]
fn w8_by_default_the_service_completes_no_visit_and_there_is_no_follow_up() {
    let visit = visit(NO_REMINDERS);
    assert_eq!((due(&visit.state), row(&visit)), (None, None));
    let visit = visit
        .when(completed_by_policy())
        .refused(Refusal::VisitUnknown);
    let closed = visit.and([says(DOCTOR, WITH_ANA, "Hello"), completed()]);
    assert_eq!((due(&closed.state), row(&closed)), (None, None));
    closed
        .grey(ANA, WITH_ANA, CLOSED)
        .when(follow_up_ends(Actor::Host))
        .changes_nothing();
}

#[test]
fn w8_version_1_knows_neither() {
    let visit = given([scheduled_under(V1, VisitKind::Group, POLICY, &PEOPLE)]);
    assert_eq!(due(&visit.state), None);
    let visit = visit
        .when(completed_by_policy())
        .refused(Refusal::VisitUnknown);
    let closed = visit.and([says(DOCTOR, WITH_ANA, "Hello"), completed()]);
    closed.grey(DOCTOR, WITH_ANA, CLOSED);
}

#[test]
fn w8_the_service_completes_no_visit_during_a_call() {
    let visit = visit(POLICY).and([joins(DOCTOR)]);
    let visit = visit
        .when(completed_by_policy())
        .refused(Refusal::CallUnderway);
    visit
        .and([leaves(DOCTOR)])
        .when(completed_by_policy())
        .accepted();
}

#[test]
fn w8_the_service_completes_no_visit_while_a_message_or_a_notice_waits() {
    let visit = visit(POLICY).and([says(DOCTOR, WITH_ANA, "Hello")]);
    let asked = visit.clone().and([says(ANA, WITH_ANA, "chest pain")]);
    let asked = asked
        .when(completed_by_policy())
        .refused(Refusal::SomeoneWaits);
    let asked = asked.and([sets_aside(DOCTOR, WITH_ANA, 2)]);
    asked.when(completed_by_policy()).accepted();

    let notified = visit.and([notifies(BEN, "n", HELP)]);
    let notified = notified
        .when(completed_by_policy())
        .refused(Refusal::SomeoneWaits);
    let notified = notified.and([settles(NURSE, BEN, "n")]);
    notified.when(completed_by_policy()).accepted();
}

#[test]
fn w8_the_hours_count_from_the_last_activity_and_never_before_the_visit() {
    let mut visit = visit(POLICY);
    let complete = |hours| {
        let (at, command) = (in_hours(hours), Command::CompleteVisit);
        Some(Due { at, command })
    };
    assert_eq!(due(&visit.state), complete(12));
    for (hours, step, expected) in [
        (1, says(DOCTOR, WITH_ANA, "Hello"), 13),
        (2, reads(ANA, WITH_ANA, 1), 13), // Having read is no activity.
        (3, says(ANA, WITH_ANA, "Hi"), 15),
        (4, moved(96), 108),
    ] {
        commit(&mut visit.state, step.0, &step.1, in_hours(hours)).unwrap();
        assert_eq!(due(&visit.state), complete(expected), "{step:?}");
    }
    let summary = VisitSummary::of(&visit.state).unwrap();
    assert_eq!(
        summary.due,
        Some(summary.scheduled_for + Duration::hours(12))
    );
}

#[test]
fn w8_a_message_does_not_change_the_dashboard_row() {
    let visit = visit(POLICY).and([says(DOCTOR, WITH_ANA, "Hello")]);
    let mut after = visit.state.clone();
    let (actor, command) = says(DOCTOR, WITH_ANA, "Still there?");
    commit(&mut after, actor, &command, in_hours(5)).unwrap();
    assert_eq!(VisitSummary::of(&after), VisitSummary::of(&visit.state));
}

#[test]
fn w8_in_a_follow_up_direct_chats_are_as_in_an_open_visit_and_the_visit_chat_is_closed() {
    let follow_up = in_follow_up();
    let reopened = follow_up.clone().and([reopened()]);
    for who in PEOPLE {
        for other in PEOPLE {
            for chat in [ChatKey::direct(who, other), ChatKey::direct(other, who)] {
                let open = access(&reopened.state, who, &chat);
                assert_eq!(access(&follow_up.state, who, &chat), open, "{who} {chat}");
            }
        }
        assert_eq!(follow_up.access(who, ChatKey::Visit).write, Err(CLOSED));
        let until = Some(in_hours(72));
        assert_eq!(follow_up.view(who).follow_up_until, until);
    }
    let follow_up = follow_up
        .may_write(ANA, WITH_ANA)
        .may_write(DOCTOR, WITH_ANA);
    let follow_up = follow_up.grey(BEN, direct(DOCTOR, BEN), Refusal::NotStarted);
    follow_up.may_write(DOCTOR, direct(DOCTOR, BEN)); // W1
}

#[test]
fn w8_in_a_follow_up_people_correct_retract_lock_and_send_files_in_direct_chats() {
    let visit = in_follow_up().and([
        stages(ANA, WITH_ANA, "rash.png"),
        says_with(ANA, WITH_ANA, "It is worse", &["rash.png"]),
        corrects(ANA, "It is worse", "It is much worse"),
        retracts(ANA, "It is worse"),
        locks(DOCTOR, WITH_ANA),
        unlocks(DOCTOR, WITH_ANA),
        stages(ANA, WITH_ANA, "other.png"),
        discards(ANA, "other.png"),
    ]);
    visit.when(locks(NURSE, ChatKey::Visit)).refused(CLOSED);
}

#[test]
fn w8_a_message_in_a_follow_up_waits_and_keeps_it_open() {
    let asked = in_follow_up().and([says(ANA, WITH_ANA, "The rash is back")]);
    assert_eq!(asked.view(DOCTOR).waiting_since, Some(NOW));
    let asked = asked
        .when(follow_up_ends(Actor::Service))
        .refused(Refusal::SomeoneWaits);
    let answered = asked.and([
        reads(DOCTOR, WITH_ANA, 2),
        says(DOCTOR, WITH_ANA, "Come in"),
    ]);
    answered
        .when(follow_up_ends(Actor::Service))
        .then([Event::FollowUpEnded]);
}

#[test]
fn w8_the_service_and_those_who_manage_the_visit_end_the_follow_up() {
    let visit = in_follow_up();
    let until = in_hours(72);
    let command = Command::EndFollowUp;
    assert_eq!(due(&visit.state), Some(Due { at: until, command }));
    assert_eq!(row(&visit), Some(until));
    for who in [Actor::Service, Actor::Host, Actor::Person(NURSE)] {
        let ended = visit.when(follow_up_ends(who)).then([Event::FollowUpEnded]);
        assert_eq!((due(&ended.state), row(&ended)), (None, None));
        assert_eq!(ended.view(ANA).follow_up_until, None);
        let ended = ended
            .grey(ANA, WITH_ANA, CLOSED)
            .grey(DOCTOR, WITH_ANA, CLOSED);
        ended.when(follow_up_ends(who)).changes_nothing(); // H1
    }
    let attendee = follow_up_ends(Actor::Person(ANA));
    visit.when(attendee).refused(Refusal::CareTeamOnly);
    for stranger in [Actor::Person(OUTSIDER), Actor::Overseer(OVERSEER)] {
        visit
            .when(follow_up_ends(stranger))
            .refused(Refusal::VisitUnknown);
    }
    let asked = visit.and([says(ANA, WITH_ANA, "Thanks")]);
    let ended = asked.and([follow_up_ends(Actor::Person(DOCTOR))]);
    assert_eq!(ended.view(DOCTOR).waiting_since, None); // R4
}

#[test]
fn w8_reopening_ends_the_follow_up_and_only_a_completion_begins_one() {
    let visit = in_follow_up().and([reopened()]);
    assert_eq!(visit.view(ANA).follow_up_until, None);
    for step in [cancelled(), left_unseen()] {
        let closed = visit.clone().and([step]);
        assert_eq!(closed.view(ANA).follow_up_until, None);
    }
}

#[test]
fn v4_an_edited_policy_counts_from_then_on() {
    let hours = PolicyChoices {
        complete_after_hours: Some(1),
        ..PolicyChoices::default()
    };
    let visit = visit(Policy::DEFAULT).and([rechosen(hours)]);
    assert_eq!(row(&visit), Some(in_hours(1)));
    visit.when(completed_by_policy()).accepted();
}

#[test]
fn w8_message_from_before_the_completion_waits_on_in_the_follow_up() {
    let asked = visit(POLICY).and([
        says(DOCTOR, WITH_ANA, "Hello"),
        says(ANA, WITH_ANA, "May I drive?"),
        says(DOCTOR, ChatKey::Visit, "Goodbye"),
        says(BEN, ChatKey::Visit, "Thanks"),
    ]);
    let completed = asked.when(completed()).accepted();
    assert_eq!(completed.view(DOCTOR).waiting_since, Some(NOW));
    assert_eq!(
        completed.view(NURSE).waiting_since,
        None,
        "the visit chat is closed"
    );
    let completed = completed
        .when(follow_up_ends(Actor::Service))
        .refused(Refusal::SomeoneWaits);
    let ended = completed.and([follow_up_ends(Actor::Host)]);
    assert_eq!(ended.view(DOCTOR).waiting_since, None);
}

#[test]
fn w8_the_service_sends_no_one_out_of_the_waiting_room() {
    let scheduled = scheduled_under(V2, VisitKind::Group, POLICY, &PEOPLE);
    let waits = given([scheduled.clone(), enters(ANA)]);
    let waits = waits
        .when(completed_by_policy())
        .refused(Refusal::SomeoneWaits);
    waits
        .and([drops(ANA)])
        .when(completed_by_policy())
        .accepted();
    let early = given([scheduled, host(joins(ANA).1)]);
    early
        .when(completed_by_policy())
        .refused(Refusal::SomeoneWaits);
}

#[test]
fn w8_message_to_a_removed_provider_keeps_the_visit_open_until_a_colleague_sees_to_it() {
    let asked = visit(POLICY).and([
        says(DOCTOR, WITH_ANA, "Hello"),
        says(ANA, WITH_ANA, "May I drive?"),
        removed(DOCTOR),
    ]);
    // The care team is shown it, and ends it (R4).
    let asked = asked
        .when(completed_by_policy())
        .refused(Refusal::SomeoneWaits);
    let asked = asked.and([sets_aside(NURSE, WITH_ANA, 2)]);
    asked.when(completed_by_policy()).accepted();
}
