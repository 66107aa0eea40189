//! V1 to V4: scheduling, managing, coming and going.

use crate::{commands::*, people::*, spec::*};
use chat_domain::{
    Actor, Command, Event, NewParticipant, Phase, Policy, Presence, Refusal, VisitKind,
};

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
        Phase::LeftWithoutBeingSeen => given([under_version_2(visit), enters(ANA), left_unseen()]),
        Phase::Reopened => given([visit, completed(), reopened()]),
    };
    assert_eq!(spec.state.phase, phase);
    spec
}

#[test]
fn v2_phase_changes_only_along_the_listed_transitions() {
    use Phase::{
        Cancelled, Completed, InProgress, LeftWithoutBeingSeen, NoShow, Reopened, Scheduled,
        Unscheduled,
    };
    let another = scheduled(VisitKind::Group, Policy::DEFAULT, &[DOCTOR]);
    let closing = [
        (Completed, completed()),
        (Cancelled, cancelled()),
        (NoShow, no_show()),
        (LeftWithoutBeingSeen, left_unseen()),
    ];
    for phase in Phase::ALL {
        let visit = in_phase(phase);
        let becomes = |step: Step, expected: Result<Phase, Refusal>| match expected {
            Ok(next) if next == phase && phase != InProgress => {
                visit.when(step).changes_nothing(); // H1
            }
            Ok(next) => assert_eq!(visit.when(step).accepted().state.phase, next),
            Err(why) => drop(visit.when(step).refused(why)),
        };
        match phase {
            Unscheduled => {
                becomes(one_to_one_visit(), Ok(Scheduled));
                for step in [
                    joins(DOCTOR),
                    completed(),
                    cancelled(),
                    no_show(),
                    reopened(),
                ] {
                    becomes(step, Err(Refusal::VisitUnknown));
                }
            }
            Scheduled | Reopened => {
                becomes(another.clone(), Err(Refusal::AlreadyScheduled));
                becomes(joins(DOCTOR), Ok(InProgress));
                becomes(completed(), Ok(Completed));
                becomes(cancelled(), Ok(Cancelled));
                becomes(no_show(), Ok(NoShow));
                becomes(reopened(), Ok(phase));
            }
            InProgress => {
                becomes(another.clone(), Err(Refusal::AlreadyScheduled));
                becomes(joins(NURSE), Ok(InProgress));
                becomes(completed(), Ok(Completed));
                becomes(cancelled(), Err(Refusal::CallUnderway));
                becomes(no_show(), Err(Refusal::CallUnderway));
                visit.when(reopened()).changes_nothing();
            }
            Completed | Cancelled | NoShow | LeftWithoutBeingSeen => {
                becomes(another.clone(), Err(Refusal::AlreadyScheduled));
                becomes(joins(DOCTOR), Err(Refusal::VisitClosed { phase }));
                for (other, step) in closing.clone() {
                    let closed = Err(Refusal::VisitClosed { phase });
                    becomes(step, if other == phase { Ok(phase) } else { closed });
                }
                becomes(reopened(), Ok(Reopened));
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
    visit.when(added(ANA)).changes_nothing(); // H1
    let other = host(Command::AddParticipant(NewParticipant {
        name: participant(BEN).name,
        ..participant(ANA)
    }));
    visit.when(other).refused(Refusal::AlreadyAParticipant);
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
