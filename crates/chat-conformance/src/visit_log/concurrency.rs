//! Concurrent writers.

use super::{fold, holds, read_all, store};
use crate::fixture::{VisitScript, joined};
use chat_domain::{Entry, Event, Seq, evolve, replay};
use chat_ports::{Append, LogPart, PortError, VisitLog};
use std::{collections::BTreeMap, sync::Arc};

const WRITERS: usize = 16;
const BATCHES: usize = 6;

/// Sixteen writers append pairs of messages to one visit, retrying on conflict. The log has every
/// pair once, adjacent and at its acknowledged position, and every entry was permitted (G1, G2,
/// G3).
pub async fn concurrent_writers_lose_and_repeat_nothing(log: &Arc<dyn VisitLog>) {
    let mut visit = VisitScript::new();
    store(&**log, visit.schedule()).await;
    let scheduled = visit.state.version;
    let acknowledged = writers_of_one_visit(log, &visit).await;

    let entries = read_all(&**log, visit.key).await;
    replay(&entries).expect("every entry is permitted by the ones before it");
    assert_eq!(
        entries.len() as u64,
        scheduled.0 + (2 * WRITERS * BATCHES) as u64
    );
    assert_eq!(acknowledged.len(), WRITERS * BATCHES);
    let pairs = entries[scheduled.0 as usize..].chunks(2);
    for (pair, (version, words)) in pairs.zip(acknowledged) {
        assert_eq!(
            pair[1].seq, version,
            "append returns the last entry's position"
        );
        assert_eq!(pair.iter().map(text_of).collect::<Vec<_>>(), words);
    }
}

/// Runs sixteen writers that append pairs of messages to a scheduled visit, retrying on conflict.
/// Returns what was acknowledged at each version.
pub(crate) async fn writers_of_one_visit(
    log: &Arc<dyn VisitLog>,
    visit: &VisitScript,
) -> BTreeMap<Seq, [String; 2]> {
    let writers: Vec<_> = (0..WRITERS)
        .map(|writer| tokio::spawn(write(Arc::clone(log), visit.clone(), writer)))
        .collect();
    let mut acknowledged = BTreeMap::new();
    for writer in writers {
        for (version, words) in writer.await.unwrap() {
            assert!(
                acknowledged.insert(version, words).is_none(),
                "acknowledged twice"
            );
        }
    }
    acknowledged
}

async fn write(
    log: Arc<dyn VisitLog>,
    mut visit: VisitScript,
    writer: usize,
) -> Vec<(Seq, [String; 2])> {
    let mut acknowledged = Vec::new();
    let mut conflicts = 0;
    while acknowledged.len() < BATCHES {
        let batch = acknowledged.len();
        let words =
            ["first", "second"].map(|part| format!("writer {writer}, batch {batch}, {part}"));
        let mut next = visit.clone();
        let append = joined(&next.announce(&words[0]), &next.announce(&words[1]));
        match log.append(append).await {
            Ok(version) => {
                acknowledged.push((version, words));
                visit = next;
            }
            Err(PortError::Conflict { actual, .. }) => {
                conflicts += 1;
                assert!(
                    conflicts <= WRITERS * BATCHES,
                    "a conflict means that another writer appended"
                );
                catch_up(&*log, &mut visit, actual).await;
            }
            Err(error) => panic!("{error}"),
        }
    }
    acknowledged
}

async fn catch_up(log: &dyn VisitLog, visit: &mut VisitScript, actual: Seq) {
    let version = visit.state.version;
    assert!(actual > version, "a conflict carries a higher version");
    let newer = log.read(visit.key, version, usize::MAX).await.unwrap();
    assert!(
        newer.entries.len() as u64 >= actual.0 - version.0,
        "the conflicting entries can be read"
    );
    grow(visit, newer);
}

/// Adds what was read to the visit.
fn grow(visit: &mut VisitScript, newer: LogPart) {
    for entry in newer.entries {
        evolve(&mut visit.state, &entry);
        visit.entries.push(entry);
    }
    visit.head = newer.head.unwrap_or(visit.head);
}

/// An append whose future is dropped, however early, is stored completely or not at all, and the log serves later appends.
pub async fn dropped_append_is_stored_completely_or_not_at_all(log: &Arc<dyn VisitLog>) {
    const ROUNDS: usize = 24;
    let mut visit = VisitScript::new();
    store(&**log, visit.schedule()).await;
    for round in 0..ROUNDS {
        let mut next = visit.clone();
        let words = ["first", "second"].map(|part| format!("{part} of {round}"));
        let append = joined(&next.announce(&words[0]), &next.announce(&words[1]));
        let mut dropped = Box::pin(log.append(append));
        for _ in 0..round % 6 {
            if futures::poll!(&mut dropped).is_ready() {
                break;
            }
            tokio::task::yield_now().await;
        }
        drop(dropped);
        let words = format!("after {round}");
        let mut attempts = 0;
        loop {
            let mut next = visit.clone();
            match log.append(next.announce(&words)).await {
                Ok(_) => {
                    visit = next;
                    break;
                }
                Err(PortError::Conflict { actual, .. }) => {
                    attempts += 1;
                    assert_eq!(attempts, 1, "only the dropped append is in the way");
                    catch_up(&**log, &mut visit, actual).await;
                }
                Err(error) => panic!("{error}"),
            }
        }
    }
    holds(&**log, visit.key, &visit.entries).await;
    replay(&visit.entries).expect("every entry is permitted by the ones before it");
    let sent: Vec<_> = visit
        .entries
        .iter()
        .filter(|e| is_message(e))
        .map(text_of)
        .collect();
    for round in 0..ROUNDS {
        let [first, second, after] =
            ["first of", "second of", "after"].map(|part| format!("{part} {round}"));
        let at = |words: &String| sent.iter().position(|found| found == words);
        let pair = at(&first).map(|at| at + 1);
        assert_eq!(pair, at(&second), "half of {round} is stored: {sent:?}");
        assert!(at(&after).is_some());
    }
}

fn is_message(entry: &Entry) -> bool {
    matches!(entry.event, Event::MessageSent { .. })
}

fn text_of(entry: &Entry) -> String {
    match &entry.event {
        Event::MessageSent {
            text: Some(text), ..
        } => text.as_str().to_owned(),
        other => panic!("{other:?} is not a message"),
    }
}

/// Of many appends at one version, exactly one is stored; all others get a conflict with its
/// version.
pub async fn only_one_append_at_a_version_wins(log: &Arc<dyn VisitLog>) {
    let mut visit = VisitScript::new();
    store(&**log, visit.schedule()).await;
    let version = visit.state.version;
    let rivals: Vec<_> = (0..WRITERS)
        .map(|rival| {
            let append: Append = visit.clone().announce(&format!("rival {rival}"));
            let log = Arc::clone(log);
            tokio::spawn(async move { log.append(append).await })
        })
        .collect();
    let mut stored = 0;
    for rival in rivals {
        match rival.await.unwrap() {
            Ok(seq) => {
                stored += 1;
                assert_eq!(seq, version.next());
            }
            Err(PortError::Conflict { expected, actual }) => {
                assert_eq!((expected, actual), (version, version.next()));
            }
            Err(error) => panic!("{error}"),
        }
    }
    assert_eq!(stored, 1);
    let entries = read_all(&**log, visit.key).await;
    assert_eq!(fold(&entries).version, version.next());
}

/// Concurrent appends to many visits each end up in their own log.
pub async fn concurrent_visits_do_not_interfere(log: &Arc<dyn VisitLog>) {
    let clinic = crate::fixture::fresh_clinic();
    let growing: Vec<_> = (0..48)
        .map(|_| {
            let log = Arc::clone(log);
            tokio::spawn(async move {
                let mut visit = VisitScript::in_clinic(clinic);
                store(&*log, visit.schedule()).await;
                for number in 0..8 {
                    store(&*log, visit.announce(&format!("number {number}"))).await;
                }
                visit
            })
        })
        .collect();
    for visit in growing {
        let visit = visit.await.unwrap();
        holds(&**log, visit.key, &visit.entries).await;
    }
}
