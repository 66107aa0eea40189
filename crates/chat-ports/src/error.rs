//! Port errors.

use crate::upload_ledger::StageKind;
use chat_domain::{Seq, log::Newer};
use thiserror::Error;

/// A driver's error, boxed. For the operator's log; never base a decision on it.
pub type BoxError = Box<dyn std::error::Error + Send + Sync + 'static>;

/// An error from a port, classified by how the caller should react.
#[derive(Debug, Error)]
pub enum PortError {
    /// Another writer appended first. Nothing was stored. Reload the log and decide again; from its beginning unless `actual` is
    /// higher, since the log is then not the one that the caller read.
    #[error("expected version {expected}, found {actual}")]
    Conflict {
        /// The version that the caller expected.
        expected: Seq,
        /// The version that the log has.
        actual: Seq,
    },
    /// An upload's record is at another stage than expected. Nothing was stored. Decide again from `found`.
    #[error("the upload is at another stage: {found:?}")]
    StageConflict {
        /// The stage that the record is at; `None` if there is none.
        found: Option<StageKind>,
    },
    /// It does not exist. Retrying won't help.
    #[error("not found")]
    NotFound,
    /// The operation failed and may succeed later. **An append may or may not have been stored**:
    /// reload to find out. Adapters return this only once no part of the append can still be in
    /// progress.
    #[error("unavailable: {0}")]
    Unavailable(#[source] BoxError),
    /// The stored data was written by a newer program. Tell the operator to update this one.
    #[error("{0}")]
    Newer(#[source] Newer),
    /// The queue is full. Nothing was stored and nothing is in progress. Retry later.
    #[error("busy: {0}")]
    Busy(&'static str),
    /// Stored data is damaged. Tell the operator. Only for data that was read completely and is
    /// wrong: a failing disk or connection is
    /// [`PortError::Unavailable`].
    #[error("corrupt: {0}")]
    Corrupt(#[source] BoxError),
    /// The request is malformed, for example entries that are not consecutive. A bug in the caller.
    #[error("invalid request: {0}")]
    Invalid(&'static str),
}

impl PortError {
    /// Wraps any error as [`PortError::Unavailable`].
    pub fn unavailable(error: impl Into<BoxError>) -> Self {
        Self::Unavailable(error.into())
    }

    /// Wraps any error as [`PortError::Corrupt`].
    pub fn corrupt(error: impl Into<BoxError>) -> Self {
        Self::Corrupt(error.into())
    }
}
