//! Errors, classified by what the caller does next.

use chat_ports::{BoxError, PortError};
use rusqlite::ErrorCode;
use std::{io, path::PathBuf};
use thiserror::Error;

/// Why a log can't be opened.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum OpenError {
    /// Another process, or another handle in this one, has the file open: close that first.
    #[error("{} is open already: only one process may use it", path.display())]
    AlreadyOpen {
        /// The file.
        path: PathBuf,
    },
    /// There is no file to audit. None is created.
    #[error("{} does not exist", path.display())]
    NoSuchFile {
        /// The file.
        path: PathBuf,
    },
    /// The file is another application's database, or not a database.
    #[error("{} is not a visit log", path.display())]
    NotAVisitLog {
        /// The file.
        path: PathBuf,
    },
    /// A newer program wrote the file: use that one. Nothing was changed.
    #[error("the log's schema has version {found}; this program knows versions up to {supported}")]
    NewerSchema {
        /// The version found.
        found: u32,
        /// The newest version that this program knows.
        supported: u32,
    },
    /// An older program wrote the file, and an audit is read-only: open it as a log first, which
    /// migrates it, or audit it with the program that wrote it.
    #[error("the log's schema has version {found}; an audit needs version {needed}")]
    OlderSchema {
        /// The version found.
        found: u32,
        /// The version that this program audits.
        needed: u32,
    },
    /// The file or its folder can't be used.
    #[error("the log's file can't be used: {0}")]
    Io(#[from] io::Error),
    /// SQLite reported an error.
    #[error("the log can't be opened: {0}")]
    Database(#[source] BoxError),
}

impl From<rusqlite::Error> for OpenError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Database(error.into())
    }
}

/// Maps a failed read. SQLite's messages name tables and columns, never values.
pub(crate) fn port_error(error: rusqlite::Error) -> PortError {
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => PortError::corrupt(error),
        Some(_) => PortError::unavailable(error),
        // For example a value of the wrong type, which we never write.
        None => PortError::corrupt(error),
    }
}
