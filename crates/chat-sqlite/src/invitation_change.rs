//! Changes of invitation links and sessions, for the writer.

use chat_domain::{ClinicId, InvitationId, PersonId};
use chat_ports::{Invitation, SecretDigest, Session, VisitKey};
use time::OffsetDateTime;

/// A change of links and sessions.
pub(crate) enum InvitationChange {
    Invite(Invitation),
    TakeTry(InvitationId),
    Begin(Session),
    EndSession(SecretDigest),
    EndSessionsOf(ClinicId, PersonId),
    Revoke(VisitKey, InvitationId),
    Collect {
        links: OffsetDateTime,
        sessions: OffsetDateTime,
    },
}
