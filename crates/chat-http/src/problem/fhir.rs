//! Problems of records as FHIR resources.

use super::Problem;
use axum::http::StatusCode;

impl Problem {
    /// The record is more than one answer holds.
    pub(crate) fn record_too_long(max_bytes: usize) -> Self {
        let mib = max_bytes / (1024 * 1024);
        let detail = format!(
            "The record would have more than {mib} MiB. The operator can export it with `chat-server export`."
        );
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "record_too_long", detail)
    }

    /// There is no such version of FHIR.
    pub(crate) fn unknown_fhir_version() -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "unknown_version",
            "There is no such version of FHIR here. Use `r4` or `r5`.",
        )
    }

    /// There is no such form of a record.
    pub(crate) fn unknown_fhir_format() -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "unknown_format",
            "There is no such format. Use `bundle` or `ndjson`.",
        )
    }
}
