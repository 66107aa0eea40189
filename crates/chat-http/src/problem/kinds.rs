//! Problems of the transport itself, as opposed to refusals by a rule.

use super::Problem;
use axum::http::{StatusCode, header};
use chat_domain::{NoticeText, NoticeTexts, RulesVersion, log::Newer};
use std::time::Duration;

impl Problem {
    /// No route matches the path.
    pub(crate) fn route_not_found() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "route_not_found",
            "This address does not exist.",
        )
    }

    /// The route does not support the method. The router adds `Allow`.
    pub(crate) fn method_not_allowed() -> Self {
        Self::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "method_not_allowed",
            "This address does not support this method.",
        )
    }

    /// Not exactly one valid host (RFC 9112, section 3.2).
    pub(crate) fn host() -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "invalid_host",
            "Send exactly one Host header with a valid host.",
        )
    }

    /// Chunked more than once (RFC 9112, section 7.1).
    pub(crate) fn invalid_transfer_encoding() -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "invalid_transfer_encoding",
            "Transfer-Encoding names chunked more than once. Send the body chunked once.",
        )
    }

    /// A transfer coding other than `chunked` (RFC 9112, section 6.1).
    pub(crate) fn transfer_encoding() -> Self {
        Self::new(
            StatusCode::NOT_IMPLEMENTED,
            "unsupported_transfer_encoding",
            "The only supported transfer coding is chunked.",
        )
    }

    /// A compressed body (RFC 9110, section 15.5.16).
    pub(crate) fn content_encoding() -> Self {
        Self::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "unsupported_content_encoding",
            "Compressed bodies are not supported. Send the body without a content coding.",
        )
        .with(header::ACCEPT_ENCODING, "identity")
    }

    /// The body is not JSON.
    pub(crate) fn invalid_json(line: usize, column: usize) -> Self {
        let detail = format!("The body is not valid JSON: line {line}, column {column}.");
        Self::new(StatusCode::BAD_REQUEST, "invalid_json", detail)
    }

    /// Valid JSON of the wrong shape. The detail does not quote the value, which may be health
    /// data.
    pub(crate) fn unexpected_json(line: usize, column: usize) -> Self {
        let detail =
            format!("The JSON does not have the expected shape: line {line}, column {column}.");
        Self::new(StatusCode::BAD_REQUEST, "unexpected_json", detail)
    }

    /// The body's content type is not JSON.
    pub(crate) fn unsupported_media_type() -> Self {
        Self::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "unsupported_media_type",
            "Send JSON with the content type application/json.",
        )
    }

    /// The body exceeds the route's limit.
    pub(crate) fn body_too_large(max: usize) -> Self {
        let detail = format!("The request body is too large. The limit is {max} bytes.");
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "body_too_large", detail)
    }

    /// The connection failed within the body.
    pub(crate) fn incomplete_body() -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "incomplete_body",
            "The request ended early. Try again.",
        )
    }

    /// The body did not arrive in time.
    pub(crate) fn request_timeout() -> Self {
        Self::new(
            StatusCode::REQUEST_TIMEOUT,
            "request_timeout",
            "The request took too long. Try again.",
        )
    }

    /// The query string can't be parsed.
    pub(crate) fn query(detail: &'static str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "invalid_query", detail)
    }

    /// A time is not in RFC 3339 format.
    pub(crate) fn invalid_time() -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "invalid_time",
            "Write times in RFC 3339 format: 2026-01-05T09:00:00Z.",
        )
    }

    /// Texts that are no list of notices.
    pub(crate) fn invalid_notices() -> Self {
        let (count, chars) = (NoticeTexts::MAX_COUNT, NoticeText::MAX_CHARS);
        let detail =
            format!("Name at most {count} different notices, each of 1 to {chars} characters.");
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid_notices", detail)
    }

    /// A text for no visit, or for too many.
    pub(crate) fn wrong_number_of_visits(max: usize) -> Self {
        let detail = format!("Name 1 to {max} visits.");
        Self::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "wrong_number_of_visits",
            detail,
        )
    }

    /// A text for the same recipient of the same visit twice.
    pub(crate) fn addressed_twice() -> Self {
        Self::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "addressed_twice",
            "A recipient of a visit is named twice; nothing was sent. Name each once.",
        )
    }

    /// A presence action that does not name a person.
    pub(crate) fn person_missing() -> Self {
        Self::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "person_missing",
            "Name the person that this action is for.",
        )
    }

    /// The caller is the embedding service, which is not a participant.
    pub(crate) fn participants_only() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "participants_only",
            "Only participants can do this. The token is the embedding service's.",
        )
    }

    /// The caller is a person.
    pub(crate) fn host_only() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "host_only",
            "Only the embedding service can do this. The token is a person's.",
        )
    }

    /// An upload without a valid name.
    pub(crate) fn file_name_missing() -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "file_name_missing",
            "Name the file in Content-Disposition, as filename*=UTF-8''….",
        )
    }

    /// An upload that was interrupted or stalled.
    pub(crate) fn upload_interrupted() -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "upload_interrupted",
            "The upload was interrupted and nothing was stored. Try again.",
        )
    }

    /// An upload id that is not a UUID.
    pub(crate) fn upload_id() -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "invalid_upload_id",
            "Upload-Id must be one UUID.",
        )
    }

    /// The person has reached the limit of concurrent uploads.
    pub(crate) fn too_many_uploads(max: usize) -> Self {
        let detail =
            format!("You can upload {max} files at a time. Try again when one has finished.");
        Self::new(StatusCode::TOO_MANY_REQUESTS, "too_many_uploads", detail)
            .with(header::RETRY_AFTER, "1")
    }

    /// The person or the network has reached the limit of connections.
    #[must_use]
    pub fn too_many_connections() -> Self {
        Self::new(
            StatusCode::TOO_MANY_REQUESTS,
            "too_many_connections",
            "Too many connections are open. Close other windows or try again later.",
        )
        .with(header::RETRY_AFTER, "10")
    }

    /// The person has exceeded a rate. The delay is rounded up to whole seconds.
    pub(crate) fn rate_limited(retry_after: Duration) -> Self {
        let seconds = retry_after.as_secs() + u64::from(retry_after.subsec_nanos() > 0);
        let problem = Self::new(
            StatusCode::TOO_MANY_REQUESTS,
            "rate_limited",
            "Too many requests in a short time; nothing was changed. Try again in a moment.",
        );
        Self {
            retry_after: Some(seconds),
            ..problem.with(header::RETRY_AFTER, seconds.to_string())
        }
    }

    /// An upload that is still in progress can't be discarded.
    pub(crate) fn upload_in_progress() -> Self {
        Self::new(
            StatusCode::CONFLICT,
            "upload_in_progress",
            "The upload is still in progress. Try again when it has finished.",
        )
    }

    /// A file without a thumbnail.
    pub(crate) fn no_thumbnail() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "no_thumbnail",
            "This file has no thumbnail.",
        )
    }

    /// A range outside the file (RFC 9110, section 15.5.17).
    pub(crate) fn range(size: Option<u64>) -> Self {
        let problem = Self::new(
            StatusCode::RANGE_NOT_SATISFIABLE,
            "range_not_satisfiable",
            "The range is outside the file.",
        );
        match size {
            Some(size) => problem.with(header::CONTENT_RANGE, format!("bytes */{size}")),
            None => problem,
        }
    }

    /// Temporarily unavailable.
    #[must_use]
    pub fn unavailable() -> Self {
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "unavailable",
            "The service is temporarily unavailable. Try again in a moment.",
        )
        .with(header::RETRY_AFTER, "1")
    }

    /// Stored data is corrupt.
    pub(crate) fn corrupt() -> Self {
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "corrupt",
            "Stored data can't be read. An operator must look at it.",
        )
    }

    /// Stored data was written by a newer version of the program.
    pub(crate) fn newer(newer: Newer) -> Self {
        let detail = match newer {
            Newer::Rules { found } => format!(
                "The visit uses version {found} of the rules, and this server supports versions \
                 up to {}. An operator must update it.",
                RulesVersion::NEWEST
            ),
            Newer::Form { found } => format!(
                "The visit is stored in format {found}, which is newer than this server. An operator \
                 must update it."
            ),
        };
        Self::new(StatusCode::NOT_IMPLEMENTED, "unsupported_version", detail)
    }

    /// A bug in the service.
    pub(crate) fn internal() -> Self {
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal",
            "An internal error occurred. The request may or may not have been carried out.",
        )
    }

    /// Not a WebSocket handshake, or one of an unsupported version.
    pub(crate) fn websocket_required() -> Self {
        Self::new(
            StatusCode::UPGRADE_REQUIRED,
            "websocket_required",
            "Connect to this address with WebSocket version 13.",
        )
    }

    /// The handshake's key is invalid (RFC 6455, section 4.1).
    pub(crate) fn websocket_key() -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "invalid_websocket_key",
            "Sec-WebSocket-Key must be 16 bytes in base64.",
        )
    }

    /// A page from another origin opens a live connection.
    pub(crate) fn origin() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "origin_not_allowed",
            "This origin is not allowed to open a live connection.",
        )
    }

    /// A frame that can't be parsed.
    pub(crate) fn frame() -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "invalid_frame",
            "The frame is not valid for this connection.",
        )
    }

    /// The filter matches more visits than a dashboard can show.
    pub(crate) fn too_many_visits(max: usize) -> Self {
        let detail =
            format!("There are more than {max} visits. Choose a shorter time or fewer phases.");
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "too_many_visits", detail)
    }

    /// The connection has reached the limit of followed visits.
    pub(crate) fn too_many_subscriptions(max: usize) -> Self {
        let detail = format!("One connection can follow at most {max} visits. Unfollow one first.");
        Self::new(
            StatusCode::TOO_MANY_REQUESTS,
            "too_many_subscriptions",
            detail,
        )
    }
}
