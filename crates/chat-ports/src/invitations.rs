//! Links by which people without a login join a visit, and the sessions that the links begin.

use crate::{error::PortError, visit_key::VisitKey};
use async_trait::async_trait;
use chat_domain::{ClinicId, InvitationId, PersonId, SessionId};
use std::fmt;
use time::OffsetDateTime;

/// Maximum number of sessions of a link. A further one ends the oldest.
pub const MAX_SESSIONS: usize = 10;

/// Invitation links and sessions, by the digests of their secrets. No secret is stored.
///
/// Expiry is the caller's: an adapter has no clock, and stores times at microsecond precision.
#[async_trait]
pub trait Invitations: Send + Sync + 'static {
    /// Stores a new link. Returns once it would survive a power loss.
    ///
    /// # Errors
    /// [`PortError::Invalid`] if the id or the secret is taken: nothing was stored. [`PortError::Busy`] or
    /// [`PortError::Unavailable`].
    async fn invite(&self, invitation: Invitation) -> Result<(), PortError>;

    /// The link with this secret. One query that costs the same whether there is a link or not.
    ///
    /// # Errors
    /// [`PortError::Unavailable`] or [`PortError::Corrupt`].
    async fn invitation(&self, secret: SecretDigest) -> Result<Option<Invitation>, PortError>;

    /// The links of a visit, by the time they were made, then by id.
    ///
    /// # Errors
    /// [`PortError::Unavailable`] or [`PortError::Corrupt`].
    async fn invitations_of(&self, visit: VisitKey) -> Result<Vec<Invitation>, PortError>;

    /// Takes one of a link's tries, in one step: of concurrent calls, no more succeed than there are tries. Returns whether
    /// there was one.
    ///
    /// # Errors
    /// [`PortError::Busy`] or [`PortError::Unavailable`].
    async fn take_try(&self, invitation: InvitationId) -> Result<bool, PortError>;

    /// Stores a session, unless its link was revoked, is gone, or asks a question and has no try left, and returns whether it
    /// did. Takes no try. Of a link's sessions, the newest [`MAX_SESSIONS`] stay. All in one step.
    ///
    /// # Errors
    /// [`PortError::Busy`] or [`PortError::Unavailable`].
    async fn begin(&self, session: Session) -> Result<bool, PortError>;

    /// The stored sessions of a link, from the oldest on. Sees every session that began, and none that ended, before the call.
    ///
    /// # Errors
    /// [`PortError::Unavailable`] or [`PortError::Corrupt`].
    async fn sessions_of(&self, invitation: InvitationId) -> Result<Vec<Session>, PortError>;

    /// The session with this token, unless it ended or its link was revoked.
    ///
    /// # Errors
    /// [`PortError::Unavailable`] or [`PortError::Corrupt`].
    async fn session(&self, token: SecretDigest) -> Result<Option<Session>, PortError>;

    /// Ends a session. Idempotent.
    ///
    /// # Errors
    /// [`PortError::Busy`] or [`PortError::Unavailable`].
    async fn end_session(&self, token: SecretDigest) -> Result<(), PortError>;

    /// Ends all sessions of a person. Idempotent.
    ///
    /// # Errors
    /// [`PortError::Busy`] or [`PortError::Unavailable`].
    async fn end_sessions_of(&self, clinic: ClinicId, person: PersonId) -> Result<(), PortError>;

    /// Revokes a link of the visit for good, which ends its sessions, and returns these. Repeated calls return them again, so
    /// that the caller can close their connections after a failure.
    ///
    /// # Errors
    /// [`PortError::NotFound`] if the visit has no such link. [`PortError::Busy`] or [`PortError::Unavailable`].
    async fn revoke(
        &self,
        visit: VisitKey,
        invitation: InvitationId,
    ) -> Result<Vec<SessionId>, PortError>;

    /// Deletes the links that expired before `links`, and the sessions that expired before `sessions` or whose link is gone.
    /// Returns the number of deleted links.
    ///
    /// # Errors
    /// [`PortError::Busy`] or [`PortError::Unavailable`].
    async fn collect(
        &self,
        links: OffsetDateTime,
        sessions: OffsetDateTime,
    ) -> Result<u64, PortError>;
}

/// The SHA-256 of a secret with at least 128 random bits. `Debug` omits it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SecretDigest(pub [u8; 32]);

impl fmt::Debug for SecretDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretDigest")
    }
}

/// The hash of the expected answer to a link's question, with its salt. `Debug` omits both.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct AnswerHash {
    /// Random, and different for each link.
    pub salt: [u8; 16],
    /// Made by a function that is slow, since answers can be guessed.
    pub hash: [u8; 32],
}

impl fmt::Debug for AnswerHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AnswerHash")
    }
}

/// A link for one participant of one visit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    /// The link's id.
    pub id: InvitationId,
    /// The digest of the secret in the link.
    pub secret: SecretDigest,
    /// The visit.
    pub visit: VisitKey,
    /// The participant.
    pub person: PersonId,
    /// When it was made.
    pub created: OffsetDateTime,
    /// From when on it is of no use.
    pub expires: OffsetDateTime,
    /// The expected answer, if the link asks a question.
    pub answer: Option<AnswerHash>,
    /// How many wrong answers are left.
    pub tries_left: u16,
    /// Whether the host revoked it.
    pub is_revoked: bool,
}

/// A session that a link began, for the link's person in the link's visit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// The session's id. It is no secret.
    pub id: SessionId,
    /// The digest of its token.
    pub token: SecretDigest,
    /// The link.
    pub invitation: InvitationId,
    /// The only visit that it reaches.
    pub visit: VisitKey,
    /// The participant.
    pub person: PersonId,
    /// When it began.
    pub begun: OffsetDateTime,
    /// When it ends.
    pub expires: OffsetDateTime,
}
