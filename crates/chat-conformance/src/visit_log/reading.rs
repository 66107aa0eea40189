//! Reading a whole log.

use super::{bytes, fold, holds, store_all};
use crate::fixture::{VisitScript, every_event};
use chat_domain::{ChatKey, ChatNumber, Seq, VisitState, evolve};
use chat_ports::{PageRequest, PortError, VisitLog};
use std::sync::Arc;

async fn stored(log: &Arc<dyn VisitLog>) -> VisitScript {
    let mut visit = VisitScript::new();
    store_all(&**log, every_event(&mut visit)).await;
    visit
}

/// Every kind of event comes back in its place and with its bytes, whatever script a text is in.
pub async fn entries_come_back_in_order_and_byte_for_byte(log: &Arc<dyn VisitLog>) {
    let visit = stored(log).await;
    holds(&**log, visit.key, &visit.entries).await;
}

/// From every place on, and with every limit, the entries are those that stand there.
pub async fn reading_begins_anywhere_and_ends_at_any_limit(log: &Arc<dyn VisitLog>) {
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

/// A visit that has no log is not found, neither whole nor by chat.
pub async fn an_unknown_visit_is_not_found(log: &Arc<dyn VisitLog>) {
    let visit = VisitScript::new();
    let read = log.read(visit.key, Seq::ZERO, 10).await;
    assert!(matches!(read, Err(PortError::NotFound)), "{read:?}");
    for page in [
        PageRequest::Forward {
            after: ChatNumber(0),
            limit: 10,
        },
        PageRequest::Backward {
            before: None,
            limit: 10,
        },
    ] {
        let read = log.read_chat(visit.key, ChatKey::Visit, page).await;
        assert!(matches!(read, Err(PortError::NotFound)), "{read:?}");
    }
}

/// The state folded from what is read, at once or in pieces, is the state that the rules came to.
pub async fn folding_what_is_read_gives_the_state_that_was_decided(log: &Arc<dyn VisitLog>) {
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
