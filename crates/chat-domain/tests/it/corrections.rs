//! F8: correcting a message to its current text.

use crate::{commands::*, people::*, spec::*};
use chat_domain::{
    Actor, ChatNumber, Entry, Event, Policy, Refusal,
    RulesVersion::{self, V1, V2},
    Violation, VisitKind, replay,
    view::corrected_message,
};
use proptest::prelude::*;

fn visit(rules: RulesVersion) -> Step {
    scheduled_under(rules, VisitKind::Group, Policy::DEFAULT, &[DOCTOR, ANA])
}

proptest! {
    #[test]
    fn f8_correcting_to_the_text_it_has_changes_nothing(
        words in "[a-zA-Z0-9é ]{0,9}[a-zé]",
        others in prop::collection::vec("[a-zA-Z0-9é ]{0,3}[a-zé]", 0..6),
        files in 0_usize..3,
        second in any::<bool>(),
    ) {
        let rules = RulesVersion::ALL[usize::from(second)];
        let names = &["1.png", "2.png"][..files];
        let chat = direct(DOCTOR, ANA);
        let uploads = ["1.png", "2.png"].map(|name| stages(DOCTOR, chat, name));
        let mut spec = given([visit(rules)]).and(uploads).and([says_with(DOCTOR, chat, &words, names)]);
        let mut current = text(&words);
        for other in others {
            spec = spec.when(corrects(DOCTOR, &words, current.as_str())).changes_nothing();
            let step = corrects(DOCTOR, &words, &other);
            let next = text(&other);
            spec = if next == current {
                spec.when(step).changes_nothing()
            } else {
                spec.when(step).accepted()
            };
            current = next;
        }
        spec.when(corrects(DOCTOR, &words, current.as_str())).changes_nothing();
    }
}

#[test]
fn f8_no_op_correction_needs_no_quota_but_only_the_author_may_make_it() {
    let policy = Policy {
        max_corrections_per_message: Some(0),
        max_entries_per_person: Some(1),
        ..Policy::DEFAULT
    };
    given([group_visit_under(policy), says(DOCTOR, ALL, "5 mg")])
        .when(corrects(DOCTOR, "5 mg", " 5 mg "))
        .changes_nothing()
        .when(corrects(DOCTOR, "5 mg", "50 mg"))
        .refused(Refusal::TooManyCorrections { max: 0 })
        .when(corrects(COLLEAGUE, "5 mg", "5 mg"))
        .refused(Refusal::NotTheAuthor);
}

#[test]
fn f8_author_is_shown_the_message_as_it_is_after_a_correction() {
    let seen = |spec: &Spec, by, words: &str| {
        corrected_message(&spec.state, by, message("5 mg"), &text(words))
    };
    let sent = given([group_visit(), says(DOCTOR, ALL, "5 mg")]);
    let first = seen(&sent, DOCTOR, "5 mg").unwrap();
    assert_eq!(sent.messages(DOCTOR), std::slice::from_ref(&first));
    assert_eq!(first.text, Some(text("5 mg")));
    assert_eq!(
        seen(&sent, DOCTOR, "6 mg").unwrap().text,
        None,
        "it never had this text"
    );
    assert_eq!(seen(&sent, COLLEAGUE, "5 mg").unwrap().client_id, None);

    let corrected = sent.and([corrects(DOCTOR, "5 mg", "6 mg")]);
    let newest = seen(&corrected, DOCTOR, "6 mg").unwrap();
    assert_eq!((newest.version, newest.text), (2, Some(text("6 mg"))));

    // Other commands of the same batch.
    let newer = corrected.clone().and([corrects(DOCTOR, "5 mg", "7 mg")]);
    assert_eq!(
        seen(&newer, DOCTOR, "6 mg").unwrap().text,
        Some(text("7 mg"))
    );
    for words in ["5 mg", "6 mg"] {
        let retracted = corrected.clone().and([retracts(DOCTOR, "5 mg")]);
        let hidden = seen(&retracted, DOCTOR, words).unwrap();
        assert!(hidden.text.is_none() && hidden.retraction.is_some());
    }
    let gone = corrected.and([removed(DOCTOR)]);
    assert_eq!(seen(&gone, DOCTOR, "6 mg"), Err(Refusal::Removed));
}

/// A log with corrections to the message's current text. Earlier programs wrote the first of these.
fn idle(rules: RulesVersion, versions: u32) -> Vec<Entry> {
    let mut log = given([visit(rules), says(DOCTOR, ALL, "5 mg")]).log;
    for version in 2..=versions {
        let last = log.last().unwrap().clone();
        log.push(Entry {
            seq: last.seq.next(),
            actor: Actor::Person(DOCTOR),
            event: Event::MessageCorrected {
                chat: ALL,
                number: ChatNumber(u64::from(version)),
                message: message("5 mg"),
                version,
                text: text("5 mg"),
            },
            ..last
        });
    }
    log
}

#[test]
fn f8_version_1_log_may_hold_a_first_correction_to_the_same_text() {
    assert_eq!(replay(&idle(V1, 2)).err(), None);
    for log in [idle(V1, 3), idle(V2, 2)] {
        let seq = log.last().unwrap().seq;
        assert_eq!(replay(&log), Err(Violation::NotAsDecided { seq }));
    }
    let forged = |actor, number| {
        let mut log = idle(V1, 2);
        let newest = log.last_mut().unwrap();
        newest.actor = Actor::Person(actor);
        if let Event::MessageCorrected { version, .. } = &mut newest.event {
            *version = number;
        }
        replay(&log)
    };
    assert_eq!(forged(DOCTOR, 2).err(), None);
    assert!(forged(ANA, 2).is_err(), "its author's alone");
    assert!(forged(DOCTOR, 3).is_err(), "in its place alone");
}

#[test]
fn w6_who_is_locked_out_corrects_nothing_and_may_retract_in_every_version() {
    for rules in RulesVersion::ALL {
        for chat in [direct(DOCTOR, ANA), ALL] {
            let visit = given([
                visit(rules),
                joins(DOCTOR),
                joins(ANA),
                says(DOCTOR, chat, "hello"),
                says(ANA, chat, "oops"),
                locks(DOCTOR, chat),
            ]);
            let correction = corrects(ANA, "oops", "ouch");
            visit.when(correction).refused(Refusal::Locked);
            visit.when(retracts(ANA, "oops")).accepted();
            // A lock is for attendees only.
            visit.when(corrects(DOCTOR, "hello", "hi")).accepted();
        }
    }
}
