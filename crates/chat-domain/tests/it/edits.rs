//! V4 and W9 of version 2: edits and undone removals.

use crate::{commands::*, people::*, spec::*};
use chat_domain::{
    Actor, Command, Phase, Policy, PolicyChoices, Presence, Refusal, Role, SecondIdentifier,
    VisitKind,
};

fn group() -> Step {
    under_version_2(group_visit())
}

fn one_to_one() -> Step {
    under_version_2(one_to_one_visit())
}

const WITH_ANA: chat_domain::ChatKey = direct(DOCTOR, ANA);

#[test]
fn v4_host_and_care_team_edit_the_visit() {
    let visit = given([group()]);
    let edited = visit.when(moved(2)).accepted();
    assert_eq!(
        edited.state.scheduled_for,
        Some(NOW + time::Duration::hours(2))
    );
    edited.when(moved(2)).changes_nothing();
    for person in [DOCTOR, NURSE] {
        visit.when((Actor::Person(person), moved(2).1)).accepted();
    }
    visit
        .when((Actor::Person(ANA), moved(2).1))
        .refused(Refusal::CareTeamOnly);
    visit
        .when((Actor::Person(OUTSIDER), moved(2).1))
        .refused(Refusal::VisitUnknown);
    let phase = Phase::Completed;
    visit
        .clone()
        .and([completed()])
        .when(moved(2))
        .refused(Refusal::VisitClosed { phase });
    for step in [moved(2), renamed(ANA, "Ana Souza"), returned(ANA)] {
        given([group_visit()])
            .when(step)
            .refused(Refusal::NotEditable);
    }
}

#[test]
fn v4_corrected_name_is_shown_and_told_apart() {
    let visit = given([group()]);
    let name = |spec: &Spec| {
        let seen = spec.view(DOCTOR).participants;
        let ana = seen.into_iter().find(|p| p.person == ANA).unwrap();
        (ana.name.as_str().to_owned(), ana.qualifier)
    };
    assert_eq!(
        name(&visit),
        ("Ana Silva".to_owned(), Some("MRN 11".to_owned()))
    );
    let visit = visit.clone().and([renamed(ANA, "Ana Souza")]);
    assert_eq!(name(&visit), ("Ana Souza".to_owned(), None));
    visit.when(renamed(ANA, "Ana Souza")).changes_nothing();
    let looks = visit.clone().and([renamed(ANA, "B\u{435}n Cohen")]);
    assert_eq!(name(&looks).1.as_deref(), Some("MRN 11"));
    let second = SecondIdentifier::new("MRN 99").unwrap();
    let edit = chat_domain::ParticipantEdit {
        second_identifier: Some(Some(second.clone())),
        ..edit(ANA)
    };
    let edited = visit.clone().and([host(Command::EditParticipant(edit))]);
    let ana = &edited.state.participants[&ANA];
    assert_eq!(ana.second_identifier, Some(second));
    visit
        .when(renamed(OUTSIDER, "Someone"))
        .refused(Refusal::PersonUnknown);
}

#[test]
fn v4_role_stays_on_its_side_and_loses_no_conversation() {
    let visit = given([group()]);
    for (person, role) in [
        (ANA, Role::Staff),
        (NURSE, Role::Guest),
        (DOCTOR, Role::Patient),
    ] {
        visit
            .when(becomes(person, role))
            .refused(Refusal::RoleFixed);
    }
    visit.when(becomes(NURSE, Role::Provider)).accepted();
    visit.when(becomes(ANA, Role::Guest)).accepted();
    let wrote = visit.clone().and([says(DOCTOR, WITH_ANA, "hello")]);
    wrote
        .when(becomes(ANA, Role::Guest))
        .refused(Refusal::RoleFixed);
    wrote
        .when(becomes(DOCTOR, Role::Staff))
        .refused(Refusal::RoleFixed);
    wrote.when(becomes(COLLEAGUE, Role::Staff)).accepted();
    wrote
        .clone()
        .and([removed(COLLEAGUE)])
        .when(becomes(DOCTOR, Role::Staff))
        .refused(Refusal::LastProvider);
    wrote
        .clone()
        .and([removed(CARER)])
        .when(becomes(CARER, Role::Interpreter))
        .refused(Refusal::RoleFixed);
}

#[test]
fn v4_one_to_one_visit_has_one_patient_ever_also_by_edits() {
    let visit = given([one_to_one()]);
    visit
        .when(becomes(CARER, Role::Patient))
        .refused(Refusal::OnePatientOnly);
    let guest = visit.clone().and([becomes(ANA, Role::Guest)]);
    guest
        .when(becomes(CARER, Role::Patient))
        .refused(Refusal::OnePatientOnly);
    guest.when(added(BEN)).refused(Refusal::OnePatientOnly);
    guest.when(becomes(ANA, Role::Patient)).accepted();
    // The patient of a one-to-one visit reads all of it: only who was the patient before becomes it again.
    guest
        .clone()
        .and([says(DOCTOR, ALL, "among ourselves")])
        .when(becomes(ANA, Role::Patient))
        .accepted();
    let never = under_version_2(scheduled(
        VisitKind::OneToOne,
        Policy::DEFAULT,
        &[DOCTOR, CARER],
    ));
    let never = given([never]);
    never.when(becomes(CARER, Role::Patient)).accepted();
    never
        .and([says(DOCTOR, ALL, "among ourselves")])
        .when(becomes(CARER, Role::Patient))
        .refused(Refusal::RoleFixed);
}

#[test]
fn m6_undone_mistake_with_a_role_opens_nothing() {
    let visit = given([
        one_to_one(),
        becomes(ANA, Role::Guest),
        says(DOCTOR, ALL, "among ourselves"),
        enters(ANA),
        says(DOCTOR, ALL, "welcome"),
    ]);
    let visit = visit.when(becomes(ANA, Role::Patient)).accepted();
    assert_eq!(visit.texts(ANA), ["welcome"]);
}

#[test]
fn v4_only_the_host_edits_the_policy() {
    let choices = PolicyChoices {
        max_acts_per_person: Some(7),
        ..PolicyChoices::default()
    };
    let visit = given([group()]);
    let (_, both) = rechosen(choices);
    for person in [DOCTOR, NURSE] {
        let edit = (Actor::Person(person), both.clone());
        visit.when(edit.clone()).refused(Refusal::HostOnly);
        // Repeating what is already so is a success (H1).
        let done = visit.clone().and([rechosen(choices)]);
        done.when(edit).changes_nothing();
    }
    visit
        .when((Actor::Person(ANA), both))
        .refused(Refusal::CareTeamOnly);
}

#[test]
fn v4_new_patient_who_has_entered_gets_the_next_rank() {
    let visit = given([
        group(),
        enters(CARER),
        enters(BEN),
        becomes(CARER, Role::Patient),
    ]);
    let rank = |spec: &Spec, person| spec.state.participants[&person].rank.map(u32::from);
    assert_eq!((rank(&visit, BEN), rank(&visit, CARER)), (Some(1), Some(2)));
    let visit = visit.clone().and([becomes(BEN, Role::Guest)]);
    assert_eq!(visit.state.primary_patient(), Some(CARER));
    let visit = visit.clone().and([becomes(BEN, Role::Patient)]);
    assert_eq!(visit.state.primary_patient(), Some(BEN));
}

#[test]
fn v4_policy_edits_neither_open_nor_hide() {
    let visit = given([group()]);
    let choose = |choices: PolicyChoices| rechosen(choices);
    let none = PolicyChoices::default();
    for fixed in [
        PolicyChoices {
            open_history: Some(true),
            ..none
        },
        PolicyChoices {
            min_counted_file_bytes: Some(1),
            ..none
        },
    ] {
        visit.when(choose(fixed)).refused(Refusal::PolicyFixed);
    }
    let guests = |on| PolicyChoices {
        guests_have_direct_chats: Some(on),
        ..none
    };
    let with_carer = direct(DOCTOR, CARER);
    let on = visit.clone().and([choose(guests(true))]);
    on.when(choose(guests(true))).changes_nothing();
    on.when(choose(guests(false))).accepted();
    on.clone()
        .and([says(DOCTOR, with_carer, "hello")])
        .when(choose(guests(false)))
        .refused(Refusal::PolicyFixed);
    let limits = PolicyChoices {
        max_files_per_message: Some(1),
        max_acts_per_person: Some(7),
        ..none
    };
    let limited = visit.clone().and([choose(limits)]);
    assert_eq!(limited.view(DOCTOR).limits.max_files_per_message, 1);
}

#[test]
fn w9_undone_removal_leaves_a_gap() {
    let visit = given([
        group(),
        enters(ANA),
        says(DOCTOR, ALL, "before"),
        stages(DOCTOR, ALL, "plan"),
        removed(ANA),
        says(DOCTOR, ALL, "between"),
        says_with(DOCTOR, ALL, "with a file", &["plan"]),
        corrects(DOCTOR, "between", "between, corrected"),
    ]);
    let back = visit.when(returned(ANA)).accepted();
    assert_eq!(back.texts(ANA), ["before"]);
    assert!(back.view(ANA).came_back && !back.view(DOCTOR).came_back);
    let visit = back.and([
        says(DOCTOR, ALL, "after"),
        corrects(DOCTOR, "between", "corrected again"),
    ]);
    assert_eq!(visit.texts(ANA), ["before", "after"]);
    let file = chat_domain::access::may_read_file(&visit.state, ANA, attachment("plan"));
    assert_eq!(file, Err(Refusal::FileUnknown));
    assert_eq!(visit.texts(BEN).len(), 0);
}

#[test]
fn w9_undone_removal_keeps_the_rank_and_brings_back_a_corrected_message() {
    let visit = given([
        group(),
        enters(ANA),
        enters(BEN),
        says(DOCTOR, ALL, "50 mg"),
        removed(ANA),
        corrects(DOCTOR, "50 mg", "5 mg"),
    ]);
    assert_eq!(visit.state.primary_patient(), Some(BEN));
    let back = visit.clone().and([returned(ANA)]);
    assert_eq!(back.state.primary_patient(), Some(ANA));
    assert_eq!(back.state.participants[&ANA].presence, Presence::Away);
    // A message that they may read is shown as it is now.
    assert_eq!(back.texts(ANA), ["5 mg"]);
    back.when(returned(ANA)).changes_nothing();
    let otherwise = host(Command::UndoRemoval {
        person: ANA,
        reason: reason("another reason"),
    });
    back.when(otherwise.clone()).refused(Refusal::NotRemoved);
    given([group()])
        .when(otherwise)
        .refused(Refusal::NotRemoved);
    let expected = given([group(), removed(OTHER_ANA), returned(OTHER_ANA)]);
    let presence = expected.state.participants[&OTHER_ANA].presence;
    assert_eq!(presence, Presence::Expected);
}

#[test]
fn w9_unread_and_read_marks_leave_out_the_gap() {
    let visit = given([
        group(),
        enters(ANA),
        removed(ANA),
        says(DOCTOR, ALL, "between"),
        returned(ANA),
        says(DOCTOR, ALL, "after"),
    ]);
    assert_eq!(chat_domain::view::unread(&visit.state, ANA, &ALL), 1);
    let visit = visit.clone().and([reads(ANA, ALL, 2)]);
    let read_by = |words: &str| {
        let read = chat_domain::view::read_by(&visit.state, DOCTOR, message(words));
        read.unwrap().len()
    };
    assert_eq!((read_by("between"), read_by("after")), (0, 1));
}
