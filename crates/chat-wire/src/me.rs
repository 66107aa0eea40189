//! The caller's own identity.

use chat_domain::{ClinicId, PersonId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The caller, according to their token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Me)]
pub struct Me {
    /// The clinic.
    #[schema(value_type = Uuid)]
    pub clinic: ClinicId,
    /// The person; `null` for the embedding service.
    #[schema(value_type = Option<Uuid>)]
    pub person: Option<PersonId>,
    /// Whether the caller is the embedding service.
    pub host: bool,
    /// Whether the person may break the glass (M5).
    pub may_oversee: bool,
}
