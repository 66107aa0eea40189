//! Reading as an overseer (M5).

use crate::{
    integer::{Int32, Int64},
    message::MessagePageOut,
    names::RoleName,
};
use chat_domain::{DisplayName, PersonId, Role, SecondIdentifier, view::OverseenPerson};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Break-glass access (M5).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Oversight)]
pub struct OversightIn {
    /// The reason: 1 to 500 characters. It is kept in the visit's log.
    pub reason: String,
    /// Only entries before this number; the newest if absent.
    #[schema(value_type = Option<u64>)]
    pub before: Option<Int64>,
    /// Maximum number of entries.
    #[schema(value_type = Option<u32>)]
    pub limit: Option<Int32>,
}

/// A page of a chat as an overseer reads it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = OverseenPage)]
pub struct OverseenPageOut {
    /// The page.
    #[serde(flatten)]
    pub page: MessagePageOut,
    /// The members of a direct chat, and all who wrote or retracted messages.
    pub people: Vec<OverseenPersonOut>,
}

/// A person of a chat that an overseer reads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = OverseenPerson)]
pub struct OverseenPersonOut {
    /// The person.
    #[schema(value_type = Uuid)]
    pub person: PersonId,
    /// The role now.
    #[schema(value_type = RoleName)]
    pub role: Role,
    /// Whether the role belongs to the care team.
    pub care_team: bool,
    /// The name now.
    #[schema(value_type = String)]
    pub name: DisplayName,
    /// The second identifier (P7).
    #[schema(value_type = Option<String>)]
    pub second_identifier: Option<SecondIdentifier>,
}

impl From<OverseenPerson> for OverseenPersonOut {
    fn from(person: OverseenPerson) -> Self {
        Self {
            person: person.person,
            role: person.role,
            care_team: person.role.is_care_team(),
            name: person.name,
            second_identifier: person.second_identifier,
        }
    }
}
