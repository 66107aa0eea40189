//! A page of 50 out of 10,000 messages, from SQLite through the service.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a benchmark"
)]

use chat_app::{ChatService, PageRequest, Ports, Settings};
use chat_bench::{Log, PATIENT, direct};
use chat_domain::{ReaderNumber, VisitSummary};
use chat_memory::{LocalFanout, MemoryAttachmentStore};
use chat_ports::{Append, LogHead, VisitKey, VisitLog as _};
use chat_sqlite::{SqliteOptions, SqliteVisitLog};
use criterion::{Criterion, criterion_group, criterion_main};

fn pages(criterion: &mut Criterion) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let log = Log::of_twenty(10_000).unwrap();
    let (clinic, visit) = log.state.ids.unwrap();
    let key = VisitKey::new(clinic, visit);
    let (service, reload) = runtime.block_on(async {
        let sqlite = SqliteVisitLog::open(folder.path().join("v.db"), SqliteOptions::default());
        let sqlite = sqlite.unwrap();
        let summary = VisitSummary::of(&log.state);
        let append = Append::new(key, LogHead::start(key), log.entries.clone(), summary);
        sqlite.append(append.unwrap()).await.unwrap();
        let uploads = sqlite.upload_ledger();
        let files = MemoryAttachmentStore::new();
        let ports = Ports::new(sqlite, files, uploads, LocalFanout::new());
        (
            ChatService::new(
                ports.clone(),
                Settings::default().with_rates(chat_app::RateLimits::unlimited()),
            ),
            ports,
        )
    });
    let mut group = criterion.benchmark_group("50 of 10,000");
    for (name, page) in [
        (
            "newest",
            PageRequest::Backward {
                before: None,
                limit: 50,
            },
        ),
        (
            "middle",
            PageRequest::Backward {
                before: Some(ReaderNumber(5_000)),
                limit: 50,
            },
        ),
        (
            "forward",
            PageRequest::Forward {
                after: ReaderNumber(2_000),
                limit: 50,
            },
        ),
    ] {
        group.bench_function(name, |b| {
            b.to_async(&runtime).iter(async || {
                let page = service.history(key, PATIENT, direct(), page).await.unwrap();
                assert_eq!(page.messages.len(), 50);
            });
        });
    }
    group.finish();
    criterion.bench_function("load a visit of 10,000 messages", |b| {
        b.to_async(&runtime).iter(async || {
            let fresh = ChatService::new(
                reload.clone(),
                Settings::default().with_rates(chat_app::RateLimits::unlimited()),
            );
            fresh.view(key, PATIENT).await.unwrap()
        });
    });
}

criterion_group!(benches, pages);
criterion_main!(benches);
