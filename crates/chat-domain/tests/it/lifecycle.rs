//! V1 to V4: scheduling, managing, coming and going.

use crate::{commands::*, people::*, spec::*};
use chat_domain::{Actor, Command, Event, Phase, Policy, Presence, Refusal, VisitKind};

fn by(person: chat_domain::PersonId, (_, command): Step) -> Step {
    (Actor::Person(person), command)
}

#[test]
fn v1_only_the_host_schedules() {
    let (_, schedule) = group_visit();
    for actor in [
        Actor::Person(DOCTOR),
        Actor::Overseer(OVERSEER),
        Actor::Service,
    ] {
        Spec::default()
            .when((actor, schedule.clone()))
            .refused(Refusal::CareTeamOnly);
    }
    Spec::default().when(group_visit()).accepted();
}

#[test]
fn v1_the_host_and_the_care_team_manage() {
    let visit = given([one_to_one_visit(), enters(ANA)]);
    for step in [added(FRIEND), removed(CARER), completed(), cancelled()] {
        visit.when(step.clone()).accepted();
        visit.when(by(DOCTOR, step.clone())).accepted();
        visit.when(by(NURSE, step.clone())).accepted();
        visit
            .when(by(ANA, step.clone()))
            .refused(Refusal::CareTeamOnly);
        visit.when(by(CARER, step)).refused(Refusal::CareTeamOnly);
    }
}

#[test]
fn v1_people_report_only_their_own_presence() {
    let visit = given([group_visit(), joins(DOCTOR)]);
    for step in [enters(ANA), joins(ANA), leaves(ANA)] {
        visit
            .when(by(DOCTOR, step.clone()))
            .refused(Refusal::NotYourPresence);
        visit.when(by(BEN, step)).refused(Refusal::NotYourPresence);
    }
    visit.when(host(enters(ANA).1)).accepted();
    visit
        .when(host(enters(OUTSIDER).1))
        .refused(Refusal::PersonUnknown);
    // The answer does not reveal whether the person exists (M7).
    visit
        .when(by(BEN, enters(OUTSIDER)))
        .refused(Refusal::NotYourPresence);
}

#[test]
fn v1_the_service_can_do_only_what_no_one_else_can() {
    let visit = given([group_visit(), enters(ANA), joins(DOCTOR)]);
    for (_, command) in [
        added(FRIEND),
        removed(CARER),
        enters(BEN),
        joins(BEN),
        leaves(DOCTOR),
        call_ends(),
        completed(),
        reopened(),
        locks(DOCTOR, ALL),
    ] {
        visit
            .when((Actor::Service, command))
            .refused(Refusal::VisitUnknown);
    }
}

/// A visit in each phase.
fn in_phase(phase: Phase) -> Spec {
    let visit = one_to_one_visit();
    let spec = match phase {
        Phase::Unscheduled => Spec::default(),
        Phase::Scheduled => given([visit]),
        Phase::InProgress => given([visit, joins(DOCTOR)]),
        Phase::Completed => given([visit, completed()]),
        Phase::Cancelled => given([visit, cancelled()]),
        Phase::NoShow => given([visit, no_show()]),
        Phase::Reopened => given([visit, completed(), reopened()]),
    };
    assert_eq!(spec.state.phase, phase);
    spec
}

#[test]
fn v2_phase_changes_only_along_the_listed_transitions() {
    use Phase::{Cancelled, Completed, InProgress, NoShow, Reopened, Scheduled, Unscheduled};
    for phase in Phase::ALL {
        let visit = in_phase(phase);
        let closed = Err(Refusal::VisitClosed { phase });
        let expected: [(Step, Result<Phase, Refusal>); 6] = match phase {
            Unscheduled => [
                (one_to_one_visit(), Ok(Scheduled)),
                (joins(DOCTOR), Err(Refusal::VisitUnknown)),
                (completed(), Err(Refusal::VisitUnknown)),
                (cancelled(), Err(Refusal::VisitUnknown)),
                (no_show(), Err(Refusal::VisitUnknown)),
                (reopened(), Err(Refusal::VisitUnknown)),
            ],
            Scheduled | Reopened => [
                (one_to_one_visit(), Err(Refusal::AlreadyScheduled)),
                (joins(DOCTOR), Ok(InProgress)),
                (completed(), Ok(Completed)),
                (cancelled(), Ok(Cancelled)),
                (no_show(), Ok(NoShow)),
                (reopened(), Err(Refusal::NotClosed)),
            ],
            InProgress => [
                (one_to_one_visit(), Err(Refusal::AlreadyScheduled)),
                (joins(NURSE), Ok(InProgress)),
                (completed(), Ok(Completed)),
                (cancelled(), Err(Refusal::CallUnderway)),
                (no_show(), Err(Refusal::CallUnderway)),
                (reopened(), Err(Refusal::NotClosed)),
            ],
            Completed | Cancelled | NoShow => [
                (one_to_one_visit(), Err(Refusal::AlreadyScheduled)),
                (joins(DOCTOR), closed),
                (completed(), closed),
                (cancelled(), closed),
                (no_show(), closed),
                (reopened(), Ok(Reopened)),
            ],
        };
        for (step, becomes) in expected {
            match becomes {
                Ok(next) => assert_eq!(visit.when(step).accepted().state.phase, next),
                Err(why) => drop(visit.when(step).refused(why)),
            }
        }
    }
}

#[test]
fn v2_visit_can_be_cancelled_after_the_call() {
    given([group_visit(), joins(DOCTOR), call_ends()])
        .when(cancelled())
        .then([Event::VisitCancelled]);
}

#[test]
fn v2_no_show_means_that_no_patient_came() {
    let visit = given([group_visit(), enters(CARER)]);
    visit.when(no_show()).accepted();
    let came = visit.and([enters(ANA), leaves(ANA)]);
    came.when(no_show()).refused(Refusal::PatientHasAttended);
    came.and([removed(ANA)]).when(no_show()).accepted();
}

#[test]
fn v2_closing_moves_everyone_out_of_call_and_waiting_room() {
    let visit = given([
        group_visit(),
        joins(DOCTOR),
        joins(ANA),
        enters(BEN),
        completed(),
    ]);
    for person in [DOCTOR, ANA, BEN] {
        let presence = visit.state.participants[&person].presence;
        assert_eq!(presence, Presence::Away);
    }
    assert!(!visit.state.call_underway());
    // Reopening therefore puts no one into the call with the provider (W2).
    visit
        .and([reopened()])
        .grey(ANA, direct(DOCTOR, ANA), Refusal::NotStarted);
}

#[test]
fn v3_only_the_care_team_starts_the_call() {
    let visit = given([group_visit(), enters(ANA)]);
    visit.when(joins(ANA)).refused(Refusal::NoCallInProgress);
    visit.when(joins(BEN)).refused(Refusal::NoCallInProgress);
    visit
        .when(joins(NURSE))
        .then([Event::CallJoined { person: NURSE }])
        .when(joins(ANA))
        .then([Event::CallJoined { person: ANA }]);
}

#[test]
fn v3_attendees_enter_through_the_waiting_room() {
    given([group_visit(), joins(DOCTOR)])
        .when(joins(ANA))
        .then([
            Event::WaitingRoomEntered { person: ANA },
            Event::CallJoined { person: ANA },
        ])
        .and([leaves(ANA)])
        .when(joins(ANA))
        .then([Event::CallJoined { person: ANA }]);
}

#[test]
fn v3_the_waiting_room_is_for_attendees() {
    given([group_visit()])
        .when(enters(DOCTOR))
        .refused(Refusal::WaitingRoomIsForAttendees)
        .when(enters(NURSE))
        .refused(Refusal::WaitingRoomIsForAttendees);
}

#[test]
fn v3_repeated_coming_and_going_is_a_no_op() {
    given([group_visit(), enters(ANA)])
        .when(enters(ANA))
        .changes_nothing()
        .and([joins(DOCTOR), joins(ANA)])
        .when(joins(ANA))
        .changes_nothing()
        .and([leaves(ANA)])
        .when(leaves(ANA))
        .changes_nothing()
        .when(leaves(BEN))
        .changes_nothing()
        .and([call_ends()])
        .when(call_ends())
        .changes_nothing();
}

#[test]
fn v4_person_is_added_once_and_removal_is_final() {
    let visit = given([group_visit()]);
    visit.when(added(ANA)).refused(Refusal::AlreadyAParticipant);
    visit
        .and([removed(ANA)])
        .when(removed(ANA))
        .changes_nothing()
        .when(added(ANA))
        .refused(Refusal::AlreadyAParticipant)
        .when(removed(OUTSIDER))
        .refused(Refusal::PersonUnknown);
    Spec::default()
        .when(scheduled(VisitKind::Group, Policy::DEFAULT, &[ANA, ANA]))
        .refused(Refusal::AlreadyAParticipant);
}

#[test]
fn v4_a_one_to_one_visit_has_one_patient_even_after_a_removal() {
    let visit = given([one_to_one_visit()]);
    visit.when(added(BEN)).refused(Refusal::OnePatientOnly);
    visit.when(added(FRIEND)).accepted();
    visit
        .and([removed(ANA)])
        .when(added(BEN))
        .refused(Refusal::OnePatientOnly);
    Spec::default()
        .when(scheduled(
            VisitKind::OneToOne,
            Policy::DEFAULT,
            &[DOCTOR, ANA, BEN],
        ))
        .refused(Refusal::OnePatientOnly);
}

#[test]
fn v4_last_provider_cannot_be_removed() {
    given([group_visit()])
        .and([removed(DOCTOR)])
        .when(removed(COLLEAGUE))
        .refused(Refusal::LastProvider)
        .and([removed(NURSE)]);
}

#[test]
fn v1_unscheduled_visit_accepts_no_command() {
    for step in [
        added(ANA),
        enters(ANA),
        joins(DOCTOR),
        says(DOCTOR, ALL, "x"),
        host(Command::EndCall),
        host(enters(ANA).1),
    ] {
        Spec::default().when(step).refused(Refusal::VisitUnknown);
    }
}
