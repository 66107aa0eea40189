//! The implementation of [`Invitations`].

use crate::{
    invitation_change::InvitationChange,
    readers,
    visit_log::{Inner, SqliteVisitLog},
};
use async_trait::async_trait;
use chat_domain::{ClinicId, InvitationId, PersonId, SessionId};
use chat_ports::{Invitation, Invitations, PortError, SecretDigest, Session, VisitKey};
use std::sync::Arc;
use time::OffsetDateTime;

/// Invitation links and sessions in the file of a visit log. Clones share the file with the log's clones, and keep it open.
///
/// Changes are as durable as appends, and are committed together with queued appends.
#[derive(Clone, Debug)]
pub struct SqliteInvitations {
    inner: Arc<Inner>,
}

impl SqliteVisitLog {
    /// Invitation links and sessions in the same file.
    #[must_use]
    pub fn invitations(&self) -> SqliteInvitations {
        SqliteInvitations {
            inner: Arc::clone(&self.inner),
        }
    }
}

impl SqliteInvitations {
    async fn change(&self, change: InvitationChange) -> Result<(), PortError> {
        self.inner.writer.change_invitations(change).await
    }

    /// A change that finds nothing to change if it is not permitted.
    async fn permitted(&self, change: InvitationChange) -> Result<bool, PortError> {
        match self.change(change).await {
            Ok(()) => Ok(true),
            Err(PortError::NotFound) => Ok(false),
            Err(error) => Err(error),
        }
    }
}

#[async_trait]
impl Invitations for SqliteInvitations {
    async fn invite(&self, invitation: Invitation) -> Result<(), PortError> {
        self.change(InvitationChange::Invite(invitation)).await
    }

    async fn invitation(&self, secret: SecretDigest) -> Result<Option<Invitation>, PortError> {
        let read = move |connection: &_| readers::invitation(connection, secret);
        self.inner.readers.run(read).await
    }

    async fn invitations_of(&self, visit: VisitKey) -> Result<Vec<Invitation>, PortError> {
        let read = move |connection: &_| readers::invitations_of(connection, visit);
        self.inner.readers.run(read).await
    }

    async fn take_try(&self, invitation: InvitationId) -> Result<bool, PortError> {
        self.permitted(InvitationChange::TakeTry(invitation)).await
    }

    async fn begin(&self, session: Session) -> Result<bool, PortError> {
        self.permitted(InvitationChange::Begin(session)).await
    }

    async fn sessions_of(&self, invitation: InvitationId) -> Result<Vec<Session>, PortError> {
        let read = move |connection: &_| readers::sessions_of(connection, invitation);
        self.inner.readers.run(read).await
    }

    async fn session(&self, token: SecretDigest) -> Result<Option<Session>, PortError> {
        let read = move |connection: &_| readers::session(connection, token);
        self.inner.readers.run(read).await
    }

    async fn end_session(&self, token: SecretDigest) -> Result<(), PortError> {
        self.permitted(InvitationChange::EndSession(token))
            .await
            .map(drop)
    }

    async fn end_sessions_of(&self, clinic: ClinicId, person: PersonId) -> Result<(), PortError> {
        self.permitted(InvitationChange::EndSessionsOf(clinic, person))
            .await
            .map(drop)
    }

    async fn revoke(
        &self,
        visit: VisitKey,
        invitation: InvitationId,
    ) -> Result<Vec<SessionId>, PortError> {
        self.change(InvitationChange::Revoke(visit, invitation))
            .await?;
        let sessions = self.sessions_of(invitation).await?;
        Ok(sessions.into_iter().map(|session| session.id).collect())
    }

    async fn collect(
        &self,
        links: OffsetDateTime,
        sessions: OffsetDateTime,
    ) -> Result<u64, PortError> {
        let read = move |connection: &_| readers::expired_links(connection, links);
        let expired = self.inner.readers.run(read).await?;
        self.permitted(InvitationChange::Collect { links, sessions })
            .await?;
        Ok(expired)
    }
}
