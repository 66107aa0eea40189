//! Current and former participants.

use super::store;
use crate::fixture::{VisitScript, fresh_clinic};
use chat_domain::{Actor, Command, PersonId, Reason, VisitId};
use chat_ports::{VisitKey, VisitLog};
use std::sync::Arc;
use uuid::Uuid;

async fn takes_part(log: &Arc<dyn VisitLog>, visit: VisitKey, person: PersonId) -> bool {
    let answer = log.takes_part(visit, person).await;
    answer.expect("takes_part succeeds")
}

/// A participant is known once the append that adds them is acknowledged; others are not.
pub async fn participant_is_known_once_the_append_is_acknowledged(log: &Arc<dyn VisitLog>) {
    let mut visit = VisitScript::new();
    let mut neighbor = VisitScript::in_clinic(visit.key.clinic);
    let cast = visit.cast;
    assert!(!takes_part(log, visit.key, cast.provider).await);
    store(&**log, visit.schedule()).await;
    store(&**log, neighbor.schedule()).await;
    for person in [cast.provider, cast.staff, cast.patient, cast.guest] {
        assert!(takes_part(log, visit.key, person).await);
        assert!(!takes_part(log, neighbor.key, person).await);
    }
    assert!(!takes_part(log, visit.key, cast.overseer).await);
    // An append without a summary changes nothing here.
    store(&**log, visit.announce("hello")).await;
    assert!(takes_part(log, visit.key, cast.patient).await);
    assert!(!takes_part(log, visit.key, neighbor.cast.patient).await);
}

/// Removed participants still count, whatever happens later.
pub async fn removed_participant_still_counts(log: &Arc<dyn VisitLog>) {
    let mut visit = VisitScript::new();
    store(&**log, visit.schedule()).await;
    let person = visit.cast.guest;
    let reason = Reason::new("asked to leave").unwrap();
    let remove = Command::RemoveParticipant { person, reason };
    store(&**log, visit.run(Actor::Host, &remove)).await;
    assert!(takes_part(log, visit.key, person).await);
    store(&**log, visit.run(Actor::Host, &Command::CompleteVisit)).await;
    assert!(takes_part(log, visit.key, person).await);
    assert!(takes_part(log, visit.key, visit.cast.patient).await);
}

/// For an unknown visit or another clinic's visit, the answer is no, as it is for a stranger.
pub async fn unknown_visit_has_no_participants(log: &Arc<dyn VisitLog>) {
    let mut visit = VisitScript::new();
    store(&**log, visit.schedule()).await;
    let unknown = VisitKey::new(visit.key.clinic, VisitId::new(Uuid::now_v7()));
    let elsewhere = VisitKey::new(fresh_clinic(), visit.key.visit);
    for key in [unknown, elsewhere] {
        for person in [visit.cast.provider, visit.cast.overseer] {
            assert!(!takes_part(log, key, person).await);
        }
    }
}
