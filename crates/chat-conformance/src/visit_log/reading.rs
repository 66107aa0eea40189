//! Reading a whole log.

use super::{bytes, fold, holds, store_all};
use crate::fixture::{VisitScript, every_event};
use chat_domain::{Seq, VisitState, evolve};
use chat_ports::{PortError, VisitLog};
use std::sync::Arc;

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

/// Reads return the right entries for every start and every limit.
pub async fn log_can_be_read_from_any_start_to_any_limit(log: &Arc<dyn VisitLog>) {
    let visit = stored(log).await;
    let all = visit.entries.len();
    for after in 0..=all + 1 {
        for limit in (0..=4).chain([all - 1, all, all + 1]) {
            let read = log.read(visit.key, Seq(after as u64), limit).await.unwrap();
            let wanted: Vec<_> = visit
                .entries
                .iter()
                .skip(after)
                .take(limit)
                .cloned()
                .collect();
            assert_eq!(bytes(&read), bytes(&wanted), "{limit} after {after}");
        }
    }
    let beyond = log
        .read(visit.key, Seq(u64::MAX), usize::MAX)
        .await
        .unwrap();
    assert_eq!(beyond, []);
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
        piece.iter().for_each(|entry| evolve(&mut state, entry));
    }
    assert_eq!(state, visit.state);
}
