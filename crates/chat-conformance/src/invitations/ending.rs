//! The end of sessions and links.

use super::{NOW, begun, found, fresh_link, fresh_session, invited, is_open};
use chat_domain::VisitId;
use chat_ports::{Invitation, Invitations, PortError, Session, VisitKey};
use std::{collections::BTreeSet, sync::Arc};
use time::Duration;
use uuid::Uuid;

/// An ended session is gone; ending it again changes nothing.
pub async fn ended_session_is_gone_and_others_stay(invitations: &Arc<dyn Invitations>) {
    let link = invited(&**invitations, fresh_link()).await;
    let [ended, other] = [
        begun(&**invitations, &link).await,
        begun(&**invitations, &link).await,
    ];
    for _ in 0..2 {
        invitations.end_session(ended.token).await.unwrap();
        assert!(!is_open(&**invitations, &ended).await);
        assert!(is_open(&**invitations, &other).await);
    }
}

/// All sessions of a person end, of all links and visits of the clinic, and none of other people or of the same person id in
/// another clinic. The links stay.
pub async fn sessions_of_a_person_end_in_their_clinic(invitations: &Arc<dyn Invitations>) {
    let link = invited(&**invitations, fresh_link()).await;
    let (clinic, person) = (link.visit.clinic, link.person);
    let elsewhere = VisitKey::new(clinic, VisitId::new(Uuid::now_v7()));
    let same = invited(
        &**invitations,
        Invitation {
            visit: elsewhere,
            person,
            ..fresh_link()
        },
    );
    let same = same.await;
    let other_person = invited(
        &**invitations,
        Invitation {
            visit: link.visit,
            ..fresh_link()
        },
    );
    let other_person = other_person.await;
    let other_clinic = invited(
        &**invitations,
        Invitation {
            person,
            ..fresh_link()
        },
    );
    let other_clinic = other_clinic.await;
    let mut ended = Vec::new();
    for link in [&link, &link, &same] {
        ended.push(begun(&**invitations, link).await);
    }
    let mut kept = Vec::new();
    for link in [&other_person, &other_clinic] {
        kept.push(begun(&**invitations, link).await);
    }
    invitations.end_sessions_of(clinic, person).await.unwrap();
    for session in &ended {
        assert!(!is_open(&**invitations, session).await);
    }
    for session in &kept {
        assert!(is_open(&**invitations, session).await);
    }
    assert_eq!(found(&**invitations, &link).await.as_ref(), Some(&link));
    begun(&**invitations, &link).await;
}

/// Revoking a link ends its sessions and returns them, each time. It begins no further session. Other links stay.
pub async fn revoked_link_has_no_sessions_and_begins_none(invitations: &Arc<dyn Invitations>) {
    let link = invited(&**invitations, fresh_link()).await;
    let sibling = Invitation {
        visit: link.visit,
        person: link.person,
        ..fresh_link()
    };
    let sibling = invited(&**invitations, sibling).await;
    let sessions = [
        begun(&**invitations, &link).await,
        begun(&**invitations, &link).await,
    ];
    let other = begun(&**invitations, &sibling).await;
    let ids: BTreeSet<_> = sessions.iter().map(|session| session.id).collect();
    for _ in 0..2 {
        let ended = invitations.revoke(link.visit, link.id).await.unwrap();
        assert_eq!(ended.into_iter().collect::<BTreeSet<_>>(), ids);
        for session in &sessions {
            assert!(!is_open(&**invitations, session).await);
        }
    }
    let late = fresh_session(&link);
    assert!(!invitations.begin(late.clone()).await.unwrap());
    assert!(!is_open(&**invitations, &late).await);
    let revoked = Invitation {
        is_revoked: true,
        ..link.clone()
    };
    assert_eq!(found(&**invitations, &link).await, Some(revoked));
    assert_eq!(found(&**invitations, &sibling).await, Some(sibling));
    assert!(is_open(&**invitations, &other).await);
}

/// A link is revoked by its own visit and clinic only.
pub async fn link_of_another_visit_is_not_revoked(invitations: &Arc<dyn Invitations>) {
    let link = invited(&**invitations, fresh_link()).await;
    let session = begun(&**invitations, &link).await;
    let VisitKey { clinic, visit } = link.visit;
    for other in [
        VisitKey::new(fresh_link().visit.clinic, visit),
        VisitKey::new(clinic, VisitId::new(Uuid::now_v7())),
    ] {
        let revoked = invitations.revoke(other, link.id).await;
        assert!(matches!(revoked, Err(PortError::NotFound)), "{revoked:?}");
    }
    assert!(is_open(&**invitations, &session).await);
    assert_eq!(found(&**invitations, &link).await, Some(link));
}

/// Links and sessions that expired before the given times are deleted, each by its own. The bounds are exclusive. The sessions of a
/// deleted link end.
pub async fn what_expired_is_collected(invitations: &Arc<dyn Invitations>) {
    // Collecting spans all clinics, so it works far in the past.
    let bound = NOW - Duration::days(40_000 + i64::from(Uuid::now_v7().as_u128() as u16));
    let expiring = |expires| Invitation {
        expires,
        ..fresh_link()
    };
    let old = invited(&**invitations, expiring(bound - Duration::MICROSECOND)).await;
    let kept = invited(&**invitations, expiring(bound)).await;
    let until = |link: &Invitation, expires| Session {
        expires,
        ..fresh_session(link)
    };
    let of_old = until(&old, NOW);
    let past = until(&kept, bound + Duration::SECOND - Duration::MICROSECOND);
    let current = until(&kept, bound + Duration::SECOND);
    for session in [&of_old, &past, &current] {
        assert!(invitations.begin(session.clone()).await.unwrap());
    }
    let deleted = invitations.collect(bound, bound + Duration::SECOND).await;
    assert!(deleted.unwrap() >= 1);
    assert_eq!(found(&**invitations, &old).await, None);
    assert_eq!(found(&**invitations, &kept).await, Some(kept));
    assert!(!is_open(&**invitations, &of_old).await);
    assert!(!is_open(&**invitations, &past).await);
    assert!(is_open(&**invitations, &current).await);
}
