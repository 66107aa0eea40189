//! W9, R4: what waits for people who were removed and came back, and for the others.

use crate::{commands::*, people::*, spec::*};
use chat_domain::{ChatKey, PersonId, Policy, Refusal, RulesVersion::V2, VisitKind, VisitSummary};

/// A group visit under version 2 with two providers, the nurse and two patients.
fn visit(policy: Policy) -> Step {
    let who = [DOCTOR, COLLEAGUE, NURSE, ANA, BEN];
    scheduled_under(V2, VisitKind::Group, policy, &who)
}

/// The number of the message of a chat that waits for a person; their dashboard row agrees.
fn waiting(spec: &Spec, who: PersonId, chat: ChatKey) -> Option<u64> {
    let view = spec.view(who);
    let row = VisitSummary::of(&spec.state).unwrap().waiting_since(who);
    assert_eq!(view.waiting_since, row);
    let found = view.chats.into_iter().find(|found| found.chat == chat);
    Some(found?.waiting?.number.0)
}

/// The colleague was removed while Ana asked, and came back.
fn asked_in_between() -> Spec {
    given([
        visit(Policy::DEFAULT),
        enters(ANA),
        says(DOCTOR, ALL, "hello"),
        removed(COLLEAGUE),
        says(ANA, ALL, "what they missed"),
        returned(COLLEAGUE),
    ])
}

#[test]
fn w9_what_was_sent_during_an_absence_waits_for_the_others_alone() {
    let visit = asked_in_between();
    assert_eq!(waiting(&visit, DOCTOR, ALL), Some(2));
    assert_eq!(waiting(&visit, COLLEAGUE, ALL), None);
    visit
        .when(sets_aside(COLLEAGUE, ALL, 2))
        .refused(Refusal::MessageUnknown);
    let visit = visit.and([says(ANA, ALL, "please")]);
    assert_eq!(waiting(&visit, DOCTOR, ALL), Some(2));
    // Their number of the chat's entry 3 (M7).
    assert_eq!(waiting(&visit, COLLEAGUE, ALL), Some(2));
    assert_eq!(visit.state.waiting.changed(), visit.state.version);
    let visit = visit.and([retracts(ANA, "please")]);
    assert_eq!(waiting(&visit, COLLEAGUE, ALL), None);
    assert_eq!(visit.state.waiting.changed(), visit.state.version);
}

#[test]
fn w9_correction_that_waits_only_for_the_returned_person_is_noticed() {
    let visit = given([
        visit(Policy::DEFAULT),
        enters(ANA),
        says(DOCTOR, ALL, "hello"),
        says(ANA, ALL, "fine"),
        reads(DOCTOR, ALL, 2),
        says(DOCTOR, ALL, "good"),
        removed(COLLEAGUE),
        says(ANA, ALL, "what they missed"),
        returned(COLLEAGUE),
    ]);
    assert_eq!(waiting(&visit, COLLEAGUE, ALL), None);
    let visit = visit.and([corrects(ANA, "fine", "worse")]);
    assert_eq!(waiting(&visit, DOCTOR, ALL), Some(4));
    // They number what they read (M7).
    assert_eq!(waiting(&visit, COLLEAGUE, ALL), Some(4));
    assert_eq!(visit.state.waiting.changed(), visit.state.version);
}

#[test]
fn w9_no_answer_needed_ends_no_wait_of_what_the_person_could_not_read() {
    let visit = asked_in_between().and([says(ANA, ALL, "please")]);
    let visit = visit.and([sets_aside(COLLEAGUE, ALL, 3)]);
    assert_eq!(waiting(&visit, COLLEAGUE, ALL), None);
    assert_eq!(waiting(&visit, DOCTOR, ALL), Some(2));
    assert_eq!(visit.state.waiting.changed(), visit.state.version);
    let ended = visit.clone().and([sets_aside(DOCTOR, ALL, 3)]);
    assert_eq!(waiting(&ended, DOCTOR, ALL), None);
    // An answer of someone who could read all of it ends the wait; taking it back lets only what was not set
    // aside wait again.
    let visit = visit.and([reads(NURSE, ALL, 3), says(NURSE, ALL, "coming")]);
    assert_eq!(waiting(&visit, DOCTOR, ALL), None);
    let visit = visit.and([retracts(NURSE, "coming")]);
    assert_eq!(waiting(&visit, DOCTOR, ALL), Some(2));
    assert_eq!(waiting(&visit, COLLEAGUE, ALL), None);
}

#[test]
fn w9_an_answer_ends_no_wait_of_what_its_author_could_not_read() {
    let visit = asked_in_between().and([
        says(ANA, ALL, "please"),
        reads(COLLEAGUE, ALL, 3),
        says(COLLEAGUE, ALL, "coming"),
    ]);
    assert_eq!(waiting(&visit, COLLEAGUE, ALL), None);
    assert_eq!(waiting(&visit, DOCTOR, ALL), Some(2));
    // What they could read is answered.
    let rest = visit.clone().and([retracts(ANA, "what they missed")]);
    assert_eq!(waiting(&rest, DOCTOR, ALL), None);
    // Taken back, it answers nothing.
    let visit = visit.and([retracts(COLLEAGUE, "coming")]);
    assert_eq!(waiting(&visit, COLLEAGUE, ALL), Some(2));
    // Another one's answer ends the wait of all of it, also if theirs comes later.
    let visit = visit.and([
        reads(NURSE, ALL, 3),
        says(NURSE, ALL, "on my way"),
        says(COLLEAGUE, ALL, "me too"),
    ]);
    assert_eq!(waiting(&visit, DOCTOR, ALL), None);
    let visit = visit.and([retracts(NURSE, "on my way")]);
    assert_eq!(waiting(&visit, DOCTOR, ALL), Some(2));
    assert_eq!(waiting(&visit, COLLEAGUE, ALL), None);
}

#[test]
fn w9_record_from_an_absence_is_not_shown() {
    let visit = asked_in_between().and([
        removed(COLLEAGUE),
        sets_aside(DOCTOR, ALL, 2),
        returned(COLLEAGUE),
    ]);
    let by = |spec: &Spec, who| {
        let mut chats = spec.view(who).chats.into_iter();
        let all = chats.find(|found| found.chat == ALL).unwrap();
        all.no_answer_needed.map(|record| record.by)
    };
    assert_eq!(by(&visit, DOCTOR), Some(DOCTOR));
    assert_eq!(by(&visit, NURSE), Some(DOCTOR));
    assert_eq!(by(&visit, COLLEAGUE), None);
    let visit = visit.and([says(ANA, ALL, "please"), sets_aside(NURSE, ALL, 3)]);
    assert_eq!(by(&visit, COLLEAGUE), Some(NURSE));
}
