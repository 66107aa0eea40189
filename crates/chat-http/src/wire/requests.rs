//! Small request bodies.

use super::{
    ActionName,
    integer::{Int32, Int64},
};
use chat_domain::PersonId;
use serde::Deserialize;
use utoipa::ToSchema;

/// Something to do in a visit.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Act)]
pub struct ActIn {
    /// What.
    pub(crate) action: ActionName,
    /// For the host: on whose behalf. A person acts for themselves.
    #[schema(value_type = Option<Uuid>)]
    pub(crate) person: Option<PersonId>,
}

/// Why something is done.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Because)]
pub struct ReasonIn {
    /// 1 to 500 characters.
    pub(crate) reason: String,
}

/// The new text of a message.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Correction)]
pub struct CorrectionIn {
    /// 1 to 8,000 characters.
    pub(crate) text: String,
}

/// Breaking the glass (M5).
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Oversight)]
pub struct OversightIn {
    /// Why: 1 to 500 characters. It is kept in the visit's log.
    pub(crate) reason: String,
    /// Only entries before this number; the newest if absent.
    #[schema(value_type = Option<u64>)]
    pub(crate) before: Option<Int64>,
    /// At most so many entries.
    #[schema(value_type = Option<u32>)]
    pub(crate) limit: Option<Int32>,
}
