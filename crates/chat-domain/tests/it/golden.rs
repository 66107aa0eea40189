//! Yesterday's log loads today: one stored line of each kind, kept for ever.

use chat_domain::{
    Actor, Entry, Event,
    log::{from_stored, to_stored},
};
use std::collections::BTreeSet;

/// What version 1 stored. Lines are only ever added.
const V1: &str = include_str!("../golden/v1.jsonl");

fn entries() -> Vec<Entry> {
    let read = |line: &str| from_stored(line.as_bytes()).unwrap_or_else(|e| panic!("{e}: {line}"));
    V1.lines().map(read).collect()
}

/// No wildcard: a new kind of event does not build until it is named here, and then fails until a
/// line is added.
fn kind(event: &Event) -> usize {
    match event {
        Event::VisitScheduled { .. } => 0,
        Event::ParticipantAdded { .. } => 1,
        Event::ParticipantRemoved { .. } => 2,
        Event::WaitingRoomEntered { .. } => 3,
        Event::CallJoined { .. } => 4,
        Event::ParticipantLeft { .. } => 5,
        Event::CallEnded => 6,
        Event::VisitCompleted => 7,
        Event::VisitCancelled => 8,
        Event::VisitMarkedNoShow => 9,
        Event::VisitReopened => 10,
        Event::ChatLocked { .. } => 11,
        Event::ChatUnlocked { .. } => 12,
        Event::FileStaged { .. } => 13,
        Event::MessageSent { .. } => 14,
        Event::MessageCorrected { .. } => 15,
        Event::MessageRetracted { .. } => 16,
        Event::GlassBroken { .. } => LAST_KIND,
    }
}

const LAST_KIND: usize = 17;

fn actor(actor: Actor) -> usize {
    match actor {
        Actor::Person(_) => 0,
        Actor::Host => 1,
        Actor::Overseer(_) => LAST_ACTOR,
    }
}

const LAST_ACTOR: usize = 2;

#[test]
fn every_line_is_written_as_it_was_read() {
    for (line, entry) in V1.lines().zip(entries()) {
        let written = String::from_utf8(to_stored(&entry).unwrap()).unwrap();
        assert_eq!(written, line);
    }
}

#[test]
fn every_event_and_every_actor_is_there() {
    let entries = entries();
    let kinds: BTreeSet<_> = entries.iter().map(|entry| kind(&entry.event)).collect();
    assert_eq!(kinds, (0..=LAST_KIND).collect());
    let actors: BTreeSet<_> = entries.iter().map(|entry| actor(entry.actor)).collect();
    assert_eq!(actors, (0..=LAST_ACTOR).collect());
}

#[test]
fn every_role_kind_of_visit_chat_and_recipient_is_there() {
    for word in [
        "\"provider\"",
        "\"staff\"",
        "\"patient\"",
        "\"guest\"",
        "\"interpreter\"",
        "\"one_to_one\"",
        "\"group\"",
        "\"chat\":\"visit\"",
        "\"chat\":\"direct:",
        "\"everyone\"",
        "{\"person\":",
        "\"text\":null",
        "\"second_identifier\":null",
    ] {
        assert!(V1.contains(word), "{word}");
    }
}

#[test]
fn a_policy_stored_before_a_choice_existed_has_the_default_for_it() {
    let line = V1.lines().next().unwrap();
    let from = line.find("\"policy\":{").unwrap() + "\"policy\":{".len();
    let to = from + line[from..].find('}').unwrap();
    let older = format!("{}{}", &line[..from], &line[to..]);
    let Event::VisitScheduled { policy, .. } = from_stored(older.as_bytes()).unwrap().event else {
        panic!("the first line schedules");
    };
    assert_eq!(policy, chat_domain::Policy::DEFAULT);
}

#[test]
fn yesterdays_logs_prove_themselves_today() {
    let entries = entries();
    let logs: Vec<_> = entries
        .chunk_by(|_, next| next.seq != chat_domain::Seq::ZERO.next())
        .collect();
    assert_eq!(logs.len(), 2);
    for log in logs {
        assert_eq!(chat_domain::replay(log).err(), None);
    }
}
