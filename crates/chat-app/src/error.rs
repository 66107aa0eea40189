//! What a use case answers when it does not do what was asked.

use crate::files::FileRefused;
use chat_domain::{Refusal, log::Newer};
use chat_ports::{BoxError, PortError};
use std::{sync::Arc, time::Duration};
use thiserror::Error;

/// Why a use case did not do what was asked.
#[derive(Clone, Debug, Error)]
pub enum AppError {
    /// A rule refuses it. Nothing was changed.
    #[error("refused: {0}")]
    Refused(#[from] Refusal),
    /// The file itself is refused (F2 to F4, F9), or carries malware. Nothing of it is kept.
    #[error("file refused: {0}")]
    FileRefused(#[from] FileRefused),
    /// The person has as many uploads under way as they may. Nothing was stored.
    #[error("{max} uploads are under way")]
    TooManyUploads {
        /// How many they may have.
        max: usize,
    },
    /// The person asks more often than one may. Nothing was stored; asking again later is safe.
    #[error("too often: again after {retry_after:?}")]
    TooOften {
        /// How long to wait.
        retry_after: Duration,
    },
    /// The upload is neither staged nor held yet, so it can't be discarded.
    #[error("the upload is under way")]
    UploadUnderWay,
    /// There is no small picture of the file: it is no picture, or one that can't be made small.
    #[error("there is no thumbnail")]
    NoThumbnail,
    /// More visits than a dashboard that is followed shows. Nothing is left out in silence.
    #[error("more than {max} visits")]
    TooManyVisits {
        /// The most that it shows.
        max: usize,
    },
    /// The sender of the bytes stopped or failed. Nothing was stored.
    #[error("the upload broke off")]
    UploadBroken,
    /// The range asked for is not within the file.
    #[error("the range is not within the file")]
    RangeNotSatisfiable,
    /// The request makes no sense to the storage. Nothing was stored.
    #[error("invalid: {0}")]
    Invalid(&'static str),
    /// It can't be done now. It is unknown whether a command was stored: asking again with the same
    /// ids is safe and tells (F7).
    #[error("unavailable: {0}")]
    Unavailable(Arc<BoxError>),
    /// What is stored was written by a newer program; an operator must update this one.
    #[error("{0}")]
    Newer(Newer),
    /// What is stored can't be read; an operator must look.
    #[error("corrupt: {0}")]
    Corrupt(Arc<BoxError>),
}

impl AppError {
    pub(crate) fn unavailable(error: impl Into<BoxError>) -> Self {
        Self::Unavailable(Arc::new(error.into()))
    }
}

impl From<PortError> for AppError {
    fn from(error: PortError) -> Self {
        match error {
            PortError::Corrupt(error) => Self::Corrupt(Arc::new(error)),
            PortError::Newer(newer) => Self::Newer(newer),
            PortError::NotFound => Self::Refused(Refusal::VisitUnknown),
            PortError::Unavailable(error) => Self::Unavailable(Arc::new(error)),
            PortError::Invalid(why) => Self::Invalid(why),
            later @ (PortError::Conflict { .. } | PortError::Busy(_)) => Self::unavailable(later),
        }
    }
}
