//! M1 to M4 and M6: who is a member of a chat, and from which entry they read.

use crate::{commands::*, people::*, spec::*};
use chat_domain::{Actor, Command, Policy, Refusal, RulesVersion::V2, VisitKind, decide};

#[test]
fn m1_care_team_is_in_the_visit_chat_from_the_start() {
    given([group_visit()])
        .reads_from(DOCTOR, ALL, 1)
        .reads_from(COLLEAGUE, ALL, 1)
        .reads_from(NURSE, ALL, 1);
}

#[test]
fn m1_attendees_are_in_the_visit_chat_once_they_have_entered() {
    let visit = given([group_visit()])
        .reads_nothing(ANA, ALL, Refusal::NotEntered)
        .reads_nothing(CARER, ALL, Refusal::NotEntered)
        .grey(INTERPRETER, ALL, Refusal::NotEntered)
        .and([enters(ANA), joins(DOCTOR), joins(INTERPRETER)]);
    visit
        .reads_from(ANA, ALL, 1)
        .reads_from(INTERPRETER, ALL, 1)
        .reads_nothing(CARER, ALL, Refusal::NotEntered);
}

#[test]
fn m1_leaving_or_disconnecting_keeps_membership() {
    let visit = given([
        group_visit(),
        enters(ANA),
        leaves(ANA),
        says(DOCTOR, ALL, "hello"),
    ]);
    assert_eq!(visit.texts(ANA), ["hello"]);
    visit.may_write(ANA, ALL);
}

#[test]
fn m1_message_goes_only_to_the_members() {
    let visit = given([group_visit(), enters(ANA), says(DOCTOR, ALL, "hello")]);
    assert_eq!(
        visit.newest_goes_to(),
        [DOCTOR, COLLEAGUE, NURSE, ANA].into()
    );
    assert!(visit.texts(BEN).is_empty());
}

#[test]
fn m2_direct_chat_has_one_provider_and_one_patient() {
    let visit = given([group_visit()])
        .may_write(DOCTOR, direct(DOCTOR, ANA))
        .and([says(DOCTOR, direct(DOCTOR, ANA), "hello")]);
    assert_eq!(visit.newest_goes_to(), [DOCTOR, ANA].into());
    assert_eq!(visit.texts(ANA), ["hello"]);
    visit
        .reads_from(DOCTOR, direct(DOCTOR, ANA), 1)
        .reads_from(ANA, direct(DOCTOR, ANA), 1);
}

#[test]
fn m2_a_patient_reads_a_direct_chat_before_having_entered() {
    given([group_visit()]).reads_from(ANA, direct(DOCTOR, ANA), 1);
}

#[test]
fn m2_chat_with_a_removed_person_is_shown_only_if_it_has_messages() {
    let peers = |spec: &Spec| -> Vec<_> {
        let chats = spec.view(DOCTOR).chats;
        chats.into_iter().filter_map(|chat| chat.peer).collect()
    };
    let visit = given([group_visit(), says(DOCTOR, direct(DOCTOR, ANA), "hello")]);
    assert_eq!(peers(&visit), [ANA, BEN, OTHER_ANA]);
    let visit = visit.and([removed(ANA), removed(BEN)]);
    assert_eq!(peers(&visit), [ANA, OTHER_ANA]);
}

#[test]
fn m4_interpreter_has_no_direct_chat_by_default() {
    let visit = given([group_visit(), enters(INTERPRETER)]);
    let chat = direct(DOCTOR, INTERPRETER);
    visit
        .grey(DOCTOR, chat, Refusal::RoleHasNoDirectChats)
        .grey(INTERPRETER, chat, Refusal::RoleHasNoDirectChats)
        .reads_nothing(DOCTOR, chat, Refusal::RoleHasNoDirectChats);
}

#[test]
fn m2_chat_with_swapped_sides_does_not_exist() {
    given([group_visit()])
        .grey(DOCTOR, direct(ANA, DOCTOR), Refusal::ChatUnknown)
        .grey(ANA, direct(ANA, DOCTOR), Refusal::ChatUnknown);
}

#[test]
fn m3_two_attendees_have_no_direct_chat() {
    given([group_visit(), enters(ANA), enters(BEN)])
        .grey(ANA, direct(ANA, BEN), Refusal::TwoAttendees)
        .grey(BEN, direct(ANA, BEN), Refusal::TwoAttendees)
        .grey(ANA, direct(ANA, ANA), Refusal::TwoAttendees);
}

#[test]
fn m3_two_care_team_members_have_no_direct_chat() {
    given([group_visit()])
        .grey(
            DOCTOR,
            direct(DOCTOR, COLLEAGUE),
            Refusal::TwoCareTeamMembers,
        )
        .grey(NURSE, direct(DOCTOR, NURSE), Refusal::TwoCareTeamMembers)
        .grey(DOCTOR, direct(DOCTOR, DOCTOR), Refusal::TwoCareTeamMembers);
}

#[test]
fn m4_guests_have_direct_chats_only_by_policy() {
    let chat = direct(DOCTOR, CARER);
    given([group_visit()]).grey(DOCTOR, chat, Refusal::GuestsHaveNoDirectChats);
    let policy = Policy {
        guests_have_direct_chats: true,
        ..Policy::DEFAULT
    };
    given([group_visit_under(policy)])
        .grey(CARER, chat, Refusal::NotStarted)
        .and([says(DOCTOR, chat, "hello")])
        .may_write(CARER, chat)
        .grey(
            DOCTOR,
            direct(DOCTOR, INTERPRETER),
            Refusal::RoleHasNoDirectChats,
        );
}

#[test]
fn m4_interpreters_have_direct_chats_only_by_policy() {
    let chat = direct(DOCTOR, INTERPRETER);
    given([group_visit()]).grey(DOCTOR, chat, Refusal::RoleHasNoDirectChats);
    let policy = Policy {
        interpreters_have_direct_chats: true,
        ..Policy::DEFAULT
    };
    given([group_visit_under(policy)])
        .grey(INTERPRETER, chat, Refusal::NotStarted)
        .and([says(DOCTOR, chat, "hello")])
        .may_write(INTERPRETER, chat)
        .grey(
            DOCTOR,
            direct(DOCTOR, CARER),
            Refusal::GuestsHaveNoDirectChats,
        );
}

#[test]
fn m4_staff_have_direct_chats_only_by_policy() {
    let chat = direct(NURSE, ANA);
    given([group_visit()])
        .grey(NURSE, chat, Refusal::StaffHaveNoDirectChats)
        .grey(ANA, chat, Refusal::StaffHaveNoDirectChats);
    let policy = Policy {
        staff_have_direct_chats: true,
        ..Policy::DEFAULT
    };
    given([group_visit_under(policy)])
        .grey(ANA, chat, Refusal::NotStarted)
        .and([says(NURSE, chat, "hello")])
        .may_write(ANA, chat);
}

#[test]
fn m6_group_latecomer_reads_from_their_first_entry() {
    let visit = given([
        group_visit(),
        enters(ANA),
        says(DOCTOR, ALL, "before"),
        enters(BEN),
        says(DOCTOR, ALL, "after"),
    ]);
    assert_eq!(visit.texts(ANA), ["before", "after"]);
    assert_eq!(visit.texts(BEN), ["after"]);
    assert_eq!(visit.texts(NURSE), ["before", "after"]);
    visit.reads_from(BEN, ALL, 2);
}

#[test]
fn m6_leaving_and_returning_does_not_move_the_start() {
    let visit = given([
        group_visit(),
        enters(BEN),
        says(DOCTOR, ALL, "first"),
        leaves(BEN),
        says(DOCTOR, ALL, "while away"),
        enters(BEN),
    ]);
    assert_eq!(visit.texts(BEN), ["first", "while away"]);
}

#[test]
fn m6_latecomer_gets_no_changes_of_messages_they_may_not_read() {
    let visit = given([
        group_visit(),
        says(DOCTOR, ALL, "before"),
        enters(BEN),
        corrects(DOCTOR, "before", "before, corrected"),
    ]);
    assert!(!visit.newest_goes_to().contains(&BEN));
    let visit = visit.and([retracts(DOCTOR, "before")]);
    assert!(!visit.newest_goes_to().contains(&BEN));
    assert!(visit.messages(BEN).is_empty());
}

#[test]
fn m6_one_to_one_attendees_read_the_whole_history() {
    let visit = given([
        one_to_one_visit(),
        says(DOCTOR, ALL, "before"),
        enters(ANA),
        enters(CARER),
    ]);
    assert_eq!(visit.texts(ANA), ["before"]);
    assert_eq!(visit.texts(CARER), ["before"]);
}

/// A one-to-one visit under version 2 with a message from before anyone entered.
fn private_visit() -> Spec {
    let who = [DOCTOR, NURSE, ANA, CARER];
    given([
        scheduled_under(V2, VisitKind::OneToOne, Policy::DEFAULT, &who),
        says(DOCTOR, ALL, "before"),
    ])
}

#[test]
fn m6_guests_and_interpreters_of_a_one_to_one_visit_read_from_their_first_entry_in_version_2() {
    let visit = private_visit().and([
        added(INTERPRETER),
        enters(ANA),
        enters(CARER),
        says(DOCTOR, ALL, "between"),
        enters(INTERPRETER),
        says(DOCTOR, ALL, "after"),
    ]);
    assert_eq!(visit.texts(ANA), ["before", "between", "after"]);
    assert_eq!(visit.texts(CARER), ["between", "after"]);
    assert_eq!(visit.texts(INTERPRETER), ["after"]);
}

#[test]
fn m6_history_is_shared_with_a_guest_of_a_one_to_one_visit_by_choice() {
    let visit = private_visit()
        .when(added_with_history(FRIEND))
        .accepted()
        .and([enters(FRIEND)]);
    assert_eq!(visit.texts(FRIEND), ["before"]);
    assert_eq!(chat_domain::replay(&visit.log), Ok(visit.state));
}

#[test]
fn m6_history_of_a_group_visit_is_shared_with_interpreters_only() {
    let who = [DOCTOR, ANA];
    let visit = given([
        scheduled_under(V2, VisitKind::Group, Policy::DEFAULT, &who),
        says(DOCTOR, ALL, "before"),
    ]);
    for other in [BEN, CARER, NURSE] {
        visit
            .when(added_with_history(other))
            .refused(Refusal::HistoryNotShared);
    }
    let visit = visit
        .and([added_with_history(INTERPRETER), enters(INTERPRETER)])
        .and([enters(ANA)]);
    assert_eq!(visit.texts(INTERPRETER), ["before"]);
    assert!(visit.texts(ANA).is_empty());
}

#[test]
fn m6_only_the_host_and_the_care_team_share_the_history() {
    let visit = private_visit().and([enters(ANA)]);
    let (_, share) = added_with_history(INTERPRETER);
    for (actor, permitted) in [
        (Actor::Host, true),
        (Actor::Person(NURSE), true),
        (Actor::Person(ANA), false),
        (Actor::Person(OUTSIDER), false),
    ] {
        let shared = decide(&visit.state, actor, &share);
        assert_eq!(shared.is_ok(), permitted, "{actor:?}");
    }
}

#[test]
fn m6_version_1_has_no_choice_of_sharing() {
    for kind in [VisitKind::OneToOne, VisitKind::Group] {
        given([scheduled(kind, Policy::DEFAULT, &[DOCTOR, ANA])])
            .when(added_with_history(INTERPRETER))
            .refused(Refusal::HistoryNotShared);
    }
}

#[test]
fn m6_history_is_shared_with_people_who_are_scheduled() {
    let (actor, mut schedule) = scheduled_under(
        V2,
        VisitKind::OneToOne,
        Policy::DEFAULT,
        &[DOCTOR, ANA, CARER],
    );
    if let Command::ScheduleVisit(visit) = &mut schedule {
        visit.participants[2].shares_history = true;
    }
    let visit = given([
        (actor, schedule.clone()),
        says(DOCTOR, ALL, "before"),
        enters(CARER),
    ]);
    assert_eq!(visit.texts(CARER), ["before"]);
    if let Command::ScheduleVisit(visit) = &mut schedule {
        visit.participants[1].shares_history = true;
    }
    Spec::default()
        .when((actor, schedule))
        .refused(Refusal::HistoryNotShared);
}

#[test]
fn m7_late_attendee_counts_from_1_whatever_came_before() {
    let visit = private_visit().and([
        says(DOCTOR, ALL, "between"),
        enters(CARER),
        says(DOCTOR, ALL, "one"),
        corrects(DOCTOR, "before", "before, corrected"),
        retracts(DOCTOR, "between"),
        corrects(DOCTOR, "one", "one, corrected"),
        says(DOCTOR, ALL, "three"),
    ]);
    let numbers = |who| -> Vec<_> {
        let messages = visit.messages(who).into_iter();
        let numbers = messages.map(|m| (m.number.0, m.version_number.0));
        numbers.collect()
    };
    assert_eq!(numbers(CARER), [(1, 2), (3, 3)]);
    assert_eq!(numbers(NURSE), [(1, 4), (2, 2), (3, 6), (7, 7)]);
}

#[test]
fn m6_policy_opens_the_whole_history_of_a_group_visit() {
    let policy = Policy {
        open_history: true,
        ..Policy::DEFAULT
    };
    let visit = given([
        group_visit_under(policy),
        says(DOCTOR, ALL, "before"),
        enters(BEN),
    ]);
    assert_eq!(visit.texts(BEN), ["before"]);
}

#[test]
fn m6_care_team_member_added_later_reads_the_whole_history() {
    let visit = given([
        scheduled(VisitKind::Group, Policy::DEFAULT, &[DOCTOR, ANA]),
        says(DOCTOR, ALL, "before"),
        added(NURSE),
    ]);
    assert_eq!(visit.texts(NURSE), ["before"]);
}
