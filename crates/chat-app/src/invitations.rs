//! Invitation links for attendees without a login, and the sessions that the links begin.
//!
//! The storage has digests only. All refusals of an exchange are one error.

mod answer;
mod secret;
pub(crate) mod settings;
pub(crate) mod upkeep;

pub(crate) use answer::Answers;
pub use secret::TOKEN_PREFIX;
pub(crate) use secret::{digest, fresh_bytes, fresh_secret, fresh_token};

use chat_domain::{InvitationId, PersonId, SessionId};
use chat_ports::{Invitation, Session, VisitKey};
use std::fmt;
use time::{Date, OffsetDateTime};

/// Maximum number of links of a visit that work. Expired, revoked and blocked ones don't count.
pub const MAX_INVITATIONS: usize = 200;

/// A link to make.
#[derive(Clone)]
pub struct NewInvitation {
    /// The visit.
    pub visit: VisitKey,
    /// One of its attendees.
    pub person: PersonId,
    /// When the link expires; `None` means after [`InvitationSettings::link`](crate::InvitationSettings::link).
    pub expires: Option<OffsetDateTime>,
    /// The birth date that the person has to give; `None` to ask for none.
    pub birth_date: Option<Date>,
}

/// A link that was made. The secret is in no other answer.
#[derive(Clone)]
pub struct Invited {
    /// The link's id.
    pub invitation: InvitationId,
    /// The secret, for the fragment of the link.
    pub secret: String,
    /// When it expires.
    pub expires: OffsetDateTime,
}

/// A link as its host may see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvitationStatus {
    /// The link's id.
    pub invitation: InvitationId,
    /// The person.
    pub person: PersonId,
    /// When it was made.
    pub created: OffsetDateTime,
    /// When it expires.
    pub expires: OffsetDateTime,
    /// Whether it asks for the birth date.
    pub asks_birth_date: bool,
    /// How many wrong birth dates are left.
    pub tries_left: u16,
    /// Whether it works.
    pub standing: LinkStanding,
}

/// Whether a link works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkStanding {
    /// It works while the visit is open.
    Works,
    /// It has expired.
    Expired,
    /// Too many wrong birth dates were given. Make a new link.
    Blocked,
    /// The host has revoked it.
    Revoked,
}

/// A session that an exchange began.
#[derive(Clone)]
pub struct Joined {
    /// The token, which is in no other answer.
    pub token: String,
    /// The visit, the only one that the session reaches.
    pub visit: VisitKey,
    /// The person.
    pub person: PersonId,
    /// When the session ends.
    pub expires: OffsetDateTime,
}

/// A session as its host may see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionStatus {
    /// The session's id.
    pub session: SessionId,
    /// When it began.
    pub begun: OffsetDateTime,
    /// When it ends.
    pub expires: OffsetDateTime,
}

/// Whose a session is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionHolder {
    /// The session's id.
    pub session: SessionId,
    /// The visit, the only one that the session reaches.
    pub visit: VisitKey,
    /// The person.
    pub person: PersonId,
    /// When the session ends.
    pub expires: OffsetDateTime,
}

impl LinkStanding {
    pub(crate) fn of(link: &Invitation, now: OffsetDateTime) -> Self {
        if link.is_revoked {
            Self::Revoked
        } else if link.answer.is_some() && link.tries_left == 0 {
            Self::Blocked
        } else if link.expires <= now {
            Self::Expired
        } else {
            Self::Works
        }
    }
}

impl InvitationStatus {
    pub(crate) fn of(link: &Invitation, now: OffsetDateTime) -> Self {
        Self {
            invitation: link.id,
            person: link.person,
            created: link.created,
            expires: link.expires,
            asks_birth_date: link.answer.is_some(),
            tries_left: link.tries_left,
            standing: LinkStanding::of(link, now),
        }
    }
}

impl SessionStatus {
    pub(crate) fn of(session: &Session) -> Self {
        Self {
            session: session.id,
            begun: session.begun,
            expires: session.expires,
        }
    }
}

/// Omits the birth date.
impl fmt::Debug for NewInvitation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewInvitation").finish_non_exhaustive()
    }
}

/// Omits the secret.
impl fmt::Debug for Invited {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Invited").finish_non_exhaustive()
    }
}

/// Omits the token.
impl fmt::Debug for Joined {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Joined").finish_non_exhaustive()
    }
}
