//! The HTTP status of each refusal.

use axum::http::StatusCode;
use chat_app::FileRefused;
use chat_domain::Refusal;

/// What is unknown: 404. What is never this caller's to do, or not yet: 403. What the visit's state
/// is against: 409. What no visit could take: 422.
pub(super) const fn of(refusal: &Refusal) -> StatusCode {
    match refusal {
        Refusal::VisitUnknown
        | Refusal::ChatUnknown
        | Refusal::MessageUnknown
        | Refusal::FileUnknown
        | Refusal::PersonUnknown => StatusCode::NOT_FOUND,
        Refusal::NotEntered
        | Refusal::RoleHasNoDirectChats
        | Refusal::TwoAttendees
        | Refusal::TwoCareTeamMembers
        | Refusal::GuestsHaveNoDirectChats
        | Refusal::StaffHaveNoDirectChats
        | Refusal::NotAnOverseer
        | Refusal::NotStarted
        | Refusal::Removed
        | Refusal::NotTheAuthor
        | Refusal::NotYoursToManage
        | Refusal::NotYourPresence
        | Refusal::WaitingRoomIsForAttendees => StatusCode::FORBIDDEN,
        Refusal::Locked
        | Refusal::VisitClosed { .. }
        | Refusal::RecipientRemoved
        | Refusal::ClientIdReused
        | Refusal::UploadIdReused
        | Refusal::AlreadyRetracted
        | Refusal::IdInUse
        | Refusal::AlreadyScheduled
        | Refusal::NotClosed
        | Refusal::CallUnderway
        | Refusal::PatientHasCome
        | Refusal::CallNotBegun
        | Refusal::AlreadyAParticipant
        | Refusal::OnePatientOnly
        | Refusal::LastProvider
        | Refusal::PersonQuotaExceeded { .. }
        | Refusal::VisitQuotaExceeded { .. }
        | Refusal::PersonFileCountExceeded { .. }
        | Refusal::VisitFileCountExceeded { .. }
        | Refusal::FileCarried
        | Refusal::EntryQuotaExceeded { .. }
        | Refusal::TextQuotaExceeded { .. }
        | Refusal::TooManyCorrections { .. } => StatusCode::CONFLICT,
        Refusal::RecipientMismatch | Refusal::Text(_) | Refusal::TooManyFiles { .. } => {
            StatusCode::UNPROCESSABLE_ENTITY
        }
        Refusal::FileTooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
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
