//! Problems of the host's routes: the event feed, and the status of a visit.

use super::Problem;
use axum::http::{StatusCode, header};

impl Problem {
    /// Only a host with the permission to read visits can do this.
    pub(crate) fn reading_host_only() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "reading_host_only",
            "Only the embedding service can do this, with a token that permits it to read visits.",
        )
    }

    /// The embedding service runs the chat without an event feed.
    pub(crate) fn no_event_feed() -> Self {
        Self::new(
            StatusCode::NOT_IMPLEMENTED,
            "no_event_feed",
            "This service has no event feed.",
        )
    }

    /// The text is no cursor.
    pub(crate) fn invalid_cursor() -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "invalid_cursor",
            "Send a cursor of the event feed as the feed gave it.",
        )
    }

    /// The feed does not have what was read up to the cursor.
    pub(crate) fn unknown_cursor() -> Self {
        Self::new(
            StatusCode::CONFLICT,
            "unknown_cursor",
            "This cursor is of another clinic, or of what a restored backup does not have. Read the feed from its start.",
        )
    }

    /// The clinic's host follows its feed too often at a time.
    pub(crate) fn too_many_event_readers(max: usize) -> Self {
        let detail = format!("At most {max} readers of a clinic's events can wait at a time.");
        Self::new(
            StatusCode::TOO_MANY_REQUESTS,
            "too_many_event_readers",
            detail,
        )
        .with(header::RETRY_AFTER, "10")
    }
}
