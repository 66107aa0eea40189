//! Dashboard rows.

use crate::{
    access::{earliest_due, waiting_since},
    id::{ClinicId, PersonId, VisitId},
    visit::{Phase, Presence, Role, VisitKind, VisitState},
};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// A visit's dashboard row, derived from the state and stored next to the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VisitSummary {
    /// The clinic.
    pub clinic: ClinicId,
    /// The visit.
    pub visit: VisitId,
    /// One-to-one or group.
    pub kind: VisitKind,
    /// The phase.
    pub phase: Phase,
    /// When it is to take place.
    #[serde(with = "time::serde::rfc3339")]
    pub scheduled_for: OffsetDateTime,
    /// A time before which the service has nothing to do in the visit by its policy (W8, R6); absent if it never has.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "time::serde::rfc3339::option"
    )]
    pub due: Option<OffsetDateTime>,
    /// All participants, including removed ones, ordered by person.
    pub participants: Vec<SummaryParticipant>,
}

/// A participant in a [`VisitSummary`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SummaryParticipant {
    /// The person.
    pub person: PersonId,
    /// Their role.
    pub role: Role,
    /// Their presence.
    pub presence: Presence,
    /// Whether their presence is leased (V9); absent means that it is not.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub leased: bool,
    /// Since when an attendee's message waits for this person's answer (R4). Absent in summaries of
    /// earlier programs.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "time::serde::rfc3339::option"
    )]
    pub waiting_since: Option<OffsetDateTime>,
}

impl VisitSummary {
    /// The summary of a state; `None` before the visit is scheduled.
    #[must_use]
    pub fn of(state: &VisitState) -> Option<Self> {
        let (clinic, visit) = state.ids?;
        Some(Self {
            clinic,
            visit,
            kind: state.kind,
            phase: state.phase,
            scheduled_for: state.scheduled_for?,
            due: earliest_due(state),
            participants: state
                .participants
                .values()
                .map(|p| SummaryParticipant {
                    person: p.person,
                    role: p.role,
                    presence: p.presence,
                    leased: p.leased,
                    waiting_since: waiting_since(state, p.person),
                })
                .collect(),
        })
    }

    /// Whether at least one participant's presence is leased (V9).
    #[must_use]
    pub fn has_leases(&self) -> bool {
        self.participants.iter().any(|p| p.leased)
    }

    /// Since when an attendee's message waits for the person's answer (R4).
    #[must_use]
    pub fn waiting_since(&self, person: PersonId) -> Option<OffsetDateTime> {
        let mut found = self.participants.iter().filter(|p| p.person == person);
        found.next().and_then(|p| p.waiting_since)
    }

    /// Whether the person is a participant who has not been removed.
    #[must_use]
    pub fn has_participant(&self, person: PersonId) -> bool {
        self.participants
            .iter()
            .any(|p| p.person == person && p.presence != Presence::Removed)
    }
}
