//! Several nodes that append, number and read.

use super::{Fed, flat, has_exactly, number_all, read_all};
use crate::{
    fixture::{VisitScript, fresh_clinic},
    visit_log::store,
};
use chat_domain::ClinicId;
use chat_ports::EventFeed;
use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering::SeqCst},
};
use tokio::task::yield_now;
use uuid::Uuid;

const WRITERS: usize = 6;
const APPENDS: usize = 12;

/// While writers append to many visits, and several handles number them, a reader that goes on from its last position gets every
/// entry once and each visit's in order, and so does one that reads everything at the end.
pub async fn reader_skips_and_repeats_nothing_while_others_append_and_number(fed: &Arc<Fed>) {
    let clinic = fresh_clinic();
    let ends = Arc::new(AtomicBool::new(false));
    let mut writers = Vec::new();
    for _ in 0..WRITERS {
        let (log, _) = fed.open().await;
        let mut visits: Vec<_> = (0..3).map(|_| VisitScript::in_clinic(clinic)).collect();
        writers.push(tokio::spawn(async move {
            for visit in &mut visits {
                store(&*log, visit.schedule()).await;
            }
            for round in 0..APPENDS {
                let visit = &mut visits[round % 3];
                store(&*log, visit.announce(&format!("round {round}"))).await;
                yield_now().await;
            }
            visits
        }));
    }
    let mut numbering = Vec::new();
    for _ in 0..3 {
        let (_, feed) = fed.open().await;
        numbering.push(tokio::spawn(number_until(feed, clinic, Arc::clone(&ends))));
    }
    let (_, feed) = fed.open().await;
    let reading = tokio::spawn(read_until(feed, clinic, Arc::clone(&ends)));
    let mut visits = Vec::new();
    for writer in writers {
        visits.extend(writer.await.unwrap());
    }
    let (_, feed) = fed.open().await;
    number_all(&*feed, clinic).await;
    ends.store(true, SeqCst);
    for task in numbering {
        task.await.unwrap();
    }
    let followed = reading.await.unwrap();
    has_exactly(&followed, &visits);
    assert_eq!(read_all(&*feed, clinic, 7).await, followed);
}

async fn number_until(feed: Arc<dyn EventFeed>, clinic: ClinicId, ends: Arc<AtomicBool>) {
    while !ends.load(SeqCst) {
        feed.number(clinic, Uuid::now_v7()).await.unwrap();
        yield_now().await;
    }
}

/// Follows the feed until it has been read to its end after `ends` was set.
async fn read_until(
    feed: Arc<dyn EventFeed>,
    clinic: ClinicId,
    ends: Arc<AtomicBool>,
) -> Vec<super::Place> {
    let mut places = Vec::new();
    loop {
        let is_last = ends.load(SeqCst);
        let from = places.len() as u64;
        let spans = feed.spans(clinic, from, 5).await.unwrap();
        if spans.is_empty() && is_last {
            return places;
        }
        places.extend(flat(&spans, from));
        yield_now().await;
    }
}
