//! Small request bodies.

use crate::names::ActionName;
use chat_domain::{PersonId, view::Action};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// An action in a visit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Act)]
pub struct ActIn {
    /// The action.
    #[schema(value_type = ActionName)]
    pub action: Action,
    /// For the host only: the person it acts for. People act for themselves.
    #[schema(value_type = Option<Uuid>)]
    pub person: Option<PersonId>,
}

/// The reason for an action.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Reason)]
pub struct ReasonIn {
    /// 1 to 500 characters.
    pub reason: String,
}

/// The new text of a message.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Correction)]
pub struct CorrectionIn {
    /// 1 to 8,000 characters.
    pub text: String,
}
