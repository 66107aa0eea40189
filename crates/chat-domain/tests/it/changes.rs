//! V4, W11: what a view says about adding, editing and removing people is what the server does.

use crate::{commands::*, people::*, spec::*};
use chat_domain::{
    Actor, Command, NewParticipant, Policy, Refusal, Role,
    RulesVersion::{V1, V2},
    VisitKind,
    text::DisplayName,
    view::Change,
};

fn visit(kind: VisitKind) -> Step {
    scheduled_under(V2, kind, Policy::DEFAULT, &[DOCTOR, NURSE, ANA, CARER])
}

fn situations() -> Vec<Spec> {
    let spent = Policy {
        max_acts_per_person: Some(1),
        ..Policy::DEFAULT
    };
    let old = scheduled_under(V1, VisitKind::Group, Policy::DEFAULT, &[DOCTOR, NURSE, ANA]);
    let spent = scheduled_under(V2, VisitKind::Group, spent, &[DOCTOR, NURSE, ANA, CARER]);
    let one = given([visit(VisitKind::OneToOne)]);
    vec![
        one.clone().and([removed(ANA)]),
        one.clone().and([cancelled_by_host()]),
        given([visit(VisitKind::Group), removed(CARER)]),
        given([old.clone(), removed(ANA)]),
        given([spent, joins(DOCTOR), removed(ANA)]),
        one,
    ]
}

fn cancelled_by_host() -> Step {
    host(cancelled().1)
}

#[test]
fn v4_view_offers_the_changes_of_people_that_are_accepted() {
    for visit in situations() {
        for shown in visit.view(DOCTOR).participants {
            let person = shown.person;
            for one in shown.changes {
                let (_, command) = match one.change {
                    Change::Edit => renamed(person, "Another Name"),
                    Change::Remove => removed(person),
                    Change::UndoRemoval => returned(person),
                };
                let outcome = visit.when((Actor::Person(DOCTOR), command));
                match one.permitted {
                    Ok(()) => _ = outcome.accepted(),
                    Err(why) => _ = outcome.refused(why),
                }
            }
        }
    }
}

#[test]
fn v4_everyone_is_offered_with_the_change_that_fits_their_presence() {
    for (at, visit) in situations().into_iter().enumerate() {
        let gone = [&[ANA][..], &[], &[CARER], &[ANA], &[ANA], &[]][at];
        for shown in visit.view(DOCTOR).participants {
            let offered: Vec<_> = shown.changes.iter().map(|one| one.change).collect();
            let expected = if gone.contains(&shown.person) {
                [Change::Edit, Change::UndoRemoval]
            } else {
                [Change::Edit, Change::Remove]
            };
            assert_eq!(offered, expected, "{at}: {}", shown.person);
        }
    }
}

#[test]
fn v4_changes_are_permitted_by_phase_version_and_quota() {
    use Change::{Edit, Remove, UndoRemoval};
    let permitted: Vec<Vec<_>> = situations()
        .into_iter()
        .map(|visit| {
            let people = visit.view(DOCTOR).participants.into_iter();
            let changes = people.flat_map(|p| p.changes);
            let permitted = changes.filter(|one| one.permitted.is_ok());
            permitted.map(|one| one.change).collect()
        })
        .collect();
    let expected: [&[Change]; 6] = [
        &[Edit, Edit, Remove, Edit, UndoRemoval, Edit, Remove],
        &[],
        &[Edit, Edit, Remove, Edit, Remove, Edit, UndoRemoval],
        &[Remove],         // version 1 edits no one
        &[Remove, Remove], // V8: removals have no quota
        &[Edit, Edit, Remove, Edit, Remove, Edit, Remove],
    ];
    assert_eq!(permitted, expected);
}

#[test]
fn v4_view_offers_the_additions_that_are_accepted() {
    for visit in situations() {
        for one in visit.view(DOCTOR).additions {
            let add = |shares_history| {
                let new = NewParticipant {
                    person: OUTSIDER,
                    role: one.role,
                    name: DisplayName::new("New Person").unwrap(),
                    second_identifier: None,
                    shares_history,
                };
                visit.when((Actor::Person(DOCTOR), Command::AddParticipant(new)))
            };
            match one.permitted {
                Ok(()) => _ = add(false).accepted(),
                Err(why) => _ = add(false).refused(why),
            }
            match (one.permitted, one.may_share_history) {
                (Ok(()), true) => _ = add(true).accepted(),
                (Ok(()), false) => _ = add(true).refused(Refusal::HistoryNotShared),
                (Err(_), _) => {}
            }
        }
    }
}

#[test]
fn v4_last_provider_and_a_second_patient_are_greyed_out_with_the_reason() {
    let visit = given([visit(VisitKind::OneToOne)]);
    let view = visit.view(DOCTOR);
    let me = view.participants.iter().find(|p| p.person == DOCTOR);
    let remove = me
        .unwrap()
        .changes
        .iter()
        .find(|c| c.change == Change::Remove);
    assert_eq!(remove.unwrap().permitted, Err(Refusal::LastProvider));
    let patient = view.additions.iter().find(|a| a.role == Role::Patient);
    assert_eq!(patient.unwrap().permitted, Err(Refusal::OnePatientOnly));
}

#[test]
fn v1_attendees_are_offered_no_change_of_people() {
    let visit = given([visit(VisitKind::Group), enters(ANA), enters(CARER)]);
    for viewer in [ANA, CARER] {
        let view = visit.view(viewer);
        assert!(view.additions.is_empty());
        assert!(view.participants.iter().all(|p| p.changes.is_empty()));
    }
}
