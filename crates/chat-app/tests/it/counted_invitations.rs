//! Invitation links whose calls are counted.

use async_trait::async_trait;
use chat_domain::{ClinicId, InvitationId, PersonId, SessionId};
use chat_memory::MemoryInvitations;
use chat_ports::{Invitation, Invitations, PortError, SecretDigest, Session, VisitKey};
use std::sync::{
    Arc, Mutex,
    atomic::{AtomicBool, Ordering},
};
use time::OffsetDateTime;

/// Links in memory, which name the calls.
#[derive(Clone, Default)]
pub(crate) struct Counted {
    inner: MemoryInvitations,
    pub(crate) calls: Arc<Mutex<Vec<&'static str>>>,
    /// Held by a test in which no session begins.
    pub(crate) beginning: Arc<tokio::sync::Mutex<()>>,
    /// Whether the storage fails when a session is to begin.
    pub(crate) fails_to_begin: Arc<AtomicBool>,
}

impl Counted {
    fn count(&self, call: &'static str) -> &MemoryInvitations {
        self.calls.lock().unwrap().push(call);
        &self.inner
    }
}

#[async_trait]
impl Invitations for Counted {
    async fn invite(&self, invitation: Invitation) -> Result<(), PortError> {
        self.count("invite").invite(invitation).await
    }

    async fn invitation(&self, secret: SecretDigest) -> Result<Option<Invitation>, PortError> {
        self.count("invitation").invitation(secret).await
    }

    async fn invitations_of(&self, visit: VisitKey) -> Result<Vec<Invitation>, PortError> {
        self.count("invitations_of").invitations_of(visit).await
    }

    async fn take_try(&self, invitation: InvitationId) -> Result<bool, PortError> {
        self.count("take_try").take_try(invitation).await
    }

    async fn begin(&self, session: Session) -> Result<bool, PortError> {
        let inner = self.count("begin");
        let _may_begin = self.beginning.lock().await;
        if self.fails_to_begin.load(Ordering::Relaxed) {
            return Err(PortError::unavailable("no session begins"));
        }
        inner.begin(session).await
    }

    async fn sessions_of(&self, invitation: InvitationId) -> Result<Vec<Session>, PortError> {
        self.count("sessions_of").sessions_of(invitation).await
    }

    async fn session(&self, token: SecretDigest) -> Result<Option<Session>, PortError> {
        self.count("session").session(token).await
    }

    async fn end_session(&self, token: SecretDigest) -> Result<(), PortError> {
        self.count("end_session").end_session(token).await
    }

    async fn end_sessions_of(&self, clinic: ClinicId, person: PersonId) -> Result<(), PortError> {
        self.count("end_sessions_of")
            .end_sessions_of(clinic, person)
            .await
    }

    async fn revoke(
        &self,
        visit: VisitKey,
        invitation: InvitationId,
    ) -> Result<Vec<SessionId>, PortError> {
        self.count("revoke").revoke(visit, invitation).await
    }

    async fn collect(
        &self,
        links: OffsetDateTime,
        sessions: OffsetDateTime,
    ) -> Result<u64, PortError> {
        self.count("collect").collect(links, sessions).await
    }
}
