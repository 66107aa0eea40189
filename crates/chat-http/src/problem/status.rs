//! The HTTP status of each refusal.

use axum::http::StatusCode;
use chat_app::FileRefused;
use chat_domain::{Refusal, RefusalClass};

/// The only mapping from refusal classes to statuses.
pub(super) const fn of(refusal: &Refusal) -> StatusCode {
    match refusal.class() {
        RefusalClass::Absent => StatusCode::NOT_FOUND,
        RefusalClass::Forbidden => StatusCode::FORBIDDEN,
        RefusalClass::Conflict => StatusCode::CONFLICT,
        RefusalClass::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
        RefusalClass::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
    }
}

/// 415 for a file refused because of its type or content; 422 for malware in a file of an accepted
/// type.
pub(super) fn of_file(refused: &FileRefused) -> StatusCode {
    if refused.code == FileRefused::MALWARE {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::UNSUPPORTED_MEDIA_TYPE
    }
}
