//! What the care team may change about the people of a visit.

use crate::{
    names::{ChangeName, RoleName},
    refusal::RefusalOut,
};
use chat_domain::{
    Role,
    view::{AdditionView, Change, ChangeView},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A change of a participant, available or greyed out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Change)]
pub struct ChangeOut {
    /// The change.
    #[schema(value_type = ChangeName)]
    pub change: Change,
    /// Whether it is permitted.
    pub permitted: bool,
    /// Why it is not permitted.
    pub refusal: Option<RefusalOut>,
}

/// A role in which people can be added, available or greyed out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Addition)]
pub struct AdditionOut {
    /// The role.
    #[schema(value_type = RoleName)]
    pub role: Role,
    /// Whether a person can be added in it.
    pub permitted: bool,
    /// Why not.
    pub refusal: Option<RefusalOut>,
    /// Whether the earlier visit chat can be shared with them (M6).
    pub may_share_history: bool,
}

impl From<ChangeView> for ChangeOut {
    fn from(view: ChangeView) -> Self {
        Self {
            change: view.change,
            permitted: view.permitted.is_ok(),
            refusal: view.permitted.err().map(RefusalOut::from),
        }
    }
}

impl From<AdditionView> for AdditionOut {
    fn from(view: AdditionView) -> Self {
        Self {
            role: view.role,
            permitted: view.permitted.is_ok(),
            refusal: view.permitted.err().map(RefusalOut::from),
            may_share_history: view.may_share_history,
        }
    }
}
