//! P1 to P8: the primary patient and the right recipient.

use crate::{commands::*, people::*, spec::*};
use chat_domain::{DisplayName, PersonId, Policy, Recipient, Refusal, VisitKind, VisitView};
use std::collections::BTreeSet;

fn primary(view: &VisitView) -> Option<PersonId> {
    let primary = view.participants.iter().find(|p| p.is_primary);
    primary.map(|p| p.person)
}

fn name(text: &str) -> DisplayName {
    DisplayName::new(text).unwrap()
}

#[test]
fn p1_the_first_patient_in_the_waiting_room_is_primary() {
    let visit = given([group_visit()]);
    assert_eq!(primary(&visit.view(DOCTOR)), None);
    let visit = visit.and([enters(CARER), enters(BEN), enters(ANA)]);
    assert_eq!(primary(&visit.view(DOCTOR)), Some(BEN));
    let seen = visit.view(NURSE).participants;
    let rank = |who| seen.iter().find(|p| p.person == who).unwrap().rank;
    assert_eq!(rank(BEN).map(Into::into), Some(1_u32));
    assert_eq!(rank(ANA).map(Into::into), Some(2_u32));
    assert_eq!((rank(CARER), rank(OTHER_ANA)), (None, None));
}

#[test]
fn p1_joining_the_call_enters_the_waiting_room_first() {
    let visit = given([group_visit(), joins(DOCTOR), joins(ANA), enters(BEN)]);
    assert_eq!(primary(&visit.view(DOCTOR)), Some(ANA));
}

#[test]
fn p2_direct_message_opens_with_the_primary_patient_and_any_can_be_chosen() {
    let visit = given([group_visit(), enters(BEN), joins(DOCTOR), joins(ANA)]);
    let view = visit.view(DOCTOR);
    assert_eq!(view.default_direct_chat, Some(direct(DOCTOR, BEN)));
    for patient in [ANA, BEN, OTHER_ANA] {
        let shown = view.chats.iter().find(|c| c.peer == Some(patient)).unwrap();
        assert_eq!(shown.chat, direct(DOCTOR, patient));
        assert_eq!(shown.access.write, Ok(()));
    }
    let own = direct(COLLEAGUE, BEN);
    assert_eq!(visit.view(COLLEAGUE).default_direct_chat, Some(own));
    assert_eq!(visit.view(NURSE).default_direct_chat, None);
}

#[test]
fn p2_attendees_direct_message_opens_with_the_provider_who_wrote() {
    let visit = given([group_visit(), enters(ANA)]);
    let first = Some(direct(DOCTOR, ANA));
    assert_eq!(visit.view(ANA).default_direct_chat, first);
    let visit = visit.and([says(COLLEAGUE, direct(COLLEAGUE, ANA), "hello")]);
    let written = Some(direct(COLLEAGUE, ANA));
    assert_eq!(visit.view(ANA).default_direct_chat, written);
    assert_eq!(visit.view(CARER).default_direct_chat, None);
}

#[test]
fn p3_disconnecting_and_returning_keeps_the_rank() {
    let visit = given([
        group_visit(),
        enters(ANA),
        enters(BEN),
        leaves(ANA),
        joins(DOCTOR),
        joins(BEN),
    ]);
    assert_eq!(primary(&visit.view(DOCTOR)), Some(ANA));
    let visit = visit.and([joins(ANA), leaves(ANA), enters(ANA), call_ends()]);
    assert_eq!(primary(&visit.view(DOCTOR)), Some(ANA));
}

#[test]
fn p3_only_removal_makes_the_next_patient_the_default() {
    let visit = given([
        group_visit(),
        enters(ANA),
        enters(BEN),
        enters(OTHER_ANA),
        says(DOCTOR, direct(DOCTOR, ANA), "hello"),
        removed(ANA),
    ]);
    let view = visit.view(DOCTOR);
    assert_eq!(primary(&view), Some(BEN));
    assert_eq!(view.default_direct_chat, Some(direct(DOCTOR, BEN)));
    // An open window stays with the person for whom it was opened.
    let open = view.chats.iter().find(|c| c.peer == Some(ANA)).unwrap();
    assert_eq!(open.recipient, Recipient::Person(ANA));
    assert_eq!(open.access.write, Err(Refusal::RecipientRemoved));
    let visit = visit.and([removed(BEN)]);
    assert_eq!(primary(&visit.view(DOCTOR)), Some(OTHER_ANA));
}

#[test]
fn p4_before_the_call_each_patient_and_the_visit_have_their_chat() {
    let view = given([group_visit()]).view(DOCTOR);
    assert_eq!(view.chats[0].chat, ALL);
    let peers: Vec<_> = view.chats[1..].iter().map(|c| c.peer.unwrap()).collect();
    assert_eq!(peers, [ANA, BEN, OTHER_ANA]);
    // No one has entered, so there is no default chat.
    assert_eq!(view.default_direct_chat, None);
}

#[test]
fn p5_each_chat_names_a_peer_that_the_viewer_sees() {
    let visit = given([group_visit(), enters(ANA), joins(DOCTOR)]);
    for (person, _, _) in EVERYONE {
        let view = visit.view(person);
        let seen: BTreeSet<_> = view.participants.iter().map(|p| p.person).collect();
        for chat in view.chats {
            assert_eq!(chat.peer.is_none(), chat.chat == ALL);
            assert!(chat.peer.is_none_or(|peer| seen.contains(&peer)));
        }
    }
}

#[test]
fn p6_send_must_name_its_recipient() {
    let visit = given([group_visit(), enters(ANA), says(DOCTOR, ALL, "welcome")]);
    let with_ana = direct(DOCTOR, ANA);
    for (sender, chat, wrong) in [
        (DOCTOR, with_ana, Recipient::Person(BEN)),
        (DOCTOR, with_ana, Recipient::Everyone),
        (DOCTOR, with_ana, Recipient::Person(DOCTOR)),
        (DOCTOR, ALL, Recipient::Person(ANA)),
        (ANA, ALL, Recipient::Person(DOCTOR)),
    ] {
        visit
            .when(says_to(sender, chat, wrong, "meant for another"))
            .refused(Refusal::RecipientMismatch);
    }
    let right = Recipient::Person(ANA);
    visit
        .when(says_to(DOCTOR, with_ana, right, "hello"))
        .then([sent(DOCTOR, with_ana, 1, "hello")]);
}

#[test]
fn p7_names_that_look_alike_count_as_one_name() {
    for (one, other) in [
        ("Ana Silva", "ANA SILVA"),
        ("Ana Silva", "Аnа Ѕіlvа"),
        ("Ana Silva", "Ａｎａ Ｓｉｌｖａ"),
        ("Ana Silva", "Ana\u{200B} Sil\u{202E}va"),
        ("Iris", "lris"),
        ("Iris", "IRIS"),
        ("lris", "iris"),
        ("Olga", "0lga"),
        ("Ana Silva", "A\u{FE0F}na Silva"),
        ("José", "Jose\u{301}"),
        ("علی\u{200C}رضا", "علیرضا"),
        ("葛\u{E0100}城", "葛城"),
    ] {
        assert!(name(one).looks_like(&name(other)), "{one} and {other}");
        assert!(name(other).looks_like(&name(one)), "{other} and {one}");
    }
    for (one, other) in [("Ana Silva", "Anna Silva"), ("José", "Jose"), ("Li", "Lu")] {
        assert!(!name(one).looks_like(&name(other)), "{one} and {other}");
    }
}

#[test]
fn p7_name_has_a_visible_character_and_no_hidden_ones() {
    assert_eq!(name(" Ana\n\u{202E}Silva\u{7}\t").as_str(), "Ana Silva");
    for blank in [
        "",
        " \t",
        "\u{200D}\u{FEFF}",
        "\u{2800}",
        "\u{3164}",
        "\u{17B5}",
        "\u{FE0F}",
    ] {
        assert!(
            DisplayName::new(blank).is_err(),
            "{}",
            blank.escape_unicode()
        );
    }
    assert!(DisplayName::new(&"a".repeat(101)).is_err());
    // Marks stacked on one letter would cover the neighboring lines.
    let tower = format!("Ana{} Silva", "\u{335}".repeat(30));
    assert_eq!(
        name(&tower).as_str(),
        "Ana\u{335}\u{335}\u{335}\u{335} Silva"
    );
}

#[test]
fn p8_message_to_a_person_who_left_is_held() {
    let with_ana = direct(DOCTOR, ANA);
    let visit = given([
        group_visit(),
        joins(DOCTOR),
        joins(ANA),
        leaves(ANA),
        says(DOCTOR, with_ana, "call me back"),
    ]);
    assert_eq!(visit.newest_goes_to(), [DOCTOR, ANA].into());
    assert_eq!(visit.and([joins(ANA)]).texts(ANA), ["call me back"]);
}

#[test]
fn p8_message_to_a_removed_person_is_refused() {
    let with_ana = direct(DOCTOR, ANA);
    let visit = given([
        group_visit(),
        says(DOCTOR, with_ana, "hello"),
        says(ANA, with_ana, "hello doctor"),
        removed(ANA),
    ])
    .grey(DOCTOR, with_ana, Refusal::RecipientRemoved);
    assert_eq!(visit.texts(DOCTOR), ["hello", "hello doctor"]);
    let visit = given([
        scheduled(VisitKind::Group, Policy::DEFAULT, &[DOCTOR, COLLEAGUE, ANA]),
        says(DOCTOR, with_ana, "hello"),
        removed(DOCTOR),
    ])
    .grey(ANA, with_ana, Refusal::RecipientRemoved);
    assert_eq!(visit.texts(ANA), ["hello"]);
}
