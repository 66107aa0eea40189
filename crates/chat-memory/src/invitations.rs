//! Invitation links and sessions in memory.

use crate::lock::lock;
use async_trait::async_trait;
use chat_domain::{ClinicId, InvitationId, PersonId, SessionId};
use chat_ports::{
    Invitation, Invitations, MAX_SESSIONS, PortError, SecretDigest, Session, VisitKey,
};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};
use time::OffsetDateTime;

/// Stores links and sessions in memory.
#[derive(Clone, Debug, Default)]
pub struct MemoryInvitations {
    tables: Arc<Mutex<Tables>>,
}

#[derive(Debug, Default)]
struct Tables {
    links: BTreeMap<InvitationId, Invitation>,
    sessions: BTreeMap<SecretDigest, Session>,
}

impl MemoryInvitations {
    /// Without any link.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }
}

impl Tables {
    fn is_revoked(&self, invitation: InvitationId) -> bool {
        let link = self.links.get(&invitation);
        link.is_none_or(|link| link.is_revoked)
    }

    /// The sessions of a link, from the oldest on.
    fn sessions_of(&self, invitation: InvitationId) -> Vec<Session> {
        let all = self.sessions.values();
        let mut found: Vec<_> = all.filter(|it| it.invitation == invitation).collect();
        found.sort_by_key(|it| (it.begun, it.id));
        found.into_iter().cloned().collect()
    }
}

#[async_trait]
impl Invitations for MemoryInvitations {
    async fn invite(&self, invitation: Invitation) -> Result<(), PortError> {
        let mut tables = lock(&self.tables);
        let mut links = tables.links.values();
        if links.any(|link| link.id == invitation.id || link.secret == invitation.secret) {
            return Err(PortError::Invalid("the link's id or secret is taken"));
        }
        tables.links.insert(invitation.id, invitation);
        Ok(())
    }

    async fn invitation(&self, secret: SecretDigest) -> Result<Option<Invitation>, PortError> {
        let tables = lock(&self.tables);
        let found = tables.links.values().find(|link| link.secret == secret);
        Ok(found.cloned())
    }

    async fn invitations_of(&self, visit: VisitKey) -> Result<Vec<Invitation>, PortError> {
        let tables = lock(&self.tables);
        let links = tables.links.values();
        let mut found: Vec<_> = links.filter(|link| link.visit == visit).cloned().collect();
        found.sort_by_key(|link| (link.created, link.id));
        Ok(found)
    }

    async fn take_try(&self, invitation: InvitationId) -> Result<bool, PortError> {
        let mut tables = lock(&self.tables);
        let link = tables.links.get_mut(&invitation);
        let left = link.and_then(|link| {
            link.tries_left = link.tries_left.checked_sub(1)?;
            Some(())
        });
        Ok(left.is_some())
    }

    async fn begin(&self, session: Session) -> Result<bool, PortError> {
        let mut tables = lock(&self.tables);
        let is_blocked = |link: &Invitation| link.answer.is_some() && link.tries_left == 0;
        let link = tables.links.get(&session.invitation);
        if link.is_none_or(|link| link.is_revoked || is_blocked(link)) {
            return Ok(false);
        }
        let invitation = session.invitation;
        tables.sessions.insert(session.token, session);
        let sessions = tables.sessions_of(invitation);
        let surplus = sessions.len().saturating_sub(MAX_SESSIONS);
        for oldest in sessions.iter().take(surplus) {
            tables.sessions.remove(&oldest.token);
        }
        Ok(true)
    }

    async fn sessions_of(&self, invitation: InvitationId) -> Result<Vec<Session>, PortError> {
        Ok(lock(&self.tables).sessions_of(invitation))
    }

    async fn session(&self, token: SecretDigest) -> Result<Option<Session>, PortError> {
        let tables = lock(&self.tables);
        let found = tables.sessions.get(&token);
        Ok(found
            .filter(|session| !tables.is_revoked(session.invitation))
            .cloned())
    }

    async fn end_session(&self, token: SecretDigest) -> Result<(), PortError> {
        lock(&self.tables).sessions.remove(&token);
        Ok(())
    }

    async fn end_sessions_of(&self, clinic: ClinicId, person: PersonId) -> Result<(), PortError> {
        let is_theirs = |it: &Session| (it.visit.clinic, it.person) == (clinic, person);
        lock(&self.tables)
            .sessions
            .retain(|_, session| !is_theirs(session));
        Ok(())
    }

    async fn revoke(
        &self,
        visit: VisitKey,
        invitation: InvitationId,
    ) -> Result<Vec<SessionId>, PortError> {
        let mut tables = lock(&self.tables);
        let link = tables.links.get_mut(&invitation);
        let link = link.filter(|link| link.visit == visit);
        link.ok_or(PortError::NotFound)?.is_revoked = true;
        let sessions = tables.sessions_of(invitation);
        Ok(sessions.into_iter().map(|session| session.id).collect())
    }

    async fn collect(
        &self,
        links: OffsetDateTime,
        sessions: OffsetDateTime,
    ) -> Result<u64, PortError> {
        let mut tables = lock(&self.tables);
        let before = tables.links.len();
        tables.links.retain(|_, link| link.expires >= links);
        let deleted = before.saturating_sub(tables.links.len());
        let Tables {
            links,
            sessions: all,
        } = &mut *tables;
        all.retain(|_, it| it.expires >= sessions && links.contains_key(&it.invitation));
        Ok(u64::try_from(deleted).unwrap_or(u64::MAX))
    }
}
