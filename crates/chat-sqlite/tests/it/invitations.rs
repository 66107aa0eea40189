//! What is on disk of invitation links and sessions.

use super::{Place, open};
use chat_conformance::invitations::fresh_link;
use chat_domain::SessionId;
use chat_ports::{Invitation, Invitations as _, Session};
use time::Duration;
use uuid::Uuid;

/// A revocation that was acknowledged survives a restart, as do the link's used tries.
#[tokio::test]
async fn links_and_their_end_survive_reopening() {
    let place = Place::new();
    let (revoked, tried) = (fresh_link(), fresh_link());
    let session = |link: &Invitation| Session {
        id: SessionId::new(Uuid::now_v7()),
        token: link.secret,
        invitation: link.id,
        visit: link.visit,
        person: link.person,
        begun: link.created,
        expires: link.created + Duration::HOUR,
    };
    let (of_revoked, of_tried) = (session(&revoked), session(&tried));
    {
        let invitations = place.open().invitations();
        for (link, session) in [(&revoked, &of_revoked), (&tried, &of_tried)] {
            invitations.invite(link.clone()).await.unwrap();
            assert!(invitations.begin(session.clone()).await.unwrap());
        }
        assert!(invitations.take_try(tried.id).await.unwrap());
        invitations.revoke(revoked.visit, revoked.id).await.unwrap();
    }
    let invitations = open(&place.file()).invitations();
    let found = async |token| invitations.session(token).await.unwrap();
    assert_eq!(found(of_revoked.token).await, None);
    assert_eq!(found(of_tried.token).await, Some(of_tried));
    let link = invitations.invitation(tried.secret).await.unwrap().unwrap();
    assert_eq!(link.tries_left, tried.tries_left - 1);
    let link = invitations.invitation(revoked.secret).await.unwrap();
    assert!(link.unwrap().is_revoked);
}
