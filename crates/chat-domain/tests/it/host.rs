//! H1, and V2 to V4 of version 2: repeated commands, early reports of the host, edits and undone
//! removals.

use crate::{commands::*, people::*, spec::*};
use chat_domain::{
    Command, Event, NewParticipant, Phase, Policy, PolicyChoices, Presence, Refusal, VisitKind,
};

fn group() -> Step {
    under_version_2(group_visit())
}

fn reported(person: chat_domain::PersonId) -> Step {
    host(joins(person).1)
}

const WITH_ANA: chat_domain::ChatKey = direct(DOCTOR, ANA);

#[test]
fn h1_repeated_scheduling_is_a_success_and_another_one_a_conflict() {
    for visit in [group_visit(), group()] {
        let scheduled = given([visit.clone(), enters(ANA), removed(BEN)]);
        scheduled.when(visit.clone()).changes_nothing();
        let closed = scheduled.clone().and([completed()]);
        closed.when(visit).changes_nothing();
        closed
            .when(one_to_one_visit())
            .refused(Refusal::AlreadyScheduled);
        let with_another = scheduled_with(&[DOCTOR, OUTSIDER]);
        closed.when(with_another).refused(Refusal::AlreadyScheduled);
    }
}

/// A group visit with a person of another name.
fn scheduled_with(who: &[chat_domain::PersonId; 2]) -> Step {
    let (actor, mut command) = scheduled(VisitKind::Group, Policy::DEFAULT, &who[..1]);
    if let Command::ScheduleVisit(visit) = &mut command {
        visit.participants.push(NewParticipant {
            person: who[1],
            ..participant(ANA)
        });
    }
    (actor, command)
}

#[test]
fn h1_repeated_scheduling_is_compared_with_what_was_scheduled_not_edited() {
    let visit = given([group(), moved(3), renamed(ANA, "Ana Souza")]);
    visit.when(group()).changes_nothing();
    let choices = PolicyChoices {
        guests_have_direct_chats: Some(true),
        ..PolicyChoices::default()
    };
    visit
        .clone()
        .and([rechosen(choices)])
        .when(group())
        .changes_nothing();
    visit.when(added(ANA)).changes_nothing();
}

#[test]
fn h1_repeated_acts_change_nothing_even_in_a_closed_visit() {
    let visit = given([
        group_visit(),
        joins(DOCTOR),
        joins(ANA),
        removed(BEN),
        completed(),
    ]);
    for step in [
        removed(BEN),
        added(ANA),
        leaves(ANA),
        call_ends(),
        completed(),
    ] {
        visit.when(step).changes_nothing();
    }
    let phase = Phase::Completed;
    let closed = Refusal::VisitClosed { phase };
    for step in [
        cancelled(),
        no_show(),
        enters(ANA),
        joins(ANA),
        removed(CARER),
    ] {
        visit.when(step).refused(closed);
    }
    visit
        .clone()
        .and([reopened()])
        .when(reopened())
        .changes_nothing();
}

#[test]
fn h1_removal_for_another_reason_is_a_conflict() {
    let visit = given([group_visit(), removed(ANA)]);
    let otherwise = host(Command::RemoveParticipant {
        person: ANA,
        reason: reason("another reason"),
    });
    visit.when(otherwise).refused(Refusal::AlreadyRemoved);
    visit.when(added(ANA)).refused(Refusal::AlreadyAParticipant);
}

#[test]
fn v2_left_without_being_seen_needs_a_patient_who_came_and_was_not_seen() {
    let visit = given([group(), enters(CARER)]);
    visit
        .when(left_unseen())
        .refused(Refusal::NoPatientHasAttended);
    let came = visit.clone().and([enters(ANA)]);
    came.when(no_show()).refused(Refusal::PatientHasAttended);
    came.clone()
        .and([joins(DOCTOR)])
        .when(left_unseen())
        .refused(Refusal::CallUnderway);
    // A provider who was in the call alone has seen no one.
    let closed = came
        .clone()
        .and([joins(DOCTOR), leaves(DOCTOR), leaves(ANA)])
        .when(left_unseen())
        .then([Event::VisitMarkedLeftWithoutBeingSeen]);
    assert_eq!(closed.state.phase, Phase::LeftWithoutBeingSeen);
    let phase = Phase::LeftWithoutBeingSeen;
    closed.grey(ANA, ALL, Refusal::VisitClosed { phase });
    let seen = came.clone().and([joins(DOCTOR), joins(ANA), call_ends()]);
    seen.when(left_unseen()).refused(Refusal::PatientWasSeen);
    // A patient who no longer takes part does not count.
    seen.clone()
        .and([removed(ANA), enters(BEN)])
        .when(left_unseen())
        .accepted();
}

#[test]
fn v2_version_1_knows_no_one_left_without_being_seen() {
    let visit = given([group_visit(), enters(ANA)]);
    visit
        .when(left_unseen())
        .refused(Refusal::LeftWithoutBeingSeenUnknown);
    let offers = |spec: &Spec| {
        let actions = spec.view(DOCTOR).actions;
        actions
            .iter()
            .any(|offered| offered.action == chat_domain::view::Action::MarkLeftWithoutBeingSeen)
    };
    assert!(!offers(&visit));
    assert!(offers(&given([group(), enters(ANA)])));
}

#[test]
fn v3_early_report_of_the_host_takes_effect_when_the_call_begins() {
    let visit = given([group()]);
    let waits = visit.when(reported(ANA)).then([
        Event::WaitingRoomEntered { person: ANA },
        Event::CallJoinReported { person: ANA },
    ]);
    assert_eq!(waits.state.participants[&ANA].presence, Presence::Waiting);
    assert_eq!(waits.state.primary_patient(), Some(ANA));
    assert!(!waits.view(ANA).call_underway);
    let waits = waits.grey(ANA, WITH_ANA, Refusal::NotStarted);
    waits.when(reported(ANA)).changes_nothing();
    waits.when(enters(ANA)).changes_nothing();
    // A person's own report is refused as before.
    waits.when(joins(ANA)).refused(Refusal::NoCallInProgress);
    let began = waits
        .and([reported(BEN)])
        .when(reported(DOCTOR))
        .then([Event::CallJoined { person: DOCTOR }]);
    for person in [ANA, BEN] {
        assert_eq!(began.state.participants[&person].presence, Presence::InCall);
    }
    began.may_write(ANA, WITH_ANA);
}

#[test]
fn v3_leaving_and_removing_cancel_an_early_report() {
    let early = given([group(), reported(ANA), reported(BEN)]);
    for step in [leaves(ANA), removed(ANA), host(leaves(ANA).1)] {
        let began = early.clone().and([step, joins(DOCTOR)]);
        assert_ne!(began.state.participants[&ANA].presence, Presence::InCall);
    }
    let again = early.clone().and([completed(), reopened(), joins(DOCTOR)]);
    assert_eq!(again.state.participants[&BEN].presence, Presence::Away);
}

#[test]
fn v3_ending_a_call_that_has_not_begun_keeps_early_reports() {
    let early = given([group(), reported(ANA)]);
    let early = early.when(call_ends()).changes_nothing();
    let began = early.and([joins(DOCTOR)]);
    assert_eq!(began.state.participants[&ANA].presence, Presence::InCall);
    // Also if someone of the care team counts as dropped from an earlier call: that is settled.
    let dropped = given([group(), joins(DOCTOR), drops(DOCTOR), reported(ANA)]);
    let settled = dropped.when(call_ends()).then([Event::CallEnded]);
    assert!(!settled.state.participants[&DOCTOR].was_dropped());
    settled.when(call_ends()).changes_nothing();
    let began = settled.and([joins(DOCTOR)]);
    assert_eq!(began.state.participants[&ANA].presence, Presence::InCall);
}

#[test]
fn v9_ending_the_call_settles_a_drop_although_no_one_is_left_in_it() {
    let visit = given([
        group(),
        joins(DOCTOR),
        joins(ANA),
        drops(DOCTOR),
        leaves(ANA),
    ]);
    let visit = visit.when(call_ends()).then([Event::CallEnded]);
    let visit = visit.and([joins(NURSE), joins(ANA)]);
    visit.grey(ANA, ALL, Refusal::NotStarted);
    // An attendee who was dropped is no reason to end it.
    let visit = given([group(), enters(ANA), drops(ANA)]);
    visit.when(call_ends()).changes_nothing();
}

#[test]
fn v3_version_1_refuses_an_early_report() {
    given([group_visit()])
        .when(reported(ANA))
        .refused(Refusal::NoCallInProgress);
}
