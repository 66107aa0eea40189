//! Isolation of topics.

use super::{arrives, fresh_visit, hint};
use crate::fixture::fresh_clinic;
use chat_ports::{Fanout, Topic, VisitKey};
use std::{collections::BTreeSet, sync::Arc};

/// A visit's subscriber gets no hints about other visits, including a visit with the same id in
/// another clinic.
pub async fn visit_topic_carries_only_its_own_hints(fanout: &Arc<dyn Fanout>) {
    let visit = fresh_visit(fresh_clinic());
    let others = [
        fresh_visit(visit.clinic),
        fresh_visit(fresh_clinic()),
        VisitKey::new(fresh_clinic(), visit.visit),
    ];
    let mut stream = fanout.subscribe(Topic::Visit(visit)).await.unwrap();
    for version in 1..=10 {
        for other in others {
            fanout.announce(hint(other, version)).await.unwrap();
        }
        let received = arrives(fanout, &mut stream, &hint(visit, version)).await;
        assert_eq!(received, BTreeSet::from([visit]));
    }
}

/// A clinic's subscriber gets hints about all of the clinic's visits and about no other clinic's.
pub async fn clinic_topic_carries_hints_of_its_visits_only(fanout: &Arc<dyn Fanout>) {
    let (clinic, elsewhere) = (fresh_clinic(), fresh_clinic());
    let visits = [0; 5].map(|_| fresh_visit(clinic));
    let mut stream = fanout.subscribe(Topic::Clinic(clinic)).await.unwrap();
    let mut received = BTreeSet::new();
    for visit in visits {
        let same_id = VisitKey::new(elsewhere, visit.visit);
        for foreign in [same_id, fresh_visit(elsewhere)] {
            fanout.announce(hint(foreign, 1)).await.unwrap();
        }
        received.extend(arrives(fanout, &mut stream, &hint(visit, 1)).await);
    }
    assert_eq!(received, BTreeSet::from(visits));
}
