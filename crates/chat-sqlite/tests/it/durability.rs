use super::{Place, is_chained, killed::killed_at_work, open, stored};
use chat_conformance::fixture::VisitScript;
use chat_domain::{ClinicId, Seq, VisitId, replay};
use chat_ports::{VisitKey, VisitLog};
use std::{
    collections::BTreeMap,
    io::{self, Write},
    path::Path,
    time::Duration,
};

#[tokio::test(flavor = "multi_thread")]
async fn drop_keeps_everything_acknowledged() {
    let place = Place::new();
    let log = place.open();
    let visits = (0..20).map(|_| {
        let log = log.clone();
        tokio::spawn(async move { stored(&log, 10).await })
    });
    let visits = futures::future::join_all(visits).await;
    drop(log);
    let log = place.open();
    for visit in visits {
        let visit = visit.unwrap();
        let read = log.read(visit.key, Seq::ZERO, 100).await.unwrap().entries;
        assert_eq!(read, visit.entries);
    }
}

/// Dropping the future does not undo a queued append.
#[tokio::test]
async fn queued_append_is_stored_even_if_its_future_is_dropped() {
    let place = Place::new();
    let log = place.open();
    let mut visits = Vec::new();
    let mut unanswered = 0;
    for _ in 0..200 {
        let mut visit = VisitScript::new();
        let append = visit.schedule();
        let mut waiting = std::pin::pin!(log.append(append));
        // On a fast disk some are answered immediately.
        unanswered += u32::from(futures::poll!(waiting.as_mut()).is_pending());
        visits.push(visit);
        // Tokio's cooperative budget would block a task that never yields before its append is queued.
        tokio::task::yield_now().await;
    }
    assert!(unanswered > 0, "some futures were dropped");
    drop(log);
    let log = place.open();
    for visit in visits {
        let read = log.read(visit.key, Seq::ZERO, 100).await.unwrap().entries;
        assert_eq!(read, visit.entries);
    }
}

/// The test runs itself again as the process that is killed.
#[tokio::test(flavor = "multi_thread")]
async fn killed_process_loses_nothing_acknowledged() {
    const FILE: &str = "CHAT_SQLITE_TEST_KILLED_PROCESS";
    if let Some(file) = std::env::var_os(FILE) {
        return write_until_killed(Path::new(&file)).await;
    }
    let place = Place::new();
    let mut acknowledged = BTreeMap::new();
    for round in 1..=12 {
        let before = acknowledged.len();
        killed_at_work(
            "durability::killed_process_loses_nothing_acknowledged",
            (FILE, &place.file()),
            Duration::from_millis(20 * round),
            |line| {
                // Lines written before the kill can still be read after it.
                if let Some((visit, version)) = answer(line) {
                    acknowledged.insert(visit, version);
                }
                acknowledged.len() > before + 2
            },
        );

        let log = open(&place.file());
        for (visit, version) in &acknowledged {
            let entries = log
                .read(*visit, Seq::ZERO, usize::MAX)
                .await
                .unwrap()
                .entries;
            let state = replay(&entries).unwrap();
            assert!(state.version >= *version, "{version} was acknowledged");
            is_chained(&place.file(), *visit, &entries).await;
        }
    }
}

fn answer(line: &str) -> Option<(VisitKey, Seq)> {
    let mut words = line.strip_prefix("acknowledged ")?.split(' ');
    let clinic: ClinicId = words.next()?.parse().ok()?;
    let visit: VisitId = words.next()?.parse().ok()?;
    let version = words.next()?.parse().ok()?;
    Some((VisitKey::new(clinic, visit), Seq(version)))
}

async fn write_until_killed(file: &Path) {
    let log = open(file);
    let writers = (0..8).map(|_| {
        let log = log.clone();
        tokio::spawn(async move {
            let mut visit = VisitScript::new();
            let mut append = visit.schedule();
            loop {
                let version = log.append(append).await.unwrap();
                let VisitKey { clinic, visit: id } = visit.key;
                // In one write, so that the line is complete or absent.
                let line = format!("acknowledged {clinic} {id} {version}\n");
                io::stdout().lock().write_all(line.as_bytes()).unwrap();
                append = visit.announce("still here");
            }
        })
    });
    futures::future::join_all(writers).await;
}
