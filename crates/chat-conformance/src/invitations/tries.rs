//! The tries of a link's question.

use super::{begun, found, fresh_link, fresh_session, invited, is_open};
use chat_domain::InvitationId;
use chat_ports::{Invitation, Invitations};
use futures::future::join_all;
use std::sync::Arc;
use uuid::Uuid;

/// Each try lowers the number that is left, of this link only. Without one left, or without a link, there is none.
pub async fn tries_of_a_link_run_out(invitations: &Arc<dyn Invitations>) {
    let link = invited(&**invitations, fresh_link()).await;
    let other = invited(&**invitations, fresh_link()).await;
    for left in [1, 0] {
        assert!(invitations.take_try(link.id).await.unwrap());
        let now = found(&**invitations, &link).await.unwrap();
        assert_eq!(now.tries_left, left);
    }
    assert!(!invitations.take_try(link.id).await.unwrap());
    let now = found(&**invitations, &link).await.unwrap();
    assert_eq!(now.tries_left, 0);
    assert_eq!(found(&**invitations, &other).await, Some(other));
    let unknown = InvitationId::new(Uuid::now_v7());
    assert!(!invitations.take_try(unknown).await.unwrap());
}

/// Guesses that are made at the same time are no more than the tries.
pub async fn of_concurrent_tries_only_those_left_succeed(invitations: &Arc<dyn Invitations>) {
    let link = Invitation {
        tries_left: 3,
        ..fresh_link()
    };
    let link = invited(&**invitations, link).await;
    let tries = (0..16).map(|_| {
        let (invitations, id) = (Arc::clone(invitations), link.id);
        tokio::spawn(async move { invitations.take_try(id).await.unwrap() })
    });
    let taken = join_all(tries).await;
    let taken = taken.into_iter().filter(|taken| *taken.as_ref().unwrap());
    assert_eq!(taken.count(), 3);
}

/// A session of a link with a question begins while a try is left, and leaves the tries as they are. Without a question, none is
/// needed.
pub async fn begun_session_needs_a_try_and_takes_none(invitations: &Arc<dyn Invitations>) {
    let link = invited(&**invitations, fresh_link()).await;
    let left = async || found(&**invitations, &link).await.unwrap().tries_left;
    assert!(invitations.take_try(link.id).await.unwrap());
    begun(&**invitations, &link).await;
    assert_eq!(left().await, 1);
    assert!(invitations.take_try(link.id).await.unwrap());
    let late = fresh_session(&link);
    assert!(!invitations.begin(late.clone()).await.unwrap());
    assert!(!is_open(&**invitations, &late).await);
    assert_eq!(left().await, 0);
    let plain = Invitation {
        answer: None,
        tries_left: 0,
        ..fresh_link()
    };
    let plain = invited(&**invitations, plain).await;
    begun(&**invitations, &plain).await;
}
