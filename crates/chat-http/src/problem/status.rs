//! The HTTP status of each refusal.

use axum::http::StatusCode;
use chat_app::FileRefused;
use chat_domain::{Refusal, RefusalClass};

/// The one place where a class of refusals becomes a status.
pub(super) const fn of(refusal: &Refusal) -> StatusCode {
    match refusal.class() {
        RefusalClass::Absent => StatusCode::NOT_FOUND,
        RefusalClass::Forbidden => StatusCode::FORBIDDEN,
        RefusalClass::Conflict => StatusCode::CONFLICT,
        RefusalClass::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
        RefusalClass::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
    }
}

/// A file that is refused for its kind or its risk: 415. One of a kind that is accepted, but that
/// carries malware: 422.
pub(super) fn of_file(refused: &FileRefused) -> StatusCode {
    if refused.code == FileRefused::MALWARE {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::UNSUPPORTED_MEDIA_TYPE
    }
}
