//! Problems of the access log.

use super::Problem;
use axum::http::StatusCode;

impl Problem {
    /// The embedding service has set none up.
    pub(crate) fn no_access_log() -> Self {
        Self::new(
            StatusCode::NOT_IMPLEMENTED,
            "no_access_log",
            "This service has no access log.",
        )
    }

    /// A participant who is no patient asks who looked at a visit.
    pub(crate) fn patients_only() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "patients_only",
            "Who looked at a visit is shown to its patients only.",
        )
    }
}
