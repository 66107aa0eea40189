//! Why the server doesn't start.

use chat_app::AppError;
use chat_audit::{CheckpointError, VerifyError};
use chat_http::JwtError;
use chat_sqlite::OpenError;
use std::{io, net::SocketAddr, path::PathBuf};
use thiserror::Error;

/// Why a command of the server can't be carried out.
#[derive(Debug, Error)]
pub enum StartError {
    /// A setting is missing or wrong. The text names its key.
    #[error("settings: {0}")]
    Settings(String),
    /// A file or folder can't be used.
    #[error("{}", .path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// What a file of the server's own holds makes no sense.
    #[error("{}: {what}", .path.display())]
    Content {
        /// Which file.
        path: PathBuf,
        /// What is wrong with it.
        what: String,
    },
    /// The log can't be opened.
    #[error(transparent)]
    Log(#[from] OpenError),
    /// The logs can't be checked, or not all of them.
    #[error("the logs can't be checked")]
    Verify(#[from] VerifyError),
    /// A checkpoint is not believed, or can't be written.
    #[error("{}", .path.display())]
    Checkpoint {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: CheckpointError,
    },
    /// The address can't be listened on.
    #[error("can't listen on {address}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// Why.
        source: io::Error,
    },
    /// The demo's visits can't be scheduled.
    #[error("the demo's visits can't be scheduled")]
    Seed(#[from] AppError),
    /// The system gives no threads or signals.
    #[error("the runtime can't be started")]
    Runtime(#[source] io::Error),
    /// Tokens can't be made or checked.
    #[error("tokens")]
    Token(#[from] JwtError),
}

impl StartError {
    /// An I/O error of a file or folder.
    pub(crate) fn file(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::File { path, source }
    }
}
