//! Versions of the rules: their differences, and that each log is judged by its own version.

use crate::{commands::*, people::*, spec::*};
use chat_domain::{
    Entry, Event, Policy,
    Refusal::NotStarted,
    RulesVersion::{self, V1, V2},
    Violation, VisitKind, replay,
};

/// A group visit with the doctor, the nurse and two patients.
fn visit(rules: RulesVersion) -> Step {
    let who = [DOCTOR, NURSE, ANA, BEN];
    scheduled_under(rules, VisitKind::Group, Policy::DEFAULT, &who)
}

const WITH_ANA: chat_domain::ChatKey = direct(DOCTOR, ANA);

#[test]
fn w4_retracted_message_starts_the_chat_in_version_1() {
    given([
        visit(V1),
        says(DOCTOR, WITH_ANA, "hello"),
        retracts(DOCTOR, "hello"),
    ])
    .may_write(ANA, WITH_ANA);
}

#[test]
fn w4_unanswered_retracted_message_does_not_start_the_chat_in_version_2() {
    let answered = given([visit(V2), says(DOCTOR, WITH_ANA, "hello")]).may_write(ANA, WITH_ANA);
    let grey = answered.and([retracts(DOCTOR, "hello")]);
    assert!(!grey.view(ANA).chats.iter().any(|chat| chat.started));
    grey.grey(ANA, WITH_ANA, NotStarted)
        .and([says(DOCTOR, WITH_ANA, "once more")])
        .may_write(ANA, WITH_ANA);
}

#[test]
fn w4_answered_message_starts_the_chat_in_both_versions() {
    for rules in [V1, V2] {
        given([
            visit(rules),
            says(DOCTOR, WITH_ANA, "hello"),
            says(ANA, WITH_ANA, "good morning"),
            retracts(DOCTOR, "hello"),
        ])
        .may_write(ANA, WITH_ANA)
        .and([
            says(DOCTOR, WITH_ANA, "how are you?"),
            retracts(DOCTOR, "how are you?"),
        ])
        .may_write(ANA, WITH_ANA);
    }
}

#[test]
fn w4_start_stands_while_any_message_stands_in_version_2() {
    given([
        visit(V2),
        enters(ANA),
        says(DOCTOR, ALL, "one"),
        says(NURSE, ALL, "two"),
        retracts(DOCTOR, "one"),
    ])
    .may_write(ANA, ALL)
    .and([retracts(NURSE, "two")])
    .grey(ANA, ALL, NotStarted);
}

#[test]
fn w4_attendees_earlier_message_is_no_answer_in_version_2() {
    given([
        visit(V2),
        joins(DOCTOR),
        joins(ANA),
        says(ANA, WITH_ANA, "can you hear me?"),
        call_ends(),
        says(DOCTOR, WITH_ANA, "yes"),
        retracts(DOCTOR, "yes"),
    ])
    .grey(ANA, WITH_ANA, NotStarted);
}

#[test]
fn w4_retracting_an_attendees_message_keeps_the_start_in_version_2() {
    given([
        visit(V2),
        joins(DOCTOR),
        joins(ANA),
        says(ANA, WITH_ANA, "can you hear me?"),
        call_ends(),
        says(DOCTOR, WITH_ANA, "yes"),
        retracts(ANA, "can you hear me?"),
    ])
    .may_write(ANA, WITH_ANA);
}

#[test]
fn p3_direct_message_opens_with_an_absent_primary_only_in_version_1() {
    for (rules, peer) in [(V1, ANA), (V2, BEN)] {
        let apart = given([
            visit(rules),
            enters(ANA),
            enters(BEN),
            joins(DOCTOR),
            joins(BEN),
        ]);
        let opens = |spec: &Spec| spec.view(DOCTOR).default_direct_chat;
        assert_eq!(opens(&apart), Some(direct(DOCTOR, peer)), "{rules:?}");
        // Ana is the default again as soon as she is in the call, and while no patient is in it.
        let together = apart.clone().and([joins(ANA)]);
        assert_eq!(opens(&together), Some(direct(DOCTOR, ANA)), "{rules:?}");
        let ended = apart.and([call_ends()]);
        assert_eq!(opens(&ended), Some(direct(DOCTOR, ANA)), "{rules:?}");
    }
}

#[test]
fn g2_each_log_is_judged_by_its_own_version() {
    // Permitted by version 1 and refused by version 2.
    let log = given([
        visit(V1),
        says(DOCTOR, WITH_ANA, "hello"),
        retracts(DOCTOR, "hello"),
        says(ANA, WITH_ANA, "hello?"),
    ])
    .log;
    assert_eq!(replay(&log).unwrap().rules_version, V1);
    let under_2: Vec<Entry> = log.into_iter().map(in_version_2).collect();
    let seq = under_2.last().unwrap().seq;
    assert_eq!(
        replay(&under_2),
        Err(Violation::Forbidden {
            seq,
            refusal: NotStarted
        })
    );
    let rest = &under_2[..under_2.len() - 1];
    assert_eq!(replay(rest).unwrap().rules_version, V2);
}

fn in_version_2(mut entry: Entry) -> Entry {
    if let Event::VisitScheduled { rules, .. } = &mut entry.event {
        *rules = V2;
    }
    entry
}
