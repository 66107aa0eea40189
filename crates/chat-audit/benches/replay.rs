//! Benchmarks of log verification without a database: chain, stored form, rules and fold.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a benchmark fails by panicking"
)]

use chat_audit::LogCheck;
use chat_domain::{
    Actor, ChatKey, ClientMessageId, ClinicId, Command, DisplayName, Entry, MessageId, MessageText,
    NewParticipant, PersonId, Policy, Recipient, Role, RulesVersion, ScheduleVisit, SendMessage,
    VisitId, VisitKind, VisitState, VisitSummary, commit,
    log::{ChainHash, to_stored},
};
use chat_ports::{StoredEntry, StoredVisit, VisitKey};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;
use time::macros::datetime;
use uuid::Uuid;

/// A visit in which a provider and a patient exchange 200-byte texts in a direct chat.
fn log(messages: u128) -> (StoredVisit, Vec<StoredEntry>) {
    let id = Uuid::from_u128;
    let visit = VisitKey::new(ClinicId::new(id(1)), VisitId::new(id(2)));
    let (provider, patient) = (PersonId::new(id(3)), PersonId::new(id(4)));
    let participant = |person, role| NewParticipant {
        person,
        role,
        name: DisplayName::new("Participant").unwrap(),
        second_identifier: None,
        shares_history: false,
    };
    let mut state = VisitState::default();
    let mut entries: Vec<Entry> = Vec::new();
    let now = datetime!(2026-03-01 12:00:00.123456 UTC);
    let schedule = Command::ScheduleVisit(ScheduleVisit {
        clinic: visit.clinic,
        visit: visit.visit,
        kind: VisitKind::OneToOne,
        scheduled_for: now,
        policy: Policy::DEFAULT,
        notices: None,
        rules: RulesVersion::NEWEST,
        participants: vec![
            participant(provider, Role::Provider),
            participant(patient, Role::Patient),
        ],
    });
    entries.extend(commit(&mut state, Actor::Host, &schedule, now).unwrap());
    let enter = Command::EnterWaitingRoom { person: patient };
    entries.extend(commit(&mut state, Actor::Host, &enter, now).unwrap());
    let chat = ChatKey::direct(provider, patient);
    for message in 0..messages {
        let sender = if message % 2 == 0 { provider } else { patient };
        let send = Command::SendMessage(SendMessage {
            chat,
            recipient: Recipient::of(&chat, sender).unwrap(),
            message: MessageId::new(id(100 + message)),
            client_id: ClientMessageId::new(id(1_000_000 + message)),
            text: Some(MessageText::new(&"twenty characters so ".repeat(10)[..200]).unwrap()),
            files: Vec::new(),
        });
        entries.extend(commit(&mut state, Actor::Person(sender), &send, now).unwrap());
    }
    let mut hash = ChainHash::start(visit.clinic, visit.visit);
    let stored = |entry: &Entry| {
        let body = to_stored(entry).unwrap();
        hash = hash.then(&body);
        StoredEntry {
            seq: entry.seq,
            body,
            hash: Some(hash),
            problems: Vec::new(),
        }
    };
    let stored = entries.iter().map(stored).collect();
    let summary = VisitSummary::of(&state);
    let visit = StoredVisit {
        visit,
        version: state.version,
        summary,
        problems: Vec::new(),
    };
    (visit, stored)
}

fn checks(c: &mut Criterion) {
    let mut group = c.benchmark_group("log_check");
    for messages in [30, 10_000] {
        let (visit, entries) = log(messages);
        group.throughput(Throughput::Elements(entries.len() as u64));
        group.bench_function(format!("{messages} messages"), |bench| {
            bench.iter(|| {
                let mut check = LogCheck::new(visit.visit);
                entries.iter().for_each(|entry| check.entry(entry));
                let head = check.end(&visit);
                assert!(check.take_findings().is_empty());
                black_box(head)
            });
        });
    }
    group.finish();
}

criterion_group!(benches, checks);
criterion_main!(benches);
