//! The tries of a link's question.

use super::{begun, found, fresh_link, fresh_session, invited};
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

/// A session begun by the right answer returns its try, and no other session does.
pub async fn right_answer_returns_its_try(invitations: &Arc<dyn Invitations>) {
    let link = invited(&**invitations, fresh_link()).await;
    let other = invited(&**invitations, fresh_link()).await;
    for _ in 0..2 {
        assert!(invitations.take_try(link.id).await.unwrap());
    }
    let begins = invitations.begin(fresh_session(&link), true).await;
    assert!(begins.unwrap());
    let left = found(&**invitations, &link).await.unwrap().tries_left;
    assert_eq!(left, 1);
    begun(&**invitations, &link).await;
    let left = found(&**invitations, &link).await.unwrap().tries_left;
    assert_eq!(left, 1);
    assert_eq!(found(&**invitations, &other).await, Some(other));
}
