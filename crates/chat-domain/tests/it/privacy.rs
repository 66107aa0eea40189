//! M7: non-members can't learn that a chat or visit exists.

use crate::{commands::*, people::*, spec::*};
use chat_domain::{
    Actor, ChatKey, Command, MessageId, Refusal,
    access::{may_read_file, may_read_message},
};
use uuid::Uuid;

const SECRET: ChatKey = direct(DOCTOR, ANA);

/// The same visit with and without a direct chat.
fn with_and_without() -> [Spec; 2] {
    let without = given([
        group_visit(),
        enters(ANA),
        enters(BEN),
        says(DOCTOR, ALL, "welcome"),
    ]);
    let with = without.clone().and([
        says(DOCTOR, SECRET, "hello"),
        stages(ANA, SECRET, "rash.png"),
        says_with(ANA, SECRET, "look", &["rash.png"]),
        corrects(DOCTOR, "hello", "hello Ana"),
        retracts(DOCTOR, "look"),
        locks(DOCTOR, SECRET),
    ]);
    [with, without]
}

#[test]
fn m7_outsider_cannot_tell_a_visit_from_an_absent_one() {
    let [with, _] = with_and_without();
    let nothing = Spec::default();
    for step in [
        says(OUTSIDER, ALL, "x"),
        says(OUTSIDER, SECRET, "x"),
        says(OUTSIDER, direct(OUTSIDER, ANA), "x"),
        enters(OUTSIDER),
        joins(OUTSIDER),
        leaves(OUTSIDER),
        corrects(OUTSIDER, "hello", "x"),
        retracts(OUTSIDER, "hello"),
        stages(OUTSIDER, ALL, "x.png"),
        locks(OUTSIDER, SECRET),
        unlocks(OUTSIDER, SECRET),
        (Actor::Person(OUTSIDER), Command::CompleteVisit),
        (Actor::Person(OUTSIDER), Command::ReopenVisit),
        (Actor::Person(OUTSIDER), added(NURSE).1),
        (Actor::Person(OUTSIDER), breaks_glass(OVERSEER, SECRET).1),
    ] {
        with.when(step.clone()).refused(Refusal::VisitUnknown);
        nothing.when(step).refused(Refusal::VisitUnknown);
    }
    with.clone()
        .reads_nothing(OUTSIDER, ALL, Refusal::VisitUnknown)
        .reads_nothing(OUTSIDER, SECRET, Refusal::VisitUnknown);
    assert_eq!(
        chat_domain::view(&with.state, OUTSIDER),
        Err(Refusal::VisitUnknown)
    );
}

#[test]
fn m7_chat_of_others_is_like_an_absent_one() {
    let [with, without] = with_and_without();
    let strange = direct(DOCTOR, OUTSIDER);
    for person in [BEN, COLLEAGUE, NURSE, CARER, INTERPRETER] {
        for spec in [&with, &without] {
            for chat in [SECRET, strange] {
                spec.clone()
                    .grey(person, chat, Refusal::ChatUnknown)
                    .reads_nothing(person, chat, Refusal::ChatUnknown)
                    .when(stages(person, chat, "x.png"))
                    .refused(Refusal::ChatUnknown)
                    // Not even that an id is in use is revealed.
                    .when(stages(person, chat, "rash.png"))
                    .refused(Refusal::ChatUnknown)
                    .when(says(person, chat, "hello"))
                    .refused(Refusal::ChatUnknown)
                    .when(locks(person, chat))
                    .refused(Refusal::ChatUnknown);
            }
        }
    }
}

#[test]
fn m7_message_of_others_is_like_an_absent_one() {
    let [with, _] = with_and_without();
    let absent = MessageId::new(Uuid::from_u128(0xABCD));
    for person in [BEN, COLLEAGUE, NURSE, CARER, INTERPRETER] {
        for id in [message("hello"), message("look"), absent] {
            assert_eq!(
                may_read_message(&with.state, person, id).err(),
                Some(Refusal::MessageUnknown)
            );
        }
        for words in ["hello", "look", "never said"] {
            with.when(corrects(person, words, "x"))
                .refused(Refusal::MessageUnknown)
                .when(retracts(person, words))
                .refused(Refusal::MessageUnknown);
        }
    }
}

#[test]
fn m7_file_of_others_is_like_an_absent_one() {
    let [_, visit] = with_and_without();
    let visit = visit.and([
        stages(DOCTOR, SECRET, "rash.png"),
        says_with(DOCTOR, SECRET, "yours", &["rash.png"]),
        stages(DOCTOR, SECRET, "unsent.png"),
    ]);
    assert!(may_read_file(&visit.state, ANA, attachment("rash.png")).is_ok());
    for person in [BEN, COLLEAGUE, NURSE] {
        for name in ["rash.png", "unsent.png", "never.png"] {
            let file = may_read_file(&visit.state, person, attachment(name));
            assert_eq!(file, Err(Refusal::FileUnknown));
        }
    }
    // Guessing the id is not enough to send it.
    for name in ["rash.png", "unsent.png", "never.png"] {
        visit
            .when(says_with(COLLEAGUE, ALL, "x", &[name]))
            .refused(Refusal::FileUnknown);
    }
}

#[test]
fn m7_direct_chat_does_not_change_the_views_of_others() {
    let [with, without] = with_and_without();
    for person in [BEN, COLLEAGUE, NURSE] {
        assert_eq!(with.view(person), without.view(person));
        assert_eq!(with.messages(person), without.messages(person));
    }
    assert_ne!(with.view(ANA), without.view(ANA));
}

#[test]
fn m7_direct_chat_entries_go_only_to_its_members() {
    let [with, without] = with_and_without();
    for entry in &with.log[without.log.len()..] {
        for person in [COLLEAGUE, NURSE, BEN, OTHER_ANA, CARER, INTERPRETER] {
            assert!(!chat_domain::reads_entry(&with.state, person, entry));
        }
    }
}

#[test]
fn m7_chat_numbers_have_no_gaps_from_other_chats() {
    let [with, _] = with_and_without();
    let visit = with.and([says(DOCTOR, ALL, "next")]);
    let numbers: Vec<_> = visit.messages(BEN).iter().map(|m| m.number.0).collect();
    assert_eq!(numbers, [1, 2]);
}

#[test]
fn m7_attendees_know_of_each_other_only_once_both_have_entered() {
    let visit = given([group_visit(), enters(ANA)]);
    let known = |spec: &Spec, person| -> Vec<_> {
        let view = spec.view(person);
        view.participants.iter().map(|p| p.person).collect()
    };
    assert_eq!(known(&visit, ANA), [DOCTOR, COLLEAGUE, NURSE, ANA]);
    assert_eq!(known(&visit, BEN), [DOCTOR, COLLEAGUE, NURSE, BEN]);
    assert_eq!(known(&visit, NURSE), EVERYONE.map(|p| p.0));
    visit
        .clone()
        .grey(ANA, direct(ANA, BEN), Refusal::ChatUnknown);
    let visit = visit.and([enters(BEN)]);
    assert!(visit.newest_goes_to().contains(&ANA));
    assert!(!visit.newest_goes_to().contains(&CARER));
    assert_eq!(known(&visit, ANA), [DOCTOR, COLLEAGUE, NURSE, ANA, BEN]);
}

#[test]
fn m7_group_latecomer_does_not_see_who_was_removed_before() {
    let visit = given([
        group_visit(),
        enters(ANA),
        enters(CARER),
        says(DOCTOR, ALL, "welcome"),
        removed(ANA),
    ]);
    // Attendees who were there see the removal, and continue to see the person.
    assert!(visit.newest_goes_to().contains(&CARER));
    let visit = visit.and([enters(BEN)]);
    let knows_ana = |person| {
        let participants = visit.view(person).participants;
        participants.iter().any(|seen| seen.person == ANA)
    };
    assert!(!knows_ana(BEN));
    assert!(knows_ana(CARER) && knows_ana(NURSE));
}

#[test]
fn m7_readers_of_a_removed_participants_messages_see_their_name() {
    let visit = given([
        one_to_one_visit(),
        joins(DOCTOR),
        joins(CARER),
        says(CARER, ALL, "I am her aunt"),
        removed(CARER),
        enters(ANA),
    ]);
    let author = visit.messages(ANA)[0].author;
    let participants = visit.view(ANA).participants;
    assert!(participants.iter().any(|seen| seen.person == author));
}

#[test]
fn m7_second_identifiers_and_ranks_are_shown_only_to_the_care_team() {
    let visit = given([group_visit(), enters(ANA), enters(BEN)]);
    for seen in visit.view(BEN).participants {
        assert_eq!((seen.second_identifier, seen.rank), (None, None));
        assert!(!seen.is_primary);
    }
    let nurse = visit.view(NURSE).participants;
    let ana = nurse.iter().find(|p| p.person == ANA).unwrap();
    assert!(ana.second_identifier.is_some() && ana.rank.is_some() && ana.is_primary);
}

#[test]
fn m7_client_message_id_is_shown_only_to_the_sender() {
    let visit = given([group_visit(), says(DOCTOR, SECRET, "hello")]);
    assert!(visit.messages(DOCTOR)[0].client_id.is_some());
    assert!(visit.messages(ANA)[0].client_id.is_none());
}

#[test]
fn m1_visit_chat_activity_is_hidden_before_entering() {
    let quiet = given([group_visit(), enters(ANA)]);
    let busy = quiet
        .clone()
        .and([says(DOCTOR, ALL, "welcome"), locks(DOCTOR, ALL)]);
    assert_eq!(quiet.view(BEN), busy.view(BEN));
    assert_ne!(quiet.view(ANA), busy.view(ANA));
}

#[test]
fn m7_call_of_unseen_attendees_is_hidden_and_not_joinable() {
    let call = given([group_visit(), joins(DOCTOR), joins(ANA)]);
    assert!(call.view(BEN).call_underway);
    let without_doctor = call.clone().and([leaves(DOCTOR)]);
    assert!(!without_doctor.view(BEN).call_underway);
    without_doctor
        .when(joins(BEN))
        .refused(Refusal::NoCallInProgress);
    // An attendee who has entered sees the others and may join them.
    let entered = without_doctor.and([enters(BEN)]);
    assert!(entered.view(BEN).call_underway);
    entered.when(joins(BEN)).accepted();
}
