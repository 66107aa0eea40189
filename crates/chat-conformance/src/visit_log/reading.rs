//! Reading a whole log.

use super::{bytes, fold, holds, store_all};
use crate::{
    fixture::{VisitScript, every_event},
    visit_log::dashboard::everything,
};
use chat_domain::{Seq, VisitState, evolve};
use chat_ports::{LogPart, NewEntry, PortError, VisitLog, VisitQuery};
use std::sync::Arc;
use time::{Duration, OffsetDateTime};

async fn stored(log: &Arc<dyn VisitLog>) -> VisitScript {
    let mut visit = VisitScript::new();
    store_all(&**log, every_event(&mut visit)).await;
    visit
}

/// Every kind of event is read back at its position, byte for byte, in any script.
pub async fn entries_are_read_in_order_and_byte_for_byte(log: &Arc<dyn VisitLog>) {
    let visit = stored(log).await;
    holds(&**log, visit.key, &visit.entries).await;
}

/// Reads return the right entries for every start and every limit, and the stored hash of the last of them.
pub async fn log_can_be_read_from_any_start_to_any_limit(log: &Arc<dyn VisitLog>) {
    let mut visit = VisitScript::new();
    let appends = every_event(&mut visit);
    let heads = appends.iter().flat_map(|append| append.entries());
    let heads: Vec<_> = heads.map(NewEntry::head).collect();
    store_all(&**log, appends).await;
    let all = visit.entries.len();
    for after in 0..=all + 1 {
        for limit in (0..=4).chain([all - 1, all, all + 1]) {
            let read = log.read(visit.key, Seq(after as u64), limit).await.unwrap();
            let wanted = visit.entries.iter().skip(after).take(limit).cloned();
            let wanted: Vec<_> = wanted.collect();
            assert_eq!(
                bytes(&read.entries),
                bytes(&wanted),
                "{limit} after {after}"
            );
            let head = heads.iter().skip(after).take(limit).next_back().copied();
            assert_eq!(read.head, head, "{limit} after {after}");
        }
    }
    let beyond = log.read(visit.key, Seq(u64::MAX), usize::MAX).await;
    assert_eq!(beyond.unwrap(), LogPart::default());
}

/// A limit of 0 is no error, finds nothing and makes no progress.
pub async fn limit_of_zero_is_an_empty_page(log: &Arc<dyn VisitLog>) {
    let visit = stored(log).await;
    let read = log.read(visit.key, Seq::ZERO, 0).await.unwrap();
    assert_eq!(read, LogPart::default());
    let unknown = log.read(VisitScript::new().key, Seq::ZERO, 0).await;
    assert!(matches!(unknown, Err(PortError::NotFound)), "{unknown:?}");
    let query = VisitQuery {
        limit: 0,
        ..everything(visit.key.clinic)
    };
    let page = log.list_visits(query).await.unwrap();
    assert_eq!((page.visits, page.next), (Vec::new(), None));
    assert_eq!(log.visits_with_leases(None, 0).await.unwrap(), []);
    let ever = OffsetDateTime::now_utc() + Duration::days(36_500);
    assert_eq!(log.visits_due(ever, None, 0).await.unwrap(), []);
}

/// A visit without a log is not found, whether read in order or by position.
pub async fn unknown_visit_is_not_found(log: &Arc<dyn VisitLog>) {
    let visit = VisitScript::new();
    let read = log.read(visit.key, Seq::ZERO, 10).await;
    assert!(matches!(read, Err(PortError::NotFound)), "{read:?}");
    let read = log.read_at(visit.key, [Seq(1)].into()).await;
    assert!(matches!(read, Err(PortError::NotFound)), "{read:?}");
}

/// Folding the entries read, all together or in batches, gives the decided state.
pub async fn folding_the_log_gives_the_decided_state(log: &Arc<dyn VisitLog>) {
    let visit = stored(log).await;
    let read = super::read_all(&**log, visit.key).await;
    assert_eq!(fold(&read), visit.state);
    let mut state = VisitState::default();
    for _ in 0..visit.entries.len().div_ceil(3) {
        let piece = log.read(visit.key, state.version, 3).await.unwrap();
        let piece = piece.entries.iter();
        piece.for_each(|entry| evolve(&mut state, entry));
    }
    assert_eq!(state, visit.state);
}

/// A log that works says so.
pub async fn sound_log_passes_its_check(log: &Arc<dyn VisitLog>) {
    log.check().await.expect("the log works");
}
