//! The caller's own identity.

use crate::authenticate::{Identity, Subject};
use chat_domain::{ClinicId, PersonId};
use serde::Serialize;
use utoipa::ToSchema;

/// The caller, according to their token.
#[derive(Serialize, ToSchema)]
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

impl From<&Identity> for Me {
    fn from(identity: &Identity) -> Self {
        let (person, may_oversee) = match identity.subject {
            Subject::Person {
                person,
                may_oversee,
            } => (Some(person), may_oversee),
            Subject::Host => (None, false),
        };
        Self {
            clinic: identity.clinic,
            person,
            host: person.is_none(),
            may_oversee,
        }
    }
}
