//! The problems that are the transport's own and no rule's.

use super::Problem;
use axum::http::{StatusCode, header};
use chat_domain::{RulesVersion, log::Newer};
use std::time::Duration;

impl Problem {
    /// There is no such route.
    pub(crate) fn no_such_route() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "no_such_route",
            "There is nothing at this address.",
        )
    }

    /// The route has no such method. The router adds `Allow`.
    pub(crate) fn no_such_method() -> Self {
        Self::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "no_such_method",
            "This can't be done at this address.",
        )
    }

    /// Not exactly one host that can be one (RFC 9112, section 3.2).
    pub(crate) fn host() -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "host_not_understood",
            "Name the service that is meant, once, in the header Host.",
        )
    }

    /// A body of chunks within chunks (RFC 9112, section 7.1).
    pub(crate) fn chunked_twice() -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "chunked_twice",
            "Transfer-Encoding names chunked more than once.",
        )
    }

    /// A body that is sent in another way than in chunks (RFC 9112, section 6.1).
    pub(crate) fn transfer_encoding() -> Self {
        Self::new(
            StatusCode::NOT_IMPLEMENTED,
            "transfer_encoding_unknown",
            "Of the transfer codings only chunked is taken.",
        )
    }

    /// A compressed body (RFC 9110, section 15.5.16).
    pub(crate) fn content_encoding() -> Self {
        Self::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "content_encoding_unknown",
            "Send the body as it is, without a content coding.",
        )
        .with(header::ACCEPT_ENCODING, "identity")
    }

    /// The body is not JSON.
    pub(crate) fn not_json(line: usize, column: usize) -> Self {
        let detail = format!("The body is not JSON: line {line}, column {column}.");
        Self::new(StatusCode::BAD_REQUEST, "not_json", detail)
    }

    /// The body is JSON of another shape. What was found is not repeated: it may be anything.
    pub(crate) fn unexpected_json(line: usize, column: usize) -> Self {
        let detail =
            format!("The JSON is not what is expected here: line {line}, column {column}.");
        Self::new(StatusCode::BAD_REQUEST, "unexpected_json", detail)
    }

    /// The body has another content type.
    pub(crate) fn not_declared_as_json() -> Self {
        Self::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "not_declared_as_json",
            "Send JSON, declared as application/json.",
        )
    }

    /// The body has more bytes than this route takes.
    pub(crate) fn body_too_large(max: usize) -> Self {
        let detail = format!("The request is too large: {max} bytes are taken.");
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "body_too_large", detail)
    }

    /// The body broke off.
    pub(crate) fn body_broken() -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "body_broken",
            "The request broke off.",
        )
    }

    /// The body did not come in time.
    pub(crate) fn too_slow() -> Self {
        Self::new(
            StatusCode::REQUEST_TIMEOUT,
            "too_slow",
            "The request did not come in time.",
        )
    }

    /// The query string can't be understood.
    pub(crate) fn query(detail: &'static str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "query_not_understood", detail)
    }

    /// A time is not as RFC 3339 writes it.
    pub(crate) fn not_a_time() -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "not_a_time",
            "Write times as RFC 3339 does: 2026-01-05T09:00:00Z.",
        )
    }

    /// An action about presence without a person.
    pub(crate) fn person_missing() -> Self {
        Self::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "person_missing",
            "Name the person on whose behalf this is done.",
        )
    }

    /// The caller is the embedding service, which takes part in no visit.
    pub(crate) fn not_a_person() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "not_a_person",
            "Only a participant can do this, and this token stands for the embedding service.",
        )
    }

    /// An upload without a readable name.
    pub(crate) fn file_name_missing() -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "file_name_missing",
            "Name the file in Content-Disposition, as filename*=UTF-8''….",
        )
    }

    /// An upload that broke off or stood still.
    pub(crate) fn upload_broken() -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "upload_broken",
            "The upload broke off. Nothing was stored.",
        )
    }

    /// An upload's id that can't be read.
    pub(crate) fn upload_id() -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "upload_id_not_understood",
            "Upload-Id takes one UUID.",
        )
    }

    /// More uploads at a time than one person may have.
    pub(crate) fn too_many_uploads(max: usize) -> Self {
        let detail = format!("One person uploads at most {max} files at a time. Try again.");
        Self::new(StatusCode::TOO_MANY_REQUESTS, "too_many_uploads", detail)
            .with(header::RETRY_AFTER, "1")
    }

    /// More connections at a time than one person or one network may have.
    #[must_use]
    pub fn too_many_connections() -> Self {
        Self::new(
            StatusCode::TOO_MANY_REQUESTS,
            "too_many_connections",
            "There are too many open connections. Close other windows, or try again later.",
        )
        .with(header::RETRY_AFTER, "10")
    }

    /// More requests than one person may make, with the whole seconds to wait.
    pub(crate) fn too_often(retry_after: Duration) -> Self {
        let seconds = retry_after.as_secs() + u64::from(retry_after.subsec_nanos() > 0);
        let problem = Self::new(
            StatusCode::TOO_MANY_REQUESTS,
            "too_often",
            "This was asked too often in a short time. Nothing was changed. Try again in a moment.",
        );
        Self {
            retry_after: Some(seconds),
            ..problem.with(header::RETRY_AFTER, seconds.to_string())
        }
    }

    /// An upload that can't be discarded yet.
    pub(crate) fn upload_under_way() -> Self {
        Self::new(
            StatusCode::CONFLICT,
            "upload_under_way",
            "The upload is still under way.",
        )
    }

    /// A file of which there is no small picture.
    pub(crate) fn no_thumbnail() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "no_thumbnail",
            "There is no small picture of this file.",
        )
    }

    /// A range outside of the file (RFC 9110, section 15.5.17).
    pub(crate) fn range(size: Option<u64>) -> Self {
        let problem = Self::new(
            StatusCode::RANGE_NOT_SATISFIABLE,
            "range_not_satisfiable",
            "The range is not within the file.",
        );
        match size {
            Some(size) => problem.with(header::CONTENT_RANGE, format!("bytes */{size}")),
            None => problem,
        }
    }

    /// No token (RFC 6750, section 3).
    pub(crate) fn unauthenticated() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "unauthenticated",
            "Sign in first.",
        )
        .with(header::WWW_AUTHENTICATE, "Bearer")
    }

    /// A token that is not valid, or no longer.
    pub(crate) fn token_invalid() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "token_invalid",
            "Your sign-in is not valid any more. Sign in again.",
        )
        .with(header::WWW_AUTHENTICATE, "Bearer error=\"invalid_token\"")
    }

    /// Not now; later perhaps.
    #[must_use]
    pub fn unavailable() -> Self {
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "unavailable",
            "This can't be done right now. Try again in a moment.",
        )
        .with(header::RETRY_AFTER, "1")
    }

    /// What is stored can't be read.
    pub(crate) fn corrupt() -> Self {
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "corrupt",
            "Something that is stored can't be read. An operator must look at it.",
        )
    }

    /// What is stored was written by a newer program.
    pub(crate) fn newer(newer: Newer) -> Self {
        let detail = match newer {
            Newer::Rules { found } => format!(
                "The visit is scheduled under version {found} of the rules, and this server knows \
                 up to version {}. An operator must update it.",
                RulesVersion::NEWEST
            ),
            Newer::Form { found } => format!(
                "The visit is stored in form {found}, which is newer than this server. An operator \
                 must update it."
            ),
        };
        Self::new(StatusCode::NOT_IMPLEMENTED, "unsupported_version", detail)
    }

    /// A fault of the program.
    pub(crate) fn internal() -> Self {
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal",
            "The service made a mistake. What was asked may or may not have been done.",
        )
    }

    /// The request is no opening of a WebSocket, or one of another version.
    pub(crate) fn not_a_websocket() -> Self {
        Self::new(
            StatusCode::UPGRADE_REQUIRED,
            "not_a_websocket",
            "Open this address as a WebSocket of version 13.",
        )
    }

    /// The key of a WebSocket's opening is not what RFC 6455, section 4.1, says.
    pub(crate) fn websocket_key() -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "websocket_key_not_understood",
            "Sec-WebSocket-Key takes 16 bytes in base64.",
        )
    }

    /// A page of another origin opens a live connection.
    pub(crate) fn origin() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "origin_not_allowed",
            "Pages of this origin may not open a live connection.",
        )
    }

    /// A frame that is not understood.
    pub(crate) fn frame() -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "frame_not_understood",
            "The frame is not one of those that this connection takes.",
        )
    }

    /// More visits than a dashboard shows.
    pub(crate) fn too_many_visits(max: usize) -> Self {
        let detail =
            format!("There are more than {max} visits. Ask for a shorter time or fewer phases.");
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "too_many_visits", detail)
    }

    /// More visits followed than one connection takes.
    pub(crate) fn follows_too_much(max: usize) -> Self {
        let detail = format!("One connection follows at most {max} visits.");
        Self::new(StatusCode::TOO_MANY_REQUESTS, "follows_too_much", detail)
    }
}
