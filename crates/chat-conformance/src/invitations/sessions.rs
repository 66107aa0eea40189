//! Beginning sessions.

use super::{begun, fresh_digest, fresh_link, fresh_session, invited, is_open};
use chat_domain::InvitationId;
use chat_ports::{Invitations, MAX_SESSIONS, Session};
use std::sync::Arc;
use time::Duration;
use uuid::Uuid;

/// Every field round-trips. Another token finds nothing.
pub async fn begun_session_round_trips_and_is_found_by_its_token(
    invitations: &Arc<dyn Invitations>,
) {
    let link = invited(&**invitations, fresh_link()).await;
    let [first, second] = [
        begun(&**invitations, &link).await,
        begun(&**invitations, &link).await,
    ];
    for session in [&first, &second] {
        assert!(is_open(&**invitations, session).await);
    }
    assert_eq!(invitations.session(fresh_digest()).await.unwrap(), None);
}

/// A session of a link that is not stored does not begin.
pub async fn session_of_no_link_does_not_begin(invitations: &Arc<dyn Invitations>) {
    let session = fresh_session(&fresh_link());
    assert!(!invitations.begin(session.clone()).await.unwrap());
    assert!(!is_open(&**invitations, &session).await);
}

/// One more session than a link may have ends its oldest, whatever the order in which they were stored, and none of another
/// link.
pub async fn only_the_newest_sessions_of_a_link_stay(invitations: &Arc<dyn Invitations>) {
    let link = invited(&**invitations, fresh_link()).await;
    let other = invited(&**invitations, fresh_link()).await;
    let elsewhere = begun(&**invitations, &other).await;
    let at = |minute: usize| {
        let session = fresh_session(&link);
        let later = Duration::minutes(i64::try_from(minute).unwrap());
        Session {
            begun: session.begun + later,
            ..session
        }
    };
    // The oldest is stored second.
    let mut sessions: Vec<_> = (0..=MAX_SESSIONS).map(at).collect();
    sessions.swap(0, 1);
    for session in &sessions {
        assert!(invitations.begin(session.clone()).await.unwrap());
    }
    sessions.swap(0, 1);
    assert!(!is_open(&**invitations, &sessions[0]).await);
    for session in &sessions[1..] {
        assert!(is_open(&**invitations, session).await);
    }
    assert!(is_open(&**invitations, &elsewhere).await);
}

/// The sessions of a link that have not ended are listed by the time they began, whatever the order in which they were stored, and
/// none of another link.
pub async fn sessions_of_a_link_are_listed_from_the_oldest_on(invitations: &Arc<dyn Invitations>) {
    let link = invited(&**invitations, fresh_link()).await;
    let other = invited(&**invitations, fresh_link()).await;
    begun(&**invitations, &other).await;
    let late = Session {
        begun: fresh_session(&link).begun + Duration::MINUTE,
        ..fresh_session(&link)
    };
    assert!(invitations.begin(late.clone()).await.unwrap());
    let early = begun(&**invitations, &link).await;
    let listed = async || invitations.sessions_of(link.id).await.unwrap();
    assert_eq!(listed().await, [early.clone(), late.clone()]);
    invitations.end_session(early.token).await.unwrap();
    assert_eq!(listed().await, [late]);
    let unknown = InvitationId::new(Uuid::now_v7());
    assert_eq!(invitations.sessions_of(unknown).await.unwrap(), []);
}
