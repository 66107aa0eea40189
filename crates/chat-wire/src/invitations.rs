//! Invitation links, and the sessions that they begin.

use chat_domain::{InvitationId, PersonId, SessionId, VisitId};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use utoipa::ToSchema;

/// A link to make.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewInvitation)]
pub struct InvitationIn {
    /// The attendee whom the link is for.
    #[schema(value_type = Uuid)]
    pub person: PersonId,
    /// When the link expires (RFC 3339); by the service's setting if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    pub expires_at: Option<String>,
    /// The birth date that the person has to give, such as `1984-03-12`; none is asked for if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = Date)]
    pub birth_date: Option<String>,
}

/// A link that was made.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = NewInvitationSecret)]
pub struct InvitedOut {
    /// The link's id.
    #[schema(value_type = Uuid)]
    pub invitation: InvitationId,
    /// The secret, which no other answer contains. Put it into the fragment of the link.
    pub secret: String,
    /// The link, if the service knows the address of its page.
    pub url: Option<String>,
    /// When it expires.
    #[serde(with = "time::serde::rfc3339")]
    pub expires_at: OffsetDateTime,
}

/// Whether a link works.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = InvitationStanding)]
pub enum InvitationStandingOut {
    /// It works while the visit is open and the person takes part.
    Works,
    /// It has expired.
    Expired,
    /// Too many wrong birth dates were given: make a new link.
    Blocked,
    /// It was revoked.
    Revoked,
}

/// A link, without its secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Invitation)]
pub struct InvitationOut {
    /// The link's id.
    #[schema(value_type = Uuid)]
    pub invitation: InvitationId,
    /// The attendee whom it is for.
    #[schema(value_type = Uuid)]
    pub person: PersonId,
    /// When it was made.
    #[serde(with = "time::serde::rfc3339")]
    pub created_at: OffsetDateTime,
    /// When it expires.
    #[serde(with = "time::serde::rfc3339")]
    pub expires_at: OffsetDateTime,
    /// Whether it works.
    pub standing: InvitationStandingOut,
    /// Whether it asks for the birth date.
    pub asks_birth_date: bool,
    /// How many wrong birth dates are left.
    pub tries_left: u16,
}

/// The links of a visit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Invitations)]
pub struct InvitationsOut {
    /// The links, from the oldest on.
    pub invitations: Vec<InvitationOut>,
}

/// A session of a link, without its token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = InvitationSession)]
pub struct LinkSessionOut {
    /// The session's id, which is no secret.
    #[schema(value_type = Uuid)]
    pub session: SessionId,
    /// When it began.
    #[serde(with = "time::serde::rfc3339")]
    pub begun_at: OffsetDateTime,
    /// When it ends.
    #[serde(with = "time::serde::rfc3339")]
    pub expires_at: OffsetDateTime,
}

/// The sessions of a link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = InvitationSessions)]
pub struct LinkSessionsOut {
    /// Those that have not ended, from the oldest on.
    pub sessions: Vec<LinkSessionOut>,
}

/// The exchange of a link's secret for a session.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Exchange)]
pub struct ExchangeIn {
    /// The secret of the link.
    pub secret: String,
    /// The person's birth date, such as `1984-03-12`, if the link asks for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = Date)]
    pub birth_date: Option<String>,
    /// Whether the token comes as a cookie that scripts can't read, rather than in the answer.
    #[serde(default)]
    #[schema(default = false, required = false)]
    pub cookie: bool,
}

/// A session that a link began.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Session)]
pub struct SessionOut {
    /// The bearer token, which no other answer contains; `null` if it is in the cookie.
    pub token: Option<String>,
    /// The visit, the only one that the session reaches.
    #[schema(value_type = Uuid)]
    pub visit: VisitId,
    /// The person.
    #[schema(value_type = Uuid)]
    pub person: PersonId,
    /// When the session ends.
    #[serde(with = "time::serde::rfc3339")]
    pub expires_at: OffsetDateTime,
}
