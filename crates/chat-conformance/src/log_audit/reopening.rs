//! Audits after the storage was closed and reopened.

use super::{Audited, shows};
use crate::{
    fixture::{VisitScript, every_event, fresh_clinic},
    visit_log::{store, store_all},
};
use chat_domain::{Actor, Command};
use chat_ports::VisitLog;
use std::sync::Arc;

/// Logs that grow after reopening continue their chain (G4).
///
/// `reopen` closes the given log and reopens its storage.
pub async fn reopened_storage_continues_the_chain<F, R>(audited: Audited, reopen: R)
where
    R: FnOnce(Arc<dyn VisitLog>) -> F,
    F: Future<Output = Arc<dyn VisitLog>>,
{
    let clinic = fresh_clinic();
    let mut visits: Vec<_> = (0..3).map(|_| VisitScript::in_clinic(clinic)).collect();
    for visit in &mut visits {
        store_all(&*audited.log, every_event(visit)).await;
    }
    let Audited { log, audit } = audited;
    let log = reopen(log).await;
    let audited = Audited { log, audit };
    for mut visit in visits {
        shows(&*audited.audit().await, &visit).await;
        let provider = Actor::Person(visit.cast.provider);
        let reopened = visit.run(provider, &Command::ReopenVisit);
        store(&*audited.log, reopened).await;
        store(&*audited.log, visit.announce("and on")).await;
        shows(&*audited.audit().await, &visit).await;
    }
}
