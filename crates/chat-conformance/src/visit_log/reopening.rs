//! The log after its storage was closed and reopened.

use super::{fold, holds, read_all, store, store_all};
use crate::{
    fixture::{VisitScript, every_event, fresh_clinic},
    visit_log::dashboard::listed,
};
use chat_ports::VisitLog;
use std::sync::Arc;

/// After reopening, every acknowledged entry, chat and dashboard row is there, and logs continue to
/// grow from there (G3).
///
/// `reopen` closes the given log and reopens its storage.
pub async fn acknowledged_entries_survive_reopening<F, R>(log: Arc<dyn VisitLog>, reopen: R)
where
    R: FnOnce(Arc<dyn VisitLog>) -> F,
    F: Future<Output = Arc<dyn VisitLog>>,
{
    let clinic = fresh_clinic();
    let mut visits: Vec<_> = (0..5).map(|_| VisitScript::in_clinic(clinic)).collect();
    for visit in &mut visits {
        store_all(&*log, every_event(visit)).await;
    }
    let log = reopen(log).await;
    let summaries: Vec<_> = visits.iter().map(VisitScript::summary).collect();
    assert_eq!(listed(&log, clinic).await, summaries);
    for mut visit in visits {
        holds(&*log, visit.key, &visit.entries).await;
        assert_eq!(fold(&read_all(&*log, visit.key).await), visit.state);
        let chat = visit.direct();
        let of_chat = visit.of_chat(chat);
        let positions = of_chat.iter().map(|entry| entry.seq).collect();
        let read = log.read_at(visit.key, positions).await.unwrap();
        assert_eq!(read, of_chat);
        let provider = chat_domain::Actor::Person(visit.cast.provider);
        store(
            &*log,
            visit.run(provider, &chat_domain::Command::ReopenVisit),
        )
        .await;
        store(&*log, visit.announce("and on")).await;
        holds(&*log, visit.key, &visit.entries).await;
    }
}
