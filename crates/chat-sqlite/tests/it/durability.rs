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
async fn dropping_without_ado_keeps_everything_acknowledged() {
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
        let read = log.read(visit.key, Seq::ZERO, 100).await.unwrap();
        assert_eq!(read, visit.entries);
    }
}

/// Somebody who stops waiting does not undo what was taken in.
#[tokio::test]
async fn what_was_taken_in_is_stored_even_if_nobody_waits_for_the_answer() {
    let place = Place::new();
    let log = place.open();
    let mut visits = Vec::new();
    let mut unanswered = 0;
    for _ in 0..200 {
        let mut visit = VisitScript::new();
        let append = visit.schedule();
        let mut waiting = std::pin::pin!(log.append(append));
        // On a fast disk some are answered at once.
        unanswered += u32::from(futures::poll!(waiting.as_mut()).is_pending());
        visits.push(visit);
        // A task that never yields is made to wait by Tokio, before anything is taken in.
        tokio::task::yield_now().await;
    }
    assert!(unanswered > 0, "somebody stopped waiting");
    drop(log);
    let log = place.open();
    for visit in visits {
        let read = log.read(visit.key, Seq::ZERO, 100).await.unwrap();
        assert_eq!(read, visit.entries);
    }
}

/// Plays the process that is killed as well: the test starts itself again.
#[tokio::test(flavor = "multi_thread")]
async fn a_killed_process_loses_nothing_that_it_acknowledged() {
    const FILE: &str = "CHAT_SQLITE_TEST_KILLED_PROCESS";
    if let Some(file) = std::env::var_os(FILE) {
        return write_until_killed(Path::new(&file)).await;
    }
    let place = Place::new();
    let mut acknowledged = BTreeMap::new();
    for round in 1..=12 {
        let before = acknowledged.len();
        killed_at_work(
            "durability::a_killed_process_loses_nothing_that_it_acknowledged",
            (FILE, &place.file()),
            Duration::from_millis(20 * round),
            |line| {
                // What was written before the kill is still read after it.
                if let Some((visit, version)) = answer(line) {
                    acknowledged.insert(visit, version);
                }
                acknowledged.len() > before + 2
            },
        );

        let log = open(&place.file());
        for (visit, version) in &acknowledged {
            let entries = log.read(*visit, Seq::ZERO, usize::MAX).await.unwrap();
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
                // In one write: the line is whole or not there.
                let line = format!("acknowledged {clinic} {id} {version}\n");
                io::stdout().lock().write_all(line.as_bytes()).unwrap();
                append = visit.announce("still here");
            }
        })
    });
    futures::future::join_all(writers).await;
}
