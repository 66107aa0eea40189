//! One permission decision with its reason, in a visit of 20; one decision; one fold.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a benchmark"
)]

use chat_bench::{Log, PATIENT, PROVIDER, direct, message, person};
use chat_domain::{Actor, ChatKey, access, decide, evolve};
use criterion::{Criterion, criterion_group, criterion_main};
use std::hint::black_box;

fn rules(criterion: &mut Criterion) {
    let quiet = Log::of_twenty(0).unwrap().state;
    let started = Log::of_twenty(1).unwrap().state;
    let mut group = criterion.benchmark_group("access of 20");
    for (name, state, viewer, chat) in [
        ("provider, direct", &started, PROVIDER, direct()),
        ("patient, direct, started", &started, PATIENT, direct()),
        ("patient, direct, greyed out", &quiet, PATIENT, direct()),
        (
            "patient, visit chat, greyed out",
            &quiet,
            PATIENT,
            ChatKey::Visit,
        ),
        ("another patient's chat", &started, person(5), direct()),
        ("outsider", &started, person(77), ChatKey::Visit),
    ] {
        group.bench_function(name, |b| {
            b.iter(|| {
                let access = access(black_box(state), black_box(viewer), black_box(&chat));
                // With its reason: rule, code and sentence.
                (
                    access.read.is_ok(),
                    access.write.err().map(|refusal| refusal.explain()),
                )
            });
        });
    }
    group.finish();

    let log = Log::of_twenty(1_000).unwrap();
    let next = message(PROVIDER, direct(), 1_000).unwrap();
    let mut group = criterion.benchmark_group("1,000 messages");
    group.bench_function("decide a send", |b| {
        b.iter(|| {
            decide(
                black_box(&log.state),
                Actor::Person(PROVIDER),
                black_box(&next),
            )
        });
    });
    let last = log.entries.last().unwrap().clone();
    group.bench_function("evolve a message", |b| {
        let mut state = log.state.clone();
        b.iter(|| evolve(black_box(&mut state), black_box(&last)));
    });
    group.bench_function("fold the whole log", |b| {
        b.iter(|| {
            let mut state = chat_domain::VisitState::default();
            log.entries
                .iter()
                .for_each(|entry| evolve(&mut state, entry));
            state
        });
    });
    group.bench_function("clone the state", |b| {
        b.iter(|| black_box(&log.state).clone())
    });
    group.finish();
}

criterion_group!(benches, rules);
criterion_main!(benches);
