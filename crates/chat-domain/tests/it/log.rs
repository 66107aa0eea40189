//! G1 and G2: one total order, and logs verified by replay.

use crate::{commands::*, people::*, spec::*};
use chat_domain::{
    Actor, ChatNumber, Entry, Event, Recipient, Refusal, RulesVersion, Seq, Violation, VisitState,
    evolve,
    log::{Newer, StoredError, from_stored, to_stored},
    replay,
};

fn example() -> Spec {
    given([
        group_visit(),
        enters(ANA),
        says(DOCTOR, direct(DOCTOR, ANA), "hello"),
        says(ANA, direct(DOCTOR, ANA), "hello doctor"),
        says(DOCTOR, ALL, "welcome"),
        corrects(DOCTOR, "hello", "hello Ana"),
        retracts(ANA, "hello doctor"),
        completed(),
    ])
}

/// The index of the first entry that satisfies the predicate.
fn place(log: &[Entry], like: impl Fn(&Event) -> bool) -> usize {
    log.iter().position(|entry| like(&entry.event)).unwrap()
}

/// Renumbers the entries 1, 2, 3 …, as a careful forger would.
fn renumber(mut log: Vec<Entry>) -> Vec<Entry> {
    let mut seq = Seq::ZERO;
    for entry in &mut log {
        seq = seq.next();
        entry.seq = seq;
    }
    log
}

#[test]
fn g1_positions_have_no_gaps_and_each_chat_counts_separately() {
    let log = example().log;
    assert!(log.iter().zip(1..).all(|(entry, n)| entry.seq == Seq(n)));
    let numbers = |chat| -> Vec<_> {
        let entries = log.iter().filter_map(|entry| entry.event.chat_entry());
        entries.filter(|e| e.0 == chat).map(|e| e.1.0).collect()
    };
    assert_eq!(numbers(direct(DOCTOR, ANA)), [1, 2, 3, 4]);
    assert_eq!(numbers(ALL), [1]);
}

#[test]
fn g1_the_state_is_a_fold_of_the_log() {
    let spec = example();
    let mut state = VisitState::default();
    spec.log.iter().for_each(|entry| evolve(&mut state, entry));
    assert_eq!(state, spec.state);
}

#[test]
fn g1_message_id_is_used_once() {
    let (actor, command) = says(DOCTOR, ALL, "another");
    let chat_domain::Command::SendMessage(mut send) = command else {
        panic!("a send");
    };
    send.message = message("hello");
    given([group_visit(), says(DOCTOR, ALL, "hello")])
        .when((actor, chat_domain::Command::SendMessage(send)))
        .refused(Refusal::IdInUse);
}

#[test]
fn g2_gap_and_repetition_are_found() {
    let log = example().log;
    let mut gap = log.clone();
    gap.remove(3);
    assert_eq!(
        replay(&gap),
        Err(Violation::OutOfSequence {
            expected: Seq(4),
            found: Seq(5)
        })
    );
    let mut twice = log.clone();
    twice.insert(3, log[3].clone());
    assert_eq!(
        replay(&twice),
        Err(Violation::OutOfSequence {
            expected: Seq(5),
            found: Seq(4)
        })
    );
}

/// Storage does not check the numbers of a chat; the log does.
#[test]
fn g2_doubled_or_skipped_chat_number_is_found() {
    let original = example().log;
    let filed = |entry: &Entry| entry.event.chat_entry().is_some();
    let places = (0..original.len()).filter(|at| filed(&original[*at]));
    let places: Vec<_> = places.collect();
    assert!(places.len() > 3);
    for at in places {
        for changed in [-1, 1] {
            let mut log = original.clone();
            match &mut log[at].event {
                Event::MessageSent { number, .. }
                | Event::MessageCorrected { number, .. }
                | Event::MessageRetracted { number, .. } => {
                    number.0 = number.0.strict_add_signed(changed);
                }
                other => panic!("{other:?} has no number"),
            }
            let seq = Seq(at as u64 + 1);
            assert_eq!(replay(&log), Err(Violation::NotAsDecided { seq }));
        }
    }
}

#[test]
fn g2_violation_names_the_entry() {
    let sentence = |violation: Violation| violation.to_string();
    let (expected, found, seq) = (Seq(12), Seq(14), Seq(13));
    let refusal = Refusal::NotStarted;
    let out = sentence(Violation::OutOfSequence { expected, found });
    assert_eq!(out, "entry 14 stands where entry 12 should be");
    let forbidden = sentence(Violation::Forbidden { seq, refusal });
    assert!(forbidden.starts_with("entry 13 was not permitted: "));
    let other = sentence(Violation::NotAsDecided { seq });
    assert_eq!(other, "entry 13 is not what was decided");
}

#[test]
fn g2_dropping_the_providers_message_forbids_the_patients() {
    let mut log = example().log;
    let hello = place(&log, |event| matches!(event, Event::MessageSent { .. }));
    log.remove(hello);
    assert_eq!(
        replay(&renumber(log)),
        Err(Violation::Forbidden {
            seq: Seq(hello as u64 + 1),
            refusal: Refusal::NotStarted
        })
    );
}

#[test]
fn g2_swapped_messages_are_found() {
    let mut log = example().log;
    let hello = place(&log, |event| matches!(event, Event::MessageSent { .. }));
    log.swap(hello, hello + 1);
    assert!(matches!(
        replay(&renumber(log)),
        Err(Violation::Forbidden { .. })
    ));
}

#[test]
fn g2_entry_with_a_changed_actor_is_found() {
    let original = example().log;
    let hello = place(&original, |event| {
        matches!(event, Event::MessageSent { .. })
    });
    for actor in [
        Actor::Person(NURSE),
        Actor::Person(BEN),
        Actor::Person(OUTSIDER),
        Actor::Host,
        Actor::Overseer(DOCTOR),
        Actor::Service,
    ] {
        let mut log = original.clone();
        log[hello].actor = actor;
        let found = replay(&log);
        assert!(
            matches!(found, Err(Violation::Forbidden { .. })),
            "{found:?}"
        );
    }
}

#[test]
fn g2_changed_number_version_or_recipient_is_found() {
    let original = example().log;
    let change = |event: fn(&Event) -> bool, how: fn(&mut Event)| {
        let mut log = original.clone();
        let at = place(&log, event);
        how(&mut log[at].event);
        (replay(&log), Seq(at as u64 + 1))
    };
    let sent = |event: &Event| matches!(event, Event::MessageSent { .. });
    let (found, seq) = change(sent, |event| {
        if let Event::MessageSent { number, .. } = event {
            *number = ChatNumber(7);
        }
    });
    assert_eq!(found, Err(Violation::NotAsDecided { seq }));
    let (found, seq) = change(sent, |event| {
        if let Event::MessageSent { recipient, .. } = event {
            *recipient = Recipient::Everyone;
        }
    });
    let refusal = Refusal::RecipientMismatch;
    assert_eq!(found, Err(Violation::Forbidden { seq, refusal }));
    let (found, seq) = change(
        |event| matches!(event, Event::MessageCorrected { .. }),
        |event| {
            if let Event::MessageCorrected { version, .. } = event {
                *version = 9;
            }
        },
    );
    assert_eq!(found, Err(Violation::NotAsDecided { seq }));
}

#[test]
fn g2_message_after_closing_is_found() {
    let mut log = example().log;
    let last = log.len() - 1;
    log.swap(last, last - 1);
    assert!(matches!(
        replay(&renumber(log)),
        Err(Violation::Forbidden {
            refusal: Refusal::VisitClosed { .. },
            ..
        })
    ));
}

#[test]
fn g1_entry_round_trips() {
    for entry in example().log {
        let bytes = to_stored(&entry).unwrap();
        assert_eq!(from_stored(&bytes).unwrap(), entry);
        assert!(!bytes.contains(&b'\n'), "one line an entry");
    }
}

#[test]
fn g1_newer_stored_version_is_refused() {
    let bytes = to_stored(&example().log[0]).unwrap();
    let newer = String::from_utf8(bytes)
        .unwrap()
        .replace("\"v\":1", "\"v\":2");
    assert!(matches!(
        from_stored(newer.as_bytes()),
        Err(StoredError::Newer(Newer::Form { found: 2 }))
    ));
    // Regardless of the rest of the entry.
    assert!(matches!(
        from_stored(br#"{"v":3,"what":"ever"}"#),
        Err(StoredError::Newer(Newer::Form { found: 3 }))
    ));
}

#[test]
fn g2_newer_rules_version_is_refused() {
    let stored = String::from_utf8(to_stored(&example().log[0]).unwrap()).unwrap();
    let under = |rules: &str| stored.replacen("}}}", &format!("}},\"rules\":{rules}}}}}"), 1);
    let newest = RulesVersion::NEWEST.number();
    let found = newest + 1;
    let expected = format!("version {found} of the rules; this program knows up to {newest}");
    for newer in [
        under(&found.to_string()),
        // Regardless of the other fields.
        under(&format!("{found},\"later\":[1]")),
        under(&found.to_string()).replace("open_history", "closed_history"),
    ] {
        let error = from_stored(newer.as_bytes()).unwrap_err();
        assert!(matches!(
            &error,
            StoredError::Newer(Newer::Rules { found: told }) if *told == found
        ));
        assert!(error.to_string().contains(&expected), "{error}");
    }
    for malformed in ["0", "-1", "\"2\"", "2.5", "[2]", "4294967296"] {
        let error = from_stored(under(malformed).as_bytes()).unwrap_err();
        assert!(
            matches!(error, StoredError::Malformed { .. }),
            "{malformed}"
        );
    }
    let (first, named) = (
        from_stored(stored.as_bytes()),
        from_stored(under("1").as_bytes()),
    );
    assert_eq!(named.unwrap(), first.unwrap(), "absent means 1");
}

#[test]
fn g1_malformed_bytes_are_refused_without_quoting_them() {
    let stored = |at: usize| String::from_utf8(to_stored(&example().log[at]).unwrap()).unwrap();
    let hello = stored(EVERYONE.len() + 2);
    assert!(hello.contains("hello"));
    for malformed in [
        hello.replace("\"text\":\"hello\"", "\"text\":[\"hello\"]"),
        hello.replace("\"number\":1", "\"number\":\"hello\""),
        hello.replace("message_sent", "hello"),
        hello.replace("\"chat\":\"direct:", "\"chat\":\"hello:"),
        hello.replace("\"v\":1", "\"v\":\"hello\""),
        hello[..hello.len() - 2].to_owned(),
        "hello".to_owned(),
        String::new(),
    ] {
        assert_ne!(malformed, hello);
        let error = from_stored(malformed.as_bytes()).unwrap_err();
        assert!(
            matches!(error, StoredError::Malformed { .. }),
            "{malformed}"
        );
        for shown in [error.to_string(), format!("{error:?}")] {
            assert!(!shown.contains("hello"), "{shown}");
        }
    }
}
