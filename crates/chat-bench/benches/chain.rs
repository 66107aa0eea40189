//! Verification of a log from its stored bytes: one link of the chain, a log of 10,000 messages, and the
//! cost of each part.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a benchmark"
)]

use chat_bench::Log;
use chat_domain::{
    Entry, VisitState, evolve,
    log::{ChainHash, check, from_stored, to_stored},
};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;

fn chain(criterion: &mut Criterion) {
    let log = Log::of_twenty(10_000).unwrap();
    let stored: Vec<_> = log.entries.iter().map(|e| to_stored(e).unwrap()).collect();
    let (clinic, visit) = log.state.ids.unwrap();
    let start = ChainHash::start(clinic, visit);
    let link = |hash: ChainHash, body: &Vec<u8>| hash.then(body);
    let hash = stored.iter().fold(start, link);

    let mut group = criterion.benchmark_group("one message of 200 bytes");
    let message = stored.last().unwrap();
    group.throughput(Throughput::Bytes(message.len() as u64));
    group.bench_function("ChainHash::then", |b| {
        b.iter(|| black_box(start).then(black_box(message)))
    });
    group.finish();

    let mut group = criterion.benchmark_group("10,000 messages");
    group.sample_size(30);
    group.throughput(Throughput::Elements(stored.len() as u64));
    group.bench_function("verify", |b| {
        b.iter(|| {
            let mut state = VisitState::default();
            let mut at = start;
            for body in &stored {
                at = at.then(body);
                let entry = from_stored(body).unwrap();
                check(&state, &entry).unwrap();
                evolve(&mut state, &entry);
            }
            assert_eq!(at, hash);
            state
        });
    });
    group.bench_function("of it: chain", |b| {
        b.iter(|| black_box(&stored).iter().fold(start, link));
    });
    group.bench_function("of it: from_stored", |b| {
        b.iter(|| -> Vec<Entry> {
            let stored = black_box(&stored).iter();
            stored.map(|body| from_stored(body).unwrap()).collect()
        });
    });
    group.bench_function("of it: check and evolve", |b| {
        b.iter(|| {
            let mut state = VisitState::default();
            for entry in &log.entries {
                check(&state, entry).unwrap();
                evolve(&mut state, entry);
            }
            state
        });
    });
    group.bench_function("of it: evolve", |b| {
        b.iter(|| {
            let mut state = VisitState::default();
            log.entries
                .iter()
                .for_each(|entry| evolve(&mut state, entry));
            state
        });
    });
    group.finish();
}

criterion_group!(benches, chain);
criterion_main!(benches);
