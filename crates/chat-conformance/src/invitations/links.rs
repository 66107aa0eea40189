//! Storing and finding links.

use super::{found, fresh_digest, fresh_link, invited};
use chat_domain::{InvitationId, VisitId};
use chat_ports::{Invitation, Invitations, PortError, VisitKey};
use std::sync::Arc;
use time::Duration;
use uuid::Uuid;

/// Every field round-trips, with and without a question.
pub async fn link_round_trips_and_is_found_by_its_secret(invitations: &Arc<dyn Invitations>) {
    let asks = invited(&**invitations, fresh_link()).await;
    let plain = Invitation {
        answer: None,
        tries_left: 0,
        ..fresh_link()
    };
    let plain = invited(&**invitations, plain).await;
    assert_eq!(found(&**invitations, &asks).await, Some(asks));
    assert_eq!(found(&**invitations, &plain).await, Some(plain));
}

/// A secret that no link has finds none.
pub async fn unknown_secret_finds_no_link(invitations: &Arc<dyn Invitations>) {
    invited(&**invitations, fresh_link()).await;
    let other = invitations.invitation(fresh_digest()).await;
    assert_eq!(other.unwrap(), None);
}

/// A link with the id or the secret of another is refused, and the other stays as it is.
pub async fn taken_secret_or_id_is_refused_and_changes_nothing(invitations: &Arc<dyn Invitations>) {
    let link = invited(&**invitations, fresh_link()).await;
    let same_id = Invitation {
        id: link.id,
        ..fresh_link()
    };
    let same_secret = Invitation {
        secret: link.secret,
        ..fresh_link()
    };
    for taken in [same_id, same_secret] {
        let refused = invitations.invite(taken).await;
        assert!(matches!(refused, Err(PortError::Invalid(_))), "{refused:?}");
    }
    assert_eq!(found(&**invitations, &link).await, Some(link));
}

/// A visit's links are listed, and none of other visits or clinics.
pub async fn links_of_a_visit_are_listed_by_time_then_id(invitations: &Arc<dyn Invitations>) {
    let first = fresh_link();
    let mut ids = [(); 2].map(|()| InvitationId::new(Uuid::now_v7()));
    ids.sort();
    let sibling = |id, later| Invitation {
        id,
        visit: first.visit,
        created: first.created + later,
        ..fresh_link()
    };
    let [low, high] = [
        sibling(ids[0], Duration::MICROSECOND),
        sibling(ids[1], Duration::MICROSECOND),
    ];
    // Made last, with the lowest id.
    let latest = Invitation {
        id: InvitationId::new(Uuid::from_u128(Uuid::now_v7().as_u128() >> 64)),
        ..sibling(ids[0], Duration::SECOND)
    };
    let other_visit = Invitation {
        visit: VisitKey::new(first.visit.clinic, VisitId::new(Uuid::now_v7())),
        ..fresh_link()
    };
    let other_clinic = Invitation {
        visit: VisitKey::new(fresh_link().visit.clinic, first.visit.visit),
        ..fresh_link()
    };
    for link in [&high, &other_visit, &latest, &low, &other_clinic, &first] {
        invited(&**invitations, link.clone()).await;
    }
    let listed = invitations.invitations_of(first.visit).await.unwrap();
    assert_eq!(listed, [first, low, high, latest]);
}
