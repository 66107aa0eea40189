//! The errors of the use cases.

use crate::{files::refused::FileRefused, meters::METERS, webhooks::change::WebhookProblem};
use chat_domain::{Refusal, log::Newer};
use chat_ports::{BoxError, PortError};
use std::{sync::Arc, time::Duration};
use thiserror::Error;

/// Why a use case failed.
#[derive(Clone, Debug, Error)]
pub enum AppError {
    /// Refused by a rule. Nothing was stored.
    #[error("refused: {0}")]
    Refused(#[from] Refusal),
    /// The file is refused (F2 to F4, F9) or carries malware. It is not kept.
    #[error("file refused: {0}")]
    FileRefused(#[from] FileRefused),
    /// The person's limit of concurrent uploads is reached. Nothing was stored.
    #[error("{max} uploads are in progress")]
    TooManyUploads {
        /// The limit.
        max: usize,
    },
    /// Rate limited. Nothing was stored; a later retry is safe.
    #[error("rate limited: retry after {retry_after:?}")]
    TooOften {
        /// How long to wait.
        retry_after: Duration,
    },
    /// The upload is neither staged nor held yet, so it can't be discarded.
    #[error("the upload is in progress")]
    UploadUnderWay,
    /// The file has no thumbnail: it is not a picture, or one that can't be decoded.
    #[error("there is no thumbnail")]
    NoThumbnail,
    /// A text for no chat, or for more than one request takes. Nothing was sent.
    #[error("a text goes to 1 to {max} chats")]
    WrongNumberAddressed {
        /// The limit.
        max: usize,
    },
    /// A text for the same recipient of the same visit twice. Nothing was sent.
    #[error("a recipient is named twice")]
    AddressedTwice,
    /// More visits than a followed dashboard shows. None is left out silently.
    #[error("more than {max} visits")]
    TooManyVisits {
        /// The limit.
        max: usize,
    },
    /// What a transcript would have is more than one may be. Nothing is left out silently.
    #[error("the transcript would have more than {max_bytes} bytes")]
    TranscriptTooLong {
        /// The limit.
        max_bytes: usize,
    },
    /// The record of a visit is more than one answer may be. Nothing is left out silently.
    #[error("the record would have more than {max_bytes} bytes")]
    FhirTooLong {
        /// The limit.
        max_bytes: usize,
    },
    /// The ports have no event feed.
    #[error("there is no event feed")]
    NoEventFeed,
    /// The feed does not have what the owner of this cursor has read: it is of another clinic, or was restored from an earlier
    /// backup. The host compares what it has with the visits, and begins at the start.
    #[error("the event feed does not have this cursor")]
    UnknownCursor,
    /// The ports have no webhooks, or no event feed for them.
    #[error("there are no webhooks")]
    NoWebhooks,
    /// A request about webhook endpoints is refused. Nothing was changed.
    #[error("webhook: {0}")]
    Webhook(#[from] WebhookProblem),
    /// The ports have no invitations.
    #[error("there are no invitation links")]
    NoInvitations,
    /// The ports have no access log.
    #[error("there is no access log")]
    NoAccessLog,
    /// Who looked at a visit is listed for its patients and for the host.
    #[error("accesses are listed for patients")]
    PatientsOnly,
    /// The visit has no such link.
    #[error("there is no such invitation link")]
    UnknownInvitation,
    /// The exchange of a link's secret is refused, for whatever reason.
    #[error("the invitation link is refused")]
    InvitationRefused,
    /// The link works, and asks for the birth date.
    #[error("the birth date is required")]
    BirthDateRequired,
    /// A link for a member of the care team, who signs in.
    #[error("links are for attendees")]
    AttendeesOnly,
    /// The link would expire in the past, or too late.
    #[error("the time of expiry is not accepted")]
    InvalidExpiry,
    /// The visit has the maximum number of links.
    #[error("the visit has {max} links")]
    TooManyInvitations {
        /// The limit.
        max: usize,
    },
    /// The uploader's stream ended early or failed. Nothing was stored.
    #[error("the upload was interrupted")]
    UploadBroken,
    /// The requested range is not within the file.
    #[error("the range is not within the file")]
    RangeNotSatisfiable,
    /// The request is not valid. Nothing was stored.
    #[error("invalid: {0}")]
    Invalid(&'static str),
    /// Unavailable now. A command may have been stored: a retry with the same ids is safe (F7).
    #[error("unavailable: {0}")]
    Unavailable(Arc<BoxError>),
    /// The stored data was written by a newer program; an operator must update this one.
    #[error("{0}")]
    Newer(Newer),
    /// The stored data is damaged or missing; an operator must act.
    #[error("corrupt: {0}")]
    Corrupt(Arc<BoxError>),
}

impl AppError {
    pub(crate) fn unavailable(error: impl Into<BoxError>) -> Self {
        Self::Unavailable(Arc::new(error.into()))
    }
}

impl From<PortError> for AppError {
    /// Counts the failure: every one that a use case meets becomes an [`AppError`].
    fn from(error: PortError) -> Self {
        METERS.port_failed(&error);
        match error {
            PortError::Corrupt(error) => Self::Corrupt(Arc::new(error)),
            PortError::Newer(newer) => Self::Newer(newer),
            // The rules have found it in the log: that it is missing is no refusal.
            missing @ PortError::NotFound => Self::Corrupt(Arc::new(missing.into())),
            PortError::Unavailable(error) => Self::Unavailable(Arc::new(error)),
            PortError::Invalid(why) => Self::Invalid(why),
            later @ (PortError::Conflict { .. }
            | PortError::StageConflict { .. }
            | PortError::Busy(_)) => Self::unavailable(later),
        }
    }
}

impl From<std::io::Error> for AppError {
    fn from(error: std::io::Error) -> Self {
        Self::unavailable(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn missing_data_is_not_a_refusal() {
        let error = AppError::from(PortError::NotFound);
        assert!(matches!(error, AppError::Corrupt(_)), "{error}");
    }
}
