//! Stored logs of earlier programs still load: one golden line of each kind, kept forever.

use crate::people::DOCTOR;
use chat_domain::{
    Actor, AttachmentId, ChatKey, Departure, Entry, Event, Policy,
    log::{from_stored, to_stored},
};
use std::collections::BTreeSet;

/// Lines stored by version 1. Lines are only ever added.
const V1: &str = include_str!("../golden/v1.jsonl");

fn read(line: &str) -> Entry {
    from_stored(line.as_bytes()).unwrap_or_else(|e| panic!("{e}: {line}"))
}

fn entries() -> Vec<Entry> {
    V1.lines().map(read).collect()
}

/// No wildcard: a new kind of event does not compile until it is named here, and then fails until a
/// golden line is added.
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
        Event::GlassBroken { .. } => 17,
        Event::FileDiscarded { .. } => 18,
        Event::ChatRead { .. } => 19,
        Event::HandedOver { .. } => 20,
        Event::NoAnswerNeeded { .. } => 21,
        Event::CallJoinReported { .. } => 22,
        Event::VisitMarkedLeftWithoutBeingSeen => 23,
        Event::RemovalUndone { .. } => 24,
        Event::VisitEdited { .. } => 25,
        Event::ParticipantEdited { .. } => 26,
        Event::NoticeSent { .. } => 27,
        Event::NoticeSettled { .. } => 28,
        Event::FollowUpEnded => 29,
        Event::PeopleReminded { .. } => 30,
        Event::WaitEscalated { .. } => LAST_KIND,
    }
}

const LAST_KIND: usize = 31;

fn actor(actor: Actor) -> usize {
    match actor {
        Actor::Person(_) => 0,
        Actor::Host => 1,
        Actor::Overseer(_) => 2,
        Actor::Service => LAST_ACTOR,
    }
}

const LAST_ACTOR: usize = 3;

#[test]
fn every_golden_line_round_trips() {
    for (line, entry) in V1.lines().zip(entries()) {
        let written = String::from_utf8(to_stored(&entry).unwrap()).unwrap();
        assert_eq!(written, line);
    }
}

#[test]
fn every_event_and_actor_has_a_golden_line() {
    let entries = entries();
    let kinds: BTreeSet<_> = entries.iter().map(|entry| kind(&entry.event)).collect();
    assert_eq!(kinds, (0..=LAST_KIND).collect());
    let actors: BTreeSet<_> = entries.iter().map(|entry| actor(entry.actor)).collect();
    assert_eq!(actors, (0..=LAST_ACTOR).collect());
}

#[test]
fn every_role_visit_kind_chat_and_recipient_has_a_golden_line() {
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
        "\"shares_history\":true",
        "\"interpreters_have_direct_chats\":true",
    ] {
        assert!(V1.contains(word), "{word}");
    }
}

#[test]
fn choices_missing_from_a_stored_policy_have_their_default() {
    let line = V1.lines().next().unwrap();
    let from = line.find("\"policy\":{").unwrap() + "\"policy\":{".len();
    let to = from + line[from..].find('}').unwrap();
    let older = format!("{}{}", &line[..from], &line[to..]);
    let Event::VisitScheduled { policy, .. } = from_stored(older.as_bytes()).unwrap().event else {
        panic!("the first line schedules");
    };
    // Except for quotas and reminders: a log from before they existed has none (V5, R6).
    let older = Policy {
        max_upload_bytes_per_person: None,
        max_upload_bytes_per_visit: None,
        max_uploads_per_person: None,
        max_uploads_per_visit: None,
        min_counted_file_bytes: None,
        max_entries_per_person: None,
        max_text_bytes_per_person: None,
        max_corrections_per_message: None,
        max_acts_per_person: None,
        remind_care_team_after_minutes: None,
        remind_care_team_again_after_minutes: None,
        remind_attendees_after_minutes: None,
        remind_attendees_again_after_minutes: None,
        escalate_after_minutes: None,
        ..Policy::DEFAULT
    };
    assert_eq!(policy, older);
}

#[test]
fn log_from_before_quotas_has_no_limit_and_round_trips() {
    let [schedule, provider] = [0, 1].map(|at| V1.lines().nth(at).unwrap());
    let staged = V1.lines().find(|line| line.contains("file_staged"));
    let staged = staged.unwrap();
    assert!(!schedule.contains("max_upload") && !staged.contains("upload\":"));
    let mut entries = vec![read(schedule), read(provider)];
    for n in 0..3_000_u32 {
        let mut entry = read(staged);
        entry.seq = entries.last().unwrap().seq.next();
        entry.actor = Actor::Person(DOCTOR);
        if let Event::FileStaged { chat, file, .. } = &mut entry.event {
            *chat = ChatKey::Visit;
            file.size = 25 * 1024 * 1024;
            file.attachment = AttachmentId::new(uuid::Uuid::from_u128(n.into()));
        }
        let bytes = to_stored(&entry).unwrap();
        assert_eq!(to_stored(&from_stored(&bytes).unwrap()).unwrap(), bytes);
        assert!(!String::from_utf8(bytes).unwrap().contains("\"upload\""));
        entries.push(entry);
    }
    let state = chat_domain::replay(&entries).unwrap();
    let bytes: u128 = state.uploaded.values().map(|one| one.bytes).sum();
    assert_eq!(bytes, 3_000 * 25 * 1024 * 1024);
}

#[test]
fn log_from_before_act_limits_has_no_limit() {
    let scheduled = V1.lines().filter(|line| line.contains("visit_scheduled"));
    let older = scheduled.filter(|line| !line.contains("max_acts_per_person"));
    for schedule in older {
        let mut entries = vec![read(schedule), read(V1.lines().nth(1).unwrap())];
        for n in 0..11_000_u32 {
            let person = DOCTOR;
            entries.push(Entry {
                seq: entries.last().unwrap().seq.next(),
                at: entries[0].at,
                actor: Actor::Person(person),
                event: match n % 2 {
                    0 => Event::CallJoined { person },
                    _ => Event::ParticipantLeft {
                        person,
                        how: Departure::Left,
                    },
                },
            });
        }
        assert_eq!(chat_domain::replay(&entries).err(), None);
    }
}

#[test]
fn absent_quota_has_one_spelling() {
    let line = V1.lines().next().unwrap();
    let null = line.replace("}}}", ",\"max_upload_bytes_per_visit\":null}}}");
    assert_ne!(null, line);
    let written = to_stored(&read(&null)).unwrap();
    assert_eq!(String::from_utf8(written).unwrap(), line);
}

#[test]
fn golden_logs_replay_without_violation() {
    let entries = entries();
    let logs: Vec<_> = entries
        .chunk_by(|_, next| next.seq != chat_domain::Seq::ZERO.next())
        .collect();
    assert_eq!(logs.len(), 15);
    for log in logs {
        assert_eq!(chat_domain::replay(log).err(), None);
    }
}
