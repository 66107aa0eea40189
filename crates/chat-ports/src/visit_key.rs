//! A visit's key.

use chat_domain::{ClinicId, VisitId};
use serde::{Deserialize, Serialize};

/// A visit within its clinic. Every port call names both, so a visit id alone never reaches another
/// clinic's data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct VisitKey {
    /// The clinic.
    pub clinic: ClinicId,
    /// The visit.
    pub visit: VisitId,
}

impl VisitKey {
    /// The key of a clinic's visit.
    #[must_use]
    pub const fn new(clinic: ClinicId, visit: VisitId) -> Self {
        Self { clinic, visit }
    }
}
