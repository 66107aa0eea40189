//! People in a visit.

use crate::{
    changes::ChangeOut,
    names::{DepartureName, PresenceName, RoleName},
    refusal::RefusalOut,
};
use chat_domain::{
    Departure, DisplayName, NewParticipant, ParticipantEdit, PersonId, Presence, Role,
    SecondIdentifier, TextProblem, view::ParticipantView,
};
use serde::{Deserialize, Deserializer, Serialize};
use std::{fmt, num::NonZeroU32};
use time::OffsetDateTime;
use utoipa::ToSchema;

/// A participant as seen by the viewer.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Participant)]
pub struct ParticipantOut {
    /// The person.
    #[schema(value_type = Uuid)]
    pub person: PersonId,
    /// The role.
    #[schema(value_type = RoleName)]
    pub role: Role,
    /// Whether the role belongs to the care team; the others are attendees.
    pub care_team: bool,
    /// The display name.
    #[schema(value_type = String)]
    pub name: DisplayName,
    /// A key that is equal for names that look alike, also in other visits (P7). Not for reading.
    pub looks: String,
    /// Distinguishes participants whose names look the same; shown beside the name (P7). For the care
    /// team it is, or begins with, the second identifier if that differs.
    pub qualifier: Option<String>,
    /// The presence.
    #[schema(value_type = PresenceName)]
    pub presence: Presence,
    /// Since when they are in the waiting room; care team only.
    #[serde(with = "time::serde::rfc3339::option")]
    pub in_waiting_room_since: Option<OffsetDateTime>,
    /// How they came to be away; `null` unless they are away (V9).
    #[schema(value_type = Option<DepartureName>)]
    pub departure: Option<Departure>,
    /// Since when they are away; shown to the care team and to the person themself.
    #[serde(with = "time::serde::rfc3339::option")]
    pub away_since: Option<OffsetDateTime>,
    /// A patient's rank; care team only (P1).
    #[schema(value_type = Option<u32>)]
    pub rank: Option<NonZeroU32>,
    /// The second identifier; care team only (P7).
    #[schema(value_type = Option<String>)]
    pub second_identifier: Option<SecondIdentifier>,
    /// Whether they are the primary patient; care team only (P1).
    pub is_primary: bool,
    /// What the viewer may change about them (V4); empty for attendees.
    pub changes: Vec<ChangeOut>,
    /// Why the viewer has no direct chat with them (M2, M3, M4); `null` if they may have one, and for the viewer
    /// themself.
    pub direct_refusal: Option<RefusalOut>,
}

impl fmt::Debug for ParticipantOut {
    /// Without what is known of the person.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ParticipantOut")
            .field("person", &self.person)
            .field("role", &self.role)
            .field("presence", &self.presence)
            .finish_non_exhaustive()
    }
}

/// A participant to add.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewParticipant)]
pub struct NewParticipantIn {
    /// The person.
    #[schema(value_type = Uuid)]
    pub person: PersonId,
    /// The role.
    #[schema(value_type = RoleName)]
    pub role: Role,
    /// The display name: 1 to 100 characters.
    pub name: String,
    /// The second identifier, by which the care team tells people apart (P7): 1 to 100 characters.
    pub second_identifier: Option<String>,
    /// Whether they may read the visit chat from before they enter (M6). Only for interpreters and, in a
    /// one-to-one visit, guests.
    #[serde(default)]
    pub shares_history: bool,
}

/// What to change in a participant. Absent members stay as they are.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ParticipantEdit)]
pub struct ParticipantEditIn {
    /// The role.
    #[schema(value_type = Option<RoleName>)]
    pub role: Option<Role>,
    /// The display name: 1 to 100 characters.
    pub name: Option<String>,
    /// The second identifier (P7): 1 to 100 characters, or `null` to drop it.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "present"
    )]
    #[schema(value_type = Option<String>)]
    pub second_identifier: Option<Option<String>>,
}

/// Tells a `null` from an absent member.
fn present<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Option<String>>, D::Error> {
    Option::deserialize(from).map(Some)
}

impl ParticipantEditIn {
    /// The edit of this person, with its texts checked.
    pub fn of(self, person: PersonId) -> Result<ParticipantEdit, TextProblem> {
        let second_identifier = self.second_identifier.map(|text| {
            let text = text.as_deref();
            text.map(SecondIdentifier::new).transpose()
        });
        Ok(ParticipantEdit {
            person,
            role: self.role,
            name: self.name.as_deref().map(DisplayName::new).transpose()?,
            second_identifier: second_identifier.transpose()?,
        })
    }
}

impl TryFrom<NewParticipantIn> for NewParticipant {
    type Error = TextProblem;

    fn try_from(new: NewParticipantIn) -> Result<Self, TextProblem> {
        let second_identifier = new.second_identifier.as_deref().map(SecondIdentifier::new);
        Ok(Self {
            person: new.person,
            role: new.role,
            name: DisplayName::new(&new.name)?,
            second_identifier: second_identifier.transpose()?,
            shares_history: new.shares_history,
        })
    }
}

impl From<ParticipantView> for ParticipantOut {
    fn from(view: ParticipantView) -> Self {
        Self {
            person: view.person,
            role: view.role,
            care_team: view.role.is_care_team(),
            looks: view.looks.key(),
            name: view.name,
            qualifier: view.qualifier,
            presence: view.presence,
            in_waiting_room_since: view.in_waiting_room_since,
            departure: view.departure,
            away_since: view.away_since,
            rank: view.rank,
            second_identifier: view.second_identifier,
            is_primary: view.is_primary,
            changes: view.changes.into_iter().map(ChangeOut::from).collect(),
            direct_refusal: view.direct_refusal.map(RefusalOut::from),
        }
    }
}
