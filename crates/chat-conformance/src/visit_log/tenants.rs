//! Isolation of clinics.

use super::{holds, store, store_all};
use crate::{
    fixture::{VisitScript, every_event, fresh_clinic},
    visit_log::dashboard::{everything, listed},
};
use chat_domain::{ChatKey, Seq};
use chat_ports::{PortError, VisitKey, VisitLog, VisitQuery, WhoTakesPart};
use std::sync::Arc;

/// One visit id in two clinics is two logs, two sets of chats and two dashboard rows.
pub async fn same_visit_id_in_two_clinics_has_two_logs(log: &Arc<dyn VisitLog>) {
    let mut here = VisitScript::new();
    let mut there = VisitScript::of(VisitKey::new(fresh_clinic(), here.key.visit));
    there.cast = here.cast;
    store(&**log, here.schedule()).await;
    store_all(&**log, every_event(&mut there)).await;
    store(&**log, here.announce("only here")).await;

    for visit in [&here, &there] {
        holds(&**log, visit.key, &visit.entries).await;
        assert_eq!(listed(log, visit.key.clinic).await, [visit.summary()]);
        let of_chat = visit.of_chat(ChatKey::Visit);
        let positions = of_chat.iter().map(|entry| entry.seq).collect();
        let read = log.read_at(visit.key, positions).await.unwrap();
        assert_eq!(read, of_chat);
    }
}

/// Under another clinic's key a visit is not found, and that clinic's dashboard never lists it.
pub async fn visit_is_invisible_to_other_clinics(log: &Arc<dyn VisitLog>) {
    let mut visit = VisitScript::new();
    store_all(&**log, every_event(&mut visit)).await;
    let elsewhere = VisitKey::new(fresh_clinic(), visit.key.visit);
    // Also when the other clinic has its own visit with the same people.
    let mut neighbor = VisitScript::in_clinic(elsewhere.clinic);
    neighbor.cast = visit.cast;
    store(&**log, neighbor.schedule()).await;

    let read = log.read(elsewhere, Seq::ZERO, 10).await;
    assert!(matches!(read, Err(PortError::NotFound)), "{read:?}");
    let read = log.read_at(elsewhere, [Seq(1)].into()).await;
    assert!(matches!(read, Err(PortError::NotFound)), "{read:?}");

    assert_eq!(listed(log, elsewhere.clinic).await, [neighbor.summary()]);
    let query = VisitQuery {
        who: Some(WhoTakesPart {
            person: visit.cast.patient,
            as_care_team: Some(false),
            waiting: false,
        }),
        ..everything(elsewhere.clinic)
    };
    let page = log.list_visits(query).await.unwrap();
    assert_eq!(page.visits, [neighbor.summary()]);
}
