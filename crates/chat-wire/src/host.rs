//! A visit as its host may read it.

use crate::names::{KindName, PhaseName, PresenceName, RoleName};
use chat_domain::{PersonId, Phase, Presence, Role, VisitId, VisitKind};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use utoipa::ToSchema;

/// A visit as its host may read it: no name and nothing that people wrote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = HostVisit)]
pub struct HostVisitOut {
    /// The visit.
    #[schema(value_type = Uuid)]
    pub visit: VisitId,
    /// One-to-one or group.
    #[schema(value_type = KindName)]
    pub kind: VisitKind,
    /// The phase.
    #[schema(value_type = PhaseName)]
    pub phase: Phase,
    /// The scheduled time.
    #[serde(with = "time::serde::rfc3339")]
    pub scheduled_for: OffsetDateTime,
    /// All participants, removed ones too.
    pub participants: Vec<HostParticipantOut>,
}

/// A participant as the host may read them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = HostParticipant)]
pub struct HostParticipantOut {
    /// The person.
    #[schema(value_type = Uuid)]
    pub person: PersonId,
    /// The role.
    #[schema(value_type = RoleName)]
    pub role: Role,
    /// The presence.
    #[schema(value_type = PresenceName)]
    pub presence: Presence,
    /// Since when an attendee's message waits for this person's answer; `null` if none does (R4).
    #[serde(with = "time::serde::rfc3339::option")]
    pub waiting_since: Option<OffsetDateTime>,
    /// When a reminder or an escalation last named them; `null` if none did (R6, R7).
    #[serde(with = "time::serde::rfc3339::option")]
    pub reminded_at: Option<OffsetDateTime>,
    /// Their unread messages in all of their chats together; at most 100 are counted in each (R1).
    pub unread: u32,
}
