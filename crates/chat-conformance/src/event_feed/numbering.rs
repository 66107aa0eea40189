//! Numbering entries.

use super::{Fed, has_exactly, number_all, read_all};
use crate::{
    fixture::{VisitScript, fresh_clinic},
    visit_log::store,
};
use chat_ports::FeedSpan;
use std::{collections::BTreeSet, sync::Arc};
use uuid::Uuid;

/// Every committed entry gets a position, none gets two, and the entries of a visit are in the order of its log.
pub async fn entries_are_numbered_once_and_in_order(fed: &Arc<Fed>) {
    let (log, feed) = fed.open().await;
    let clinic = fresh_clinic();
    number_all(&*feed, clinic).await;
    assert_eq!(read_all(&*feed, clinic, 1_000).await, []);
    let mut visits: Vec<_> = (0..5).map(|_| VisitScript::in_clinic(clinic)).collect();
    for visit in &mut visits {
        store(&*log, visit.schedule()).await;
    }
    for round in 0..4 {
        for (place, visit) in visits.iter_mut().enumerate() {
            if place % 3 != round % 3 {
                store(&*log, visit.announce(&format!("round {round}"))).await;
            }
        }
        number_all(&*feed, clinic).await;
        has_exactly(&read_all(&*feed, clinic, 1_000).await, &visits);
    }
}

/// What was read once is read again, by any handle, whatever is numbered afterwards. Each pass marks its spans.
pub async fn numbered_entries_keep_their_positions(fed: &Arc<Fed>) {
    let (log, feed) = fed.open().await;
    let clinic = fresh_clinic();
    let mut visits: Vec<_> = (0..4).map(|_| VisitScript::in_clinic(clinic)).collect();
    let mut known = Vec::new();
    let mut passes = BTreeSet::new();
    for round in 0..6 {
        for visit in visits.iter_mut().rev().take(1 + round % 4) {
            match visit.entries.is_empty() {
                true => store(&*log, visit.schedule()).await,
                false => store(&*log, visit.announce("more")).await,
            }
        }
        let (_, other) = fed.open().await;
        let numbering = if round % 2 == 0 { &feed } else { &other };
        let pass = Uuid::now_v7();
        numbering.number(clinic, pass).await.unwrap();
        number_all(&**numbering, clinic).await;
        let spans = feed.spans(clinic, known.len() as u64, 1_000).await.unwrap();
        assert_eq!(spans.first().unwrap().pass, pass);
        assert!(passes.insert(pass));
        let now = read_all(&*other, clinic, 1_000).await;
        assert!(now.len() > known.len());
        assert_eq!(now[..known.len()], known, "earlier positions stay");
        assert_eq!(read_all(&*feed, clinic, 3).await, now);
        known = now;
    }
    let spans = feed.spans(clinic, 0, 1_000).await.unwrap();
    let marked: BTreeSet<_> = spans.iter().map(|span| span.pass).collect();
    assert!(marked.is_superset(&passes));
}

/// A clinic's feed has no entry of another clinic, not even of a visit with the same id. It has no pass of another one either, since a
/// cursor of one must be unknown to the other.
pub async fn entries_of_other_clinics_are_in_other_feeds(fed: &Arc<Fed>) {
    let (log, feed) = fed.open().await;
    let (mine, theirs) = (fresh_clinic(), fresh_clinic());
    let mut of_mine = VisitScript::in_clinic(mine);
    let mut of_theirs = VisitScript::of(chat_ports::VisitKey::new(theirs, of_mine.key.visit));
    store(&*log, of_mine.schedule()).await;
    store(&*log, of_theirs.schedule()).await;
    store(&*log, of_theirs.announce("theirs")).await;
    number_all(&*feed, mine).await;
    has_exactly(&read_all(&*feed, mine, 100).await, &[of_mine.clone()]);
    store(&*log, of_mine.announce("mine")).await;
    number_all(&*feed, theirs).await;
    number_all(&*feed, mine).await;
    has_exactly(&read_all(&*feed, theirs, 100).await, &[of_theirs]);
    has_exactly(&read_all(&*feed, mine, 100).await, &[of_mine]);
    let [mine, theirs] = [mine, theirs].map(|clinic| feed.spans(clinic, 0, 100));
    let theirs = theirs.await.unwrap();
    let is_mine = |span: &FeedSpan| theirs.iter().all(|other| other.pass != span.pass);
    assert!(mine.await.unwrap().iter().all(is_mine));
}

/// A pass whose future is dropped, however early, numbers entries completely or not at all, and later passes number the rest.
pub async fn dropped_pass_numbers_entries_completely_or_not_at_all(fed: &Arc<Fed>) {
    let (log, feed) = fed.open().await;
    let clinic = fresh_clinic();
    let mut visits: Vec<_> = (0..3).map(|_| VisitScript::in_clinic(clinic)).collect();
    for visit in &mut visits {
        store(&*log, visit.schedule()).await;
    }
    for round in 0..24 {
        for visit in &mut visits {
            for part in ["first", "second"] {
                store(&*log, visit.announce(&format!("{part} of round {round}"))).await;
            }
        }
        let mut dropped = Box::pin(feed.number(clinic, Uuid::now_v7()));
        for _ in 0..round {
            if futures::poll!(&mut dropped).is_ready() {
                break;
            }
            tokio::task::yield_now().await;
        }
        drop(dropped);
        let (_, other) = fed.open().await;
        number_all(&*other, clinic).await;
        has_exactly(&read_all(&*feed, clinic, 1_000).await, &visits);
    }
}
