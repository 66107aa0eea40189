//! Reading many logs together.

use super::{bytes, store, store_all};
use crate::fixture::{VisitScript, every_event, fresh_clinic};
use chat_domain::{ChatKey, Entry, Seq};
use chat_ports::{PortError, VisitEntries, VisitKey, VisitLog};
use std::sync::Arc;

/// Stores two long visits of one clinic, one with a single entry, and one of another clinic.
async fn stored(log: &Arc<dyn VisitLog>) -> Vec<VisitScript> {
    let clinic = fresh_clinic();
    let mut visits: Vec<_> = (0..3).map(|_| VisitScript::in_clinic(clinic)).collect();
    visits.push(VisitScript::new());
    for (number, visit) in visits.iter_mut().enumerate() {
        match number {
            2 => store(&**log, visit.schedule()).await,
            _ => store_all(&**log, every_event(visit)).await,
        }
    }
    visits
}

fn after(entries: &[Entry], after: Seq, limit: usize) -> Vec<Entry> {
    let rest = entries.iter().filter(|entry| entry.seq > after);
    rest.take(limit).cloned().collect()
}

fn assert_is(answer: &VisitEntries, wanted: &[Entry]) {
    let read = answer.as_ref().expect("the visit exists");
    assert_eq!(bytes(&read.entries), bytes(wanted));
}

/// Each visit is read from its own version to the limit, in order; the answers are in the order of the question. A visit may be
/// asked for twice, and none at all.
pub async fn many_visits_are_read_from_any_versions_to_any_limit(log: &Arc<dyn VisitLog>) {
    let visits = stored(log).await;
    for limit in [0, 1, 2, 5, 1_000, usize::MAX] {
        for from in 0..9 {
            let from = |number: u64| Seq((from + 5 * number) % 17);
            let mut wanted: Vec<_> = visits
                .iter()
                .zip(0..)
                .map(|(visit, number)| (visit, from(number)))
                .collect();
            wanted.push((&visits[0], from(7)));
            wanted.push((&visits[1], visits[1].state.version));
            wanted.push((&visits[1], Seq(u64::MAX)));
            for _ in 0..wanted.len() {
                wanted.rotate_left(1);
                let asked: Vec<_> = wanted.iter().map(|(v, from)| (v.key, *from)).collect();
                let read = log.read_many(&asked, limit).await.unwrap();
                assert_eq!(read.len(), asked.len());
                for (answer, (visit, from)) in read.iter().zip(&wanted) {
                    assert_is(answer, &after(&visit.entries, *from, limit));
                    let alone = log.read(visit.key, *from, limit).await.unwrap();
                    assert_eq!(answer.as_ref().unwrap().head, alone.head);
                }
            }
        }
    }
    assert!(log.read_many(&[], 10).await.unwrap().is_empty());
}

/// A visit without a log, or under another clinic's key, is not found, wherever it is in the question and from whatever version. The
/// others are read.
pub async fn visit_that_is_not_found_leaves_the_others_readable(log: &Arc<dyn VisitLog>) {
    let visits = stored(log).await;
    let unknown = VisitScript::in_clinic(visits[0].key.clinic).key;
    let elsewhere = VisitKey::new(fresh_clinic(), visits[0].key.visit);
    let other_clinic = VisitKey::new(visits[3].key.clinic, visits[0].key.visit);
    for version in [Seq::ZERO, Seq(1), Seq(u64::MAX)] {
        for missing in [unknown, elsewhere, other_clinic] {
            for place in 0..=visits.len() {
                let mut asked: Vec<_> = visits.iter().map(|v| (v.key, Seq(1))).collect();
                asked.insert(place, (missing, version));
                let mut read = log.read_many(&asked, 3).await.unwrap();
                let answer = read.remove(place);
                assert!(matches!(answer, Err(PortError::NotFound)), "{answer:?}");
                for (answer, visit) in read.iter().zip(&visits) {
                    assert_is(answer, &after(&visit.entries, Seq(1), 3));
                }
            }
        }
    }
    let none = log.read_many(&[(unknown, Seq::ZERO)], 0).await.unwrap();
    assert!(matches!(none[..], [Err(PortError::NotFound)]), "{none:?}");
}

/// An entry is read with the others once its append is acknowledged.
pub async fn acknowledged_append_is_in_the_next_read_of_many(log: &Arc<dyn VisitLog>) {
    let mut visits = stored(log).await;
    for turn in 0..20 {
        let asked: Vec<_> = visits.iter().map(|v| (v.key, v.state.version)).collect();
        let grows = turn % 3;
        let visit = &mut visits[grows];
        let author = visit.cast.provider;
        if turn < 3 && grows != 2 {
            let reopen = chat_domain::Command::ReopenVisit;
            let reopened = visit.run(chat_domain::Actor::Person(author), &reopen);
            store(&**log, reopened).await;
        }
        let sent = visit.say(author, ChatKey::Visit, &format!("turn {turn}"));
        store(&**log, sent).await;
        let read = log.read_many(&asked, 10).await.unwrap();
        for ((answer, visit), (_, version)) in read.iter().zip(&visits).zip(asked) {
            assert_is(answer, &after(&visit.entries, version, 10));
        }
    }
}
