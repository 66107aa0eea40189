//! The sessions of one invitation link, for the host.

use super::ChatService;
use crate::{error::AppError, invitations::SessionStatus};
use chat_domain::{InvitationId, SessionId};
use chat_ports::{Session, VisitKey};

impl ChatService {
    /// The sessions of a link that have not ended, from the oldest on, without their tokens.
    ///
    /// # Errors
    /// [`AppError::Refused`] for an unknown visit; [`AppError::UnknownInvitation`]; [`AppError::NoInvitations`] or
    /// [`AppError::Unavailable`].
    pub async fn invitation_sessions(
        &self,
        visit: VisitKey,
        invitation: InvitationId,
    ) -> Result<Vec<SessionStatus>, AppError> {
        let found = self.stored_sessions(visit, invitation).await?;
        let now = self.inner.engine.ports.clock.now();
        let current = found.iter().filter(|session| session.expires > now);
        Ok(current.map(SessionStatus::of).collect())
    }

    /// Ends one session of a link, and closes its connections and downloads on all nodes. The link still works, and so do its other
    /// sessions. Idempotent: it is no error if the session has ended or never was.
    ///
    /// # Errors
    /// As [`ChatService::invitation_sessions`]. After [`AppError::Unavailable`], other nodes may not know it: repeat the call.
    pub async fn revoke_session(
        &self,
        visit: VisitKey,
        invitation: InvitationId,
        session: SessionId,
    ) -> Result<(), AppError> {
        let found = self.stored_sessions(visit, invitation).await?;
        let store = self.invitations_port()?;
        for named in found.iter().filter(|it| it.id == session) {
            store.end_session(named.token).await?;
        }
        self.close_sessions(visit.clinic, std::iter::once(session))
            .await
    }

    /// The sessions of a link of the visit. A revoked link has none.
    async fn stored_sessions(
        &self,
        visit: VisitKey,
        invitation: InvitationId,
    ) -> Result<Vec<Session>, AppError> {
        let store = self.invitations_port()?;
        self.check_scheduled(visit).await?;
        let links = store.invitations_of(visit).await?;
        let link = links.iter().find(|link| link.id == invitation);
        match link.ok_or(AppError::UnknownInvitation)?.is_revoked {
            true => Ok(Vec::new()),
            false => Ok(store.sessions_of(invitation).await?),
        }
    }
}
