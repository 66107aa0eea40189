//! Spans that another feed numbered.

use super::{Fed, has_exactly, number_all, read_all};
use crate::{
    fixture::{VisitScript, fresh_clinic},
    visit_log::store,
};
use chat_domain::Seq;
use chat_ports::{FeedSpan, PortError};
use std::sync::Arc;
use uuid::Uuid;

/// Adopted spans are read as they were, with their passes, and what they leave out is numbered after them.
pub async fn adopted_spans_keep_their_positions_and_the_rest_follows(fed: &Arc<Fed>) {
    let (log, feed) = fed.open().await;
    let clinic = fresh_clinic();
    let mut visits = [0, 1].map(|_| VisitScript::in_clinic(clinic));
    for visit in &mut visits {
        store(&*log, visit.schedule()).await;
        store(&*log, visit.announce("first")).await;
    }
    let [one, other] = visits.each_ref().map(|visit| visit.key.visit);
    let pass = Uuid::now_v7();
    let spans = vec![
        span(0, other, 1, 2, pass),
        span(2, one, 1, 1, Uuid::now_v7()),
        span(3, other, 3, 4, pass),
    ];
    let (begin, rest) = spans.split_at(1);
    feed.adopt(clinic, begin.to_vec()).await.unwrap();
    feed.adopt(clinic, rest.to_vec()).await.unwrap();
    feed.adopt(clinic, Vec::new()).await.unwrap();
    assert_eq!(feed.spans(clinic, 0, 100).await.unwrap(), spans);
    for _ in 0..2 {
        number_all(&*feed, clinic).await;
        has_exactly(&read_all(&*feed, clinic, 100).await, &visits);
        assert_eq!(feed.spans(clinic, 0, 5).await.unwrap(), spans);
        store(&*log, visits[0].announce("second")).await;
        store(&*log, visits[1].announce("second")).await;
    }
}

/// Spans that leave a gap, repeat or skip an entry, or name an entry or a visit that is not there are invalid. The feed stays as
/// it is.
pub async fn spans_that_do_not_fit_are_refused_and_change_nothing(fed: &Arc<Fed>) {
    let (log, feed) = fed.open().await;
    let clinic = fresh_clinic();
    let mut visit = VisitScript::in_clinic(clinic);
    store(&*log, visit.schedule()).await;
    let last = visit.entries.len() as u64;
    let (id, pass) = (visit.key.visit, Uuid::now_v7());
    let unknown = VisitScript::in_clinic(clinic).key.visit;
    feed.adopt(clinic, vec![span(0, id, 1, 2, pass)])
        .await
        .unwrap();
    for wrong in [
        vec![span(3, id, 3, 3, pass)],
        vec![span(1, id, 3, 3, pass)],
        vec![span(0, id, 3, 3, pass)],
        vec![span(2, id, 4, 4, pass)],
        vec![span(2, id, 2, 3, pass)],
        vec![span(2, id, 3, last + 1, pass)],
        vec![span(2, unknown, 1, 1, pass)],
        vec![span(2, id, 3, 3, pass), span(4, id, 4, 4, pass)],
        vec![span(2, id, 3, 3, pass), span(3, id, 5, 5, pass)],
        vec![span(2, id, 3, 3, pass), span(3, unknown, 1, 1, pass)],
    ] {
        let refused = feed.adopt(clinic, wrong.clone()).await;
        let is_invalid = matches!(refused, Err(PortError::Invalid(_)));
        assert!(is_invalid, "{wrong:?}: {refused:?}");
        let kept = feed.spans(clinic, 0, 100).await.unwrap();
        assert_eq!(kept, [span(0, id, 1, 2, pass)], "{wrong:?}");
    }
    number_all(&*feed, clinic).await;
    has_exactly(&read_all(&*feed, clinic, 100).await, &[visit]);
}

fn span(position: u64, visit: chat_domain::VisitId, first: u64, last: u64, pass: Uuid) -> FeedSpan {
    FeedSpan {
        position,
        visit,
        first: Seq(first),
        last: Seq(last),
        pass,
    }
}
