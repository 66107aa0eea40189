//! The list of visits.

use super::{Audited, shows, visit};
use crate::{
    fixture::{VisitScript, every_event, fresh_clinic},
    visit_log::{store, store_all},
};
use chat_domain::{Actor, Command, DisplayName, NewParticipant, PersonId, Reason, Role, VisitId};
use chat_ports::{LogAudit, PortError, VisitKey};
use std::{collections::BTreeSet, sync::Arc};
use uuid::Uuid;

/// Pages of any size list every visit of every clinic once, ordered by clinic, then visit.
pub async fn visits_are_listed_once_in_order(audited: &Arc<Audited>) {
    let clinics = [fresh_clinic(), fresh_clinic(), fresh_clinic()];
    let mut wanted = BTreeSet::new();
    for visit in 0..9 {
        // Reversed bits, so that ids are not in creation order.
        let id = VisitId::new(Uuid::from_u128(Uuid::now_v7().as_u128().reverse_bits()));
        let mut visit = VisitScript::of(VisitKey::new(clinics[visit % 3], id));
        store(&*audited.log, visit.schedule()).await;
        wanted.insert(visit.key);
    }
    let audit = audited.audit().await;
    let all = keys(&*audit, usize::MAX).await;
    for size in [1, 2, 3, 8, 1_000] {
        assert_eq!(keys(&*audit, size).await, all, "in pages of {size}");
    }
    assert!(all.is_sorted_by(|one, next| one < next), "in order, once");
    let ours = all.into_iter().filter(|key| clinics.contains(&key.clinic));
    assert_eq!(ours.collect::<BTreeSet<_>>(), wanted);
    assert_eq!(audit.visits(None, 0).await.unwrap(), []);
}

async fn keys(audit: &dyn LogAudit, size: usize) -> Vec<VisitKey> {
    let mut keys = Vec::new();
    loop {
        let page = audit.visits(keys.last().copied(), size).await.unwrap();
        assert!(
            page.len() <= size,
            "{} visits on a page of {size}",
            page.len()
        );
        if page.is_empty() {
            return keys;
        }
        let known = keys.len();
        keys.extend(page.into_iter().map(|visit| visit.visit));
        assert!(
            keys[known..].iter().all(|key| !keys[..known].contains(key)),
            "each page continues after the previous one"
        );
    }
}

/// A visit's version is the position of its newest entry; its summary is the latest appended.
pub async fn version_and_summary_are_from_the_newest_append(audited: &Arc<Audited>) {
    let mut script = VisitScript::new();
    assert_eq!(visit(&*audited.audit().await, script.key).await, None);
    store(&*audited.log, script.schedule()).await;
    shows(&*audited.audit().await, &script).await;
    let newcomer = NewParticipant {
        person: PersonId::new(Uuid::now_v7()),
        role: Role::Interpreter,
        name: DisplayName::new("Ivo Marin").unwrap(),
        second_identifier: None,
        shares_history: false,
    };
    let cast = script.cast;
    for command in [
        Command::EnterWaitingRoom {
            person: cast.patient,
        },
        Command::AddParticipant(newcomer),
        Command::RemoveParticipant {
            person: cast.guest,
            reason: Reason::new("left for good").unwrap(),
        },
        Command::CompleteVisit,
    ] {
        let append = script.run(Actor::Host, &command);
        store(&*audited.log, append).await;
        shows(&*audited.audit().await, &script).await;
    }
}

/// Conflicts leave no trace, and the chain continues past them.
pub async fn refused_append_leaves_no_trace(audited: &Arc<Audited>) {
    let mut script = VisitScript::new();
    store(&*audited.log, script.schedule()).await;
    let mut late = script.clone();
    store(&*audited.log, script.announce("first")).await;

    let refused = audited.log.append(late.announce("too late")).await;
    assert!(matches!(refused, Err(PortError::Conflict { .. })));
    let refused = audited
        .log
        .append(late.announce("to the one that is missing"))
        .await;
    assert!(matches!(refused, Err(PortError::Conflict { .. })));
    shows(&*audited.audit().await, &script).await;

    store(&*audited.log, script.announce("second")).await;
    shows(&*audited.audit().await, &script).await;
}

/// One visit id in two clinics is two visits, each with its own chain.
pub async fn same_visit_id_in_two_clinics_has_two_chains(audited: &Arc<Audited>) {
    let mut here = VisitScript::new();
    let mut there = VisitScript::of(VisitKey::new(fresh_clinic(), here.key.visit));
    there.cast = here.cast;
    store(&*audited.log, here.schedule()).await;
    store_all(&*audited.log, every_event(&mut there)).await;
    store(&*audited.log, here.announce("only here")).await;
    let audit = audited.audit().await;
    shows(&*audit, &here).await;
    shows(&*audit, &there).await;
}
