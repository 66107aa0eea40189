//! R5: who may show that they are typing, and to whom.

use crate::{commands::*, people::*, spec::*};
use chat_domain::{
    ChatKey, PersonId, Policy,
    RulesVersion::{V1, V2},
    VisitKind,
    access::{Typing, sees_typing},
};

const WITH_ANA: ChatKey = direct(DOCTOR, ANA);
const PEOPLE: [PersonId; 8] = [
    DOCTOR, COLLEAGUE, NURSE, ANA, BEN, CARER, OUTSIDER, OVERSEER,
];

/// A group visit under version 2. The doctor has written to Ana, who is in the waiting room.
fn visit() -> Spec {
    let who = [DOCTOR, COLLEAGUE, NURSE, ANA, BEN, CARER];
    given([
        scheduled_under(V2, VisitKind::Group, Policy::DEFAULT, &who),
        enters(ANA),
        says(DOCTOR, WITH_ANA, "hello, Ana"),
    ])
}

/// The signal of a person who may write in the chat.
fn types(spec: &Spec, who: PersonId, chat: ChatKey) -> Typing {
    Typing::now(&spec.state, who, chat).unwrap()
}

fn is_silent(spec: &Spec, who: PersonId, chat: ChatKey) {
    assert_eq!(Typing::now(&spec.state, who, chat), None);
}

/// Everyone who is shown a signal.
fn shown(spec: &Spec, typing: &Typing) -> Vec<PersonId> {
    let mut people = PEOPLE.to_vec();
    people.retain(|who| sees_typing(&spec.state, *who, typing));
    people
}

#[test]
fn r5_typing_is_shown_to_the_readers_of_the_chat_and_to_no_one_else() {
    let visit = visit();
    assert_eq!(shown(&visit, &types(&visit, ANA, WITH_ANA)), [DOCTOR]);
    assert_eq!(shown(&visit, &types(&visit, DOCTOR, WITH_ANA)), [ANA]);
    let to_all = types(&visit, NURSE, ALL);
    assert_eq!(shown(&visit, &to_all), [DOCTOR, COLLEAGUE, ANA]);
    let visit = visit.and([enters(BEN)]);
    assert_eq!(shown(&visit, &to_all), [DOCTOR, COLLEAGUE, ANA, BEN]);
}

#[test]
fn r5_who_is_greyed_out_cannot_signal_typing() {
    let visit = visit();
    is_silent(&visit, ANA, ALL); // W2
    is_silent(&visit, BEN, ALL); // M1
    is_silent(&visit, ANA, direct(COLLEAGUE, ANA));
    is_silent(&visit, NURSE, WITH_ANA); // M5
    is_silent(&visit, OUTSIDER, ALL);
    let visit = visit.and([locks(DOCTOR, WITH_ANA)]);
    is_silent(&visit, ANA, WITH_ANA); // W6
    types(&visit, DOCTOR, WITH_ANA);
    let visit = visit.and([unlocks(DOCTOR, WITH_ANA)]);
    types(&visit, ANA, WITH_ANA);
    let visit = visit.and([completed()]);
    for who in PEOPLE {
        is_silent(&visit, who, WITH_ANA); // W8
        is_silent(&visit, who, ALL);
    }
}

#[test]
fn r5_signal_is_judged_when_it_is_shown() {
    let before = visit();
    let typing = types(&before, ANA, WITH_ANA);
    assert_eq!(shown(&before, &typing), [DOCTOR]);
    for step in [locks(DOCTOR, WITH_ANA), removed(ANA), completed()] {
        assert_eq!(shown(&before.clone().and([step]), &typing), []);
    }
    let typing = types(&before, DOCTOR, WITH_ANA);
    let after = before.and([removed(ANA)]);
    assert_eq!(shown(&after, &typing), [], "W9, P8");
}

#[test]
fn r5_message_of_the_typist_ends_their_signal_and_other_entries_do_not() {
    let visit = visit();
    let typing = types(&visit, ANA, WITH_ANA);
    let visit = visit.and([
        says(DOCTOR, WITH_ANA, "still there?"),
        says(DOCTOR, ALL, "hello, all"),
        says(ANA, ALL, "hello"),
    ]);
    assert_eq!(shown(&visit, &typing), [DOCTOR]);
    let visit = visit.and([says(ANA, WITH_ANA, "yes")]);
    assert_eq!(shown(&visit, &typing), []);
    assert_eq!(shown(&visit, &types(&visit, ANA, WITH_ANA)), [DOCTOR]);
}

#[test]
fn w4_typing_starts_no_chat() {
    let visit = visit();
    types(&visit, DOCTOR, ALL);
    is_silent(&visit, ANA, ALL);
    assert!(!visit.state.chat(&ALL).started);
}

#[test]
fn r5_version_1_has_no_typing() {
    let who = [DOCTOR, ANA];
    let visit = |rules| {
        given([
            scheduled_under(rules, VisitKind::OneToOne, Policy::DEFAULT, &who),
            enters(ANA),
            says(DOCTOR, WITH_ANA, "hello"),
        ])
    };
    let (first, second) = (visit(V1), visit(V2));
    let typing = types(&second, ANA, WITH_ANA);
    is_silent(&first, ANA, WITH_ANA);
    is_silent(&first, DOCTOR, ALL);
    assert_eq!(shown(&first, &typing), []);
    let shows = [&first, &second].map(|visit| visit.view(ANA).shows_typing);
    assert_eq!(shows, [false, true]);
    is_silent(&Spec::default(), DOCTOR, ALL);
}
