//! What can go wrong behind a port.

use chat_domain::{Seq, log::Newer};
use thiserror::Error;

/// A driver's error, boxed: it is for the operator's log and never for a decision.
pub type BoxError = Box<dyn std::error::Error + Send + Sync + 'static>;

/// An error of a port, by what its caller does next.
#[derive(Debug, Error)]
pub enum PortError {
    /// Somebody else appended first: reload from `actual` and decide again. Nothing was stored.
    #[error("expected version {expected}, found {actual}")]
    Conflict {
        /// The version that the caller expected.
        expected: Seq,
        /// The version that the log has.
        actual: Seq,
    },
    /// There is no such thing: give up.
    #[error("not found")]
    NotFound,
    /// It can't be done now; later it may. **An append may or may not have been stored**: reload to
    /// know. An adapter answers this only when nothing of the append can still be under way.
    #[error("unavailable: {0}")]
    Unavailable(#[source] BoxError),
    /// What is stored was written by a newer program: tell the operator to update this one.
    #[error("{0}")]
    Newer(#[source] Newer),
    /// Too much waits to be done already. Nothing of this was stored, and nothing is under way: try
    /// again later.
    #[error("busy: {0}")]
    Busy(&'static str),
    /// What is stored is not what was written: tell the operator.
    /// Only for what was read whole and is wrong: a disk or a connection that fails is
    /// [`PortError::Unavailable`].
    #[error("corrupt: {0}")]
    Corrupt(#[source] BoxError),
    /// The request makes no sense, such as entries that do not follow each other: a caller's error.
    #[error("invalid request: {0}")]
    Invalid(&'static str),
}

impl PortError {
    /// [`PortError::Unavailable`] of any error.
    pub fn unavailable(error: impl Into<BoxError>) -> Self {
        Self::Unavailable(error.into())
    }

    /// [`PortError::Corrupt`] of any error.
    pub fn corrupt(error: impl Into<BoxError>) -> Self {
        Self::Corrupt(error.into())
    }
}
