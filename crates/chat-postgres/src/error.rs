//! Errors, classified by what the caller does next.

use chat_ports::{BoxError, PortError};
use std::error::Error as _;
use thiserror::Error;
use tokio_postgres::{Error, error::SqlState};

/// Why a log can't be opened.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum OpenError {
    /// The connection string can't be read.
    #[error("the connection string is not valid: {0}")]
    Config(#[source] BoxError),
    /// A newer program migrated the schema: use that one. Nothing was changed.
    #[error("the log's schema has version {found}; this program knows versions up to {supported}")]
    NewerSchema {
        /// The version found.
        found: i32,
        /// The newest version that this program knows.
        supported: i32,
    },
    /// An older program made the schema, and an audit is read-only: open it as a log first, which migrates it, or audit
    /// it with the program that wrote it.
    #[error("the log's schema has version {found}; an audit needs version {needed}")]
    OlderSchema {
        /// The version found.
        found: i32,
        /// The version that this program audits.
        needed: i32,
    },
    /// The database can't be reached or reported an error.
    #[error("the log can't be opened: {0}")]
    Database(#[source] BoxError),
}

impl From<Error> for OpenError {
    fn from(error: Error) -> Self {
        Failed::from(error).into()
    }
}

impl From<Failed> for OpenError {
    fn from(error: Failed) -> Self {
        Self::Database(error.into())
    }
}

/// What went wrong in the database. It names what the server names, but no values: the server's own message may quote
/// them.
#[derive(Clone, Debug, Error)]
#[error("{0}")]
pub(crate) struct Failed(String);

impl Failed {
    pub(crate) fn new(problem: &str) -> Self {
        Self(problem.to_owned())
    }
}

impl From<Error> for Failed {
    fn from(error: Error) -> Self {
        let Some(db) = error.as_db_error() else {
            // The driver's own messages have no values.
            let cause = error.source().map(|cause| format!(": {cause}"));
            return Self(format!("{error}{}", cause.unwrap_or_default()));
        };
        let at = db.constraint().or(db.table());
        let at = at.map(|at| format!(" at {at}")).unwrap_or_default();
        Self(format!(
            "the server reports SQLSTATE {}{at}",
            db.code().code()
        ))
    }
}

/// Whether the server found its own files damaged.
pub(crate) fn is_damage(error: &Error) -> bool {
    let damage = [&SqlState::DATA_CORRUPTED, &SqlState::INDEX_CORRUPTED];
    error.code().is_some_and(|code| damage.contains(&code))
}

/// Maps a failed read.
pub(crate) fn port_error(error: Error) -> PortError {
    let is_damage = is_damage(&error);
    let failed = Failed::from(error);
    if is_damage {
        PortError::corrupt(failed)
    } else {
        PortError::unavailable(failed)
    }
}
