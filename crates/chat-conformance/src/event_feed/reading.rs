//! Reading from a position.

use super::{Fed, flat, number_all, read_all};
use crate::{
    fixture::{VisitScript, fresh_clinic},
    visit_log::store,
};
use std::sync::Arc;

/// From any position to any limit, within spans and between them, the feed has the same entries.
pub async fn feed_can_be_read_from_any_position_to_any_limit(fed: &Arc<Fed>) {
    let (log, feed) = fed.open().await;
    let clinic = fresh_clinic();
    let mut visits: Vec<_> = (0..3).map(|_| VisitScript::in_clinic(clinic)).collect();
    for visit in &mut visits {
        store(&*log, visit.schedule()).await;
        number_all(&*feed, clinic).await;
    }
    let all = read_all(&*feed, clinic, 1_000).await;
    let length = all.len();
    assert!(length > 6, "spans have several entries");
    for from in 0..length + 2 {
        for limit in [0, 1, 2, 3, length, usize::MAX] {
            let spans = feed.spans(clinic, from as u64, limit).await.unwrap();
            let wanted: Vec<_> = all.iter().skip(from).take(limit).copied().collect();
            assert_eq!(
                flat(&spans, from as u64),
                wanted,
                "from {from}, limit {limit}"
            );
        }
    }
}

/// At the end, and at positions that no feed reaches, there is nothing, and that is no error.
pub async fn feed_is_empty_at_its_end_and_beyond(fed: &Arc<Fed>) {
    let (log, feed) = fed.open().await;
    let clinic = fresh_clinic();
    assert_eq!(feed.spans(clinic, 0, 10).await.unwrap(), []);
    let mut visit = VisitScript::in_clinic(clinic);
    store(&*log, visit.schedule()).await;
    number_all(&*feed, clinic).await;
    let end = visit.entries.len() as u64;
    assert_eq!(feed.spans(clinic, end - 1, 10).await.unwrap().len(), 1);
    for beyond in [end, end + 1, i64::MAX as u64, u64::MAX] {
        assert_eq!(
            feed.spans(clinic, beyond, 10).await.unwrap(),
            [],
            "{beyond}"
        );
    }
}
