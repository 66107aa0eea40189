//! Problems of transcripts.

use super::Problem;
use axum::http::StatusCode;

impl Problem {
    /// The caller may read more than a transcript holds.
    pub(crate) fn transcript_too_long(max_bytes: usize) -> Self {
        let mib = max_bytes / (1024 * 1024);
        let detail =
            format!("The transcript would have more than {mib} MiB. Ask for one chat at a time.");
        Self::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "transcript_too_long",
            detail,
        )
    }

    /// There is no such rendering of a transcript.
    pub(crate) fn unknown_transcript_format() -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "unknown_format",
            "There is no such format. Use `text` or `json`.",
        )
    }

    /// There is no time zone with this name.
    pub(crate) fn unknown_time_zone() -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "unknown_time_zone",
            "There is no such time zone. Use an IANA name such as `Europe/Madrid`.",
        )
    }
}
