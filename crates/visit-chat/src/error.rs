//! Why a chat can't be built.

use chat_ports::BoxError;
use std::path::PathBuf;
use thiserror::Error;

/// Why a chat can't be built.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum BuildError {
    /// The builder has no storage for the log.
    #[error("no storage was chosen: call `sqlite`, `postgres` or `in_memory`")]
    NoStorage,
    /// The builder has no store for files.
    #[error("no store for files was chosen: call `files` or `s3`")]
    NoFiles,
    /// The log can't be opened.
    #[error("the log can't be opened: {0}")]
    Log(#[source] BoxError),
    /// The files can't be opened.
    #[error("the files can't be opened: {0}")]
    Files(#[source] BoxError),
    /// A folder can't be created.
    #[error("the folder {} can't be created: {source}", path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// Webhooks can't be sent.
    #[error("webhooks can't be sent: {0}")]
    Webhooks(#[source] BoxError),
    /// The hints between processes can't be set up.
    #[error("the connection to NATS can't be set up: {0}")]
    Fanout(#[source] BoxError),
}
