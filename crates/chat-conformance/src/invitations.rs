//! The laws of [`Invitations`].

pub mod ending;
pub mod links;
pub mod sessions;
pub mod tries;

use crate::{
    fixture::fresh_clinic,
    law::{Law, laws},
};
use chat_domain::{InvitationId, PersonId, SessionId, VisitId};
use chat_ports::{AnswerHash, Invitation, Invitations, SecretDigest, Session, VisitKey};
use time::{Duration, OffsetDateTime, macros::datetime};
use uuid::Uuid;

/// All laws.
pub const LAWS: &[Law<dyn Invitations>] = laws!(dyn Invitations:
    links:
        link_round_trips_and_is_found_by_its_secret,
        unknown_secret_finds_no_link,
        taken_secret_or_id_is_refused_and_changes_nothing,
        links_of_a_visit_are_listed_by_time_then_id;
    tries:
        tries_of_a_link_run_out,
        of_concurrent_tries_only_those_left_succeed,
        begun_session_needs_a_try_and_takes_none;
    sessions:
        begun_session_round_trips_and_is_found_by_its_token,
        session_of_no_link_does_not_begin,
        only_the_newest_sessions_of_a_link_stay,
        sessions_of_a_link_are_listed_from_the_oldest_on;
    ending:
        ended_session_is_gone_and_others_stay,
        sessions_of_a_person_end_in_their_clinic,
        revoked_link_has_no_sessions_and_begins_none,
        link_of_another_visit_is_not_revoked,
        what_expired_is_collected;
);

const NOW: OffsetDateTime = datetime!(2031-05-06 07:08:09.123_456 UTC);

/// A digest that was never used before.
fn fresh_digest() -> SecretDigest {
    let id = Uuid::now_v7().into_bytes();
    let mut digest = [7; 32];
    digest[16..].copy_from_slice(&id);
    SecretDigest(digest)
}

/// A link with a question and two tries, for a fresh person of a fresh visit.
#[must_use]
pub fn fresh_link() -> Invitation {
    Invitation {
        id: InvitationId::new(Uuid::now_v7()),
        secret: fresh_digest(),
        visit: VisitKey::new(fresh_clinic(), VisitId::new(Uuid::now_v7())),
        person: PersonId::new(Uuid::now_v7()),
        created: NOW,
        expires: NOW + Duration::hours(5),
        answer: Some(AnswerHash {
            salt: Uuid::now_v7().into_bytes(),
            hash: [0xa5; 32],
        }),
        tries_left: 2,
        is_revoked: false,
    }
}

/// A session of a link, with a fresh token.
fn fresh_session(link: &Invitation) -> Session {
    Session {
        id: SessionId::new(Uuid::now_v7()),
        token: fresh_digest(),
        invitation: link.id,
        visit: link.visit,
        person: link.person,
        begun: NOW + Duration::MINUTE,
        expires: NOW + Duration::hours(2),
    }
}

/// Stores a link.
async fn invited(invitations: &dyn Invitations, link: Invitation) -> Invitation {
    let stored = invitations.invite(link.clone()).await;
    stored.expect("the link is stored");
    link
}

/// Begins a session of a link.
async fn begun(invitations: &dyn Invitations, link: &Invitation) -> Session {
    let session = fresh_session(link);
    let begins = invitations.begin(session.clone()).await;
    assert!(begins.unwrap(), "the session begins");
    session
}

/// The link as stored.
async fn found(invitations: &dyn Invitations, link: &Invitation) -> Option<Invitation> {
    invitations.invitation(link.secret).await.unwrap()
}

async fn is_open(invitations: &dyn Invitations, session: &Session) -> bool {
    let found = invitations.session(session.token).await.unwrap();
    if let Some(found) = &found {
        assert_eq!(found, session);
    }
    found.is_some()
}

#[cfg(test)]
mod tests {
    use super::LAWS;
    use std::collections::BTreeSet;

    #[test]
    fn every_law_is_listed() {
        let sources = [
            include_str!("invitations/ending.rs"),
            include_str!("invitations/links.rs"),
            include_str!("invitations/sessions.rs"),
            include_str!("invitations/tries.rs"),
        ];
        let listed: BTreeSet<_> = LAWS.iter().map(|law| law.name).collect();
        let written: BTreeSet<_> = sources.into_iter().flat_map(crate::law::written).collect();
        assert_eq!(listed, written);
    }
}
