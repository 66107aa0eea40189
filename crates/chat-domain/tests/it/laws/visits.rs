//! What holds of every visit at every moment.

use super::{
    cases, naive,
    plan::plans,
    run::{Moment, run},
};
use chat_domain::{Command, Entry, Event, Refusal};
use proptest::prelude::*;
use std::collections::BTreeMap;

fn a_refusal_changes_nothing(moment: &Moment<'_>) {
    if moment.added().is_empty() {
        assert_eq!(moment.before, moment.after);
    }
}

/// P1, P3: only the primary patient's own removal makes another one primary.
fn the_primary_patient_is_sticky(moment: &Moment<'_>) {
    let (before, after) = (
        moment.before.primary_patient(),
        moment.after.primary_patient(),
    );
    assert_eq!(after, naive::primary(moment.log));
    if let Some(primary) = before
        && moment.after.active(primary).is_some()
    {
        assert_eq!(after, before);
    }
}

/// W8: a closed visit takes nothing but its reopening, repeated sends and oversight.
fn closed_is_closed(moment: &Moment<'_>) {
    if naive::open(moment.log_before()) || !moment.before.phase.is_closed() {
        return;
    }
    let quiet = |event: &Event| matches!(event, Event::VisitReopened | Event::GlassBroken { .. });
    assert!(moment.added().iter().all(|entry| quiet(&entry.event)));
    if moment.answer.as_ref().is_ok_and(Vec::is_empty) {
        assert!(matches!(moment.command, Command::SendMessage(_)));
    }
}

/// G1: the log counts 1, 2, 3 …, and so does each chat.
fn numbers_are_dense(log: &[Entry]) {
    let mut chats = BTreeMap::new();
    for (entry, seq) in log.iter().zip(1..) {
        assert_eq!(entry.seq.0, seq);
        if let Some((chat, number)) = entry.event.chat_entry() {
            let last = chats.entry(chat).or_insert(0);
            *last += 1;
            assert_eq!(number.0, *last);
        }
    }
}

/// F7: the same send again, right after it was stored, stores nothing.
fn a_repeated_send_stores_nothing(moment: &Moment<'_>) {
    if let ([entry], Command::SendMessage(_)) = (moment.added(), moment.command) {
        let again = chat_domain::decide(moment.after, entry.actor, moment.command);
        assert_eq!(again, Ok(Vec::new()));
    }
}

proptest! {
    #![proptest_config(cases(150))]

    #[test]
    fn at_every_moment(plan in plans(400)) {
        run(&plan, |moment| {
            a_refusal_changes_nothing(moment);
            the_primary_patient_is_sticky(moment);
            closed_is_closed(moment);
            a_repeated_send_stores_nothing(moment);
        });
    }

    #[test]
    fn every_count_is_dense(plan in plans(400)) {
        let (_, log) = run(&plan, |_| ());
        numbers_are_dense(&log);
    }

    #[test]
    fn a_misdirected_message_is_never_stored(plan in plans(400)) {
        run(&plan, |moment| {
            for entry in moment.added() {
                if let (Event::MessageSent { chat, recipient, .. }, chat_domain::Actor::Person(author)) =
                    (&entry.event, entry.actor)
                {
                    let meant = chat_domain::Recipient::of(chat, author);
                    assert_eq!(meant, Some(*recipient));
                }
            }
            assert_ne!(moment.answer.as_ref().err(), Some(&Refusal::IdInUse));
        });
    }
}
