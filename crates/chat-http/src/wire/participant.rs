//! People in a visit.

use super::{PresenceName, RoleName};
use chat_domain::{
    DisplayName, NewParticipant, PersonId, SecondIdentifier, TextProblem, view::ParticipantView,
};
use serde::{Deserialize, Serialize};
use std::num::NonZeroU32;
use utoipa::ToSchema;

/// A participant as the viewer sees them.
#[derive(Serialize, ToSchema)]
#[schema(as = Participant)]
pub struct ParticipantOut {
    /// Who.
    #[schema(value_type = Uuid)]
    pub person: PersonId,
    /// As what.
    pub role: RoleName,
    /// The name.
    #[schema(value_type = String)]
    pub name: DisplayName,
    /// What tells them apart from others of the same looks; shown beside the name (P7).
    pub qualifier: Option<String>,
    /// Where they are.
    pub presence: PresenceName,
    /// A patient's rank, to the care team (P1).
    #[schema(value_type = Option<u32>)]
    pub rank: Option<NonZeroU32>,
    /// The second identifier, to the care team (P7).
    #[schema(value_type = Option<String>)]
    pub second_identifier: Option<SecondIdentifier>,
    /// Whether they are the primary patient, to the care team (P1).
    pub is_primary: bool,
}

/// A participant to add.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewParticipant)]
pub struct NewParticipantIn {
    /// Who.
    #[schema(value_type = Uuid)]
    person: PersonId,
    /// As what.
    role: RoleName,
    /// The name to show: 1 to 100 characters.
    name: String,
    /// What tells them apart for the care team (P7): 1 to 100 characters.
    second_identifier: Option<String>,
}

impl TryFrom<NewParticipantIn> for NewParticipant {
    type Error = TextProblem;

    fn try_from(new: NewParticipantIn) -> Result<Self, TextProblem> {
        let second_identifier = new.second_identifier.as_deref().map(SecondIdentifier::new);
        Ok(Self {
            person: new.person,
            role: new.role.into(),
            name: DisplayName::new(&new.name)?,
            second_identifier: second_identifier.transpose()?,
        })
    }
}

impl From<ParticipantView> for ParticipantOut {
    fn from(view: ParticipantView) -> Self {
        Self {
            person: view.person,
            role: view.role.into(),
            name: view.name,
            qualifier: view.qualifier,
            presence: view.presence.into(),
            rank: view.rank,
            second_identifier: view.second_identifier,
            is_primary: view.is_primary,
        }
    }
}
