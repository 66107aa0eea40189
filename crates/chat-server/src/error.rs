//! Errors of the server's commands.

use chat_app::AppError;
use chat_audit::{CheckpointError, VerifyError};
use chat_domain::{ClinicId, VisitId};
use chat_http::JwtError;
use chat_sqlite::OpenError;
use chat_web::LinkError;
use std::{io, net::SocketAddr, path::PathBuf};
use thiserror::Error;
use visit_chat::BuildError;

/// Why a command failed.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum StartError {
    /// A setting is missing or invalid. The text names its key.
    #[error("settings: {0}")]
    Settings(String),
    /// A file or folder can't be used.
    #[error("{}", .path.display())]
    File {
        /// The file or folder.
        path: PathBuf,
        /// The cause.
        source: io::Error,
    },
    /// A file of the server has invalid content.
    #[error("{}: {what}", .path.display())]
    Content {
        /// The file.
        path: PathBuf,
        /// The problem with it.
        what: String,
    },
    /// The log can't be opened.
    #[error(transparent)]
    Log(#[from] OpenError),
    /// The log in PostgreSQL can't be opened.
    #[cfg(feature = "cluster")]
    #[error(transparent)]
    Postgres(#[from] chat_postgres::OpenError),
    /// The chat can't be started.
    #[error(transparent)]
    Chat(#[from] BuildError),
    /// A setting needs a part that this program was built without.
    #[error(
        "settings: {0}: this program was built without that; build it with the feature `cluster`"
    )]
    NotBuilt(&'static str),
    /// A visit can't be copied.
    #[error("visit {visit} can't be copied: {why}")]
    Copy {
        /// The visit.
        visit: VisitId,
        /// The cause.
        why: String,
    },
    /// A visit can't be exported.
    #[error("visit {visit} can't be exported: {why}")]
    Export {
        /// The visit.
        visit: VisitId,
        /// The cause.
        why: String,
    },
    /// Options of a command don't fit together.
    #[error("{0}")]
    Usage(&'static str),
    /// A clinic can't be exported, or not now.
    #[error("clinic {clinic} can't be exported: {why}")]
    ExportClinic {
        /// The clinic.
        clinic: ClinicId,
        /// The cause.
        why: String,
    },
    /// A clinic has no visits here.
    #[error("there is no visit of clinic {0}")]
    NoVisits(ClinicId),
    /// A clinic's event feed can't be copied.
    #[error("the event feed of clinic {clinic} can't be copied: {why}")]
    CopyFeed {
        /// The clinic.
        clinic: ClinicId,
        /// The cause.
        why: String,
    },
    /// The webhook endpoints can't be copied.
    #[error("the webhook endpoints can't be copied: {0}")]
    CopyWebhooks(String),
    /// The access log can't be copied.
    #[error("the access log can't be copied: {0}")]
    CopyAccesses(String),
    /// The check of the logs failed or is incomplete.
    #[error("the logs can't be checked")]
    Verify(#[from] VerifyError),
    /// A checkpoint was rejected, or can't be written.
    #[error("{}", .path.display())]
    Checkpoint {
        /// The file.
        path: PathBuf,
        /// The cause.
        source: CheckpointError,
    },
    /// The address can't be listened on.
    #[error("can't listen on {address}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// The cause.
        source: io::Error,
    },
    /// The metrics can't be recorded.
    #[error("metrics can't be recorded: {0}")]
    Metrics(String),
    /// The demo's visits can't be scheduled.
    #[error("the demo's visits can't be scheduled")]
    Seed(#[from] AppError),
    /// The system provides no threads or signal handlers.
    #[error("the runtime can't be started")]
    Runtime(#[source] io::Error),
    /// Tokens can't be issued or verified.
    #[error("tokens can't be issued or verified")]
    Token(#[from] JwtError),
    /// A page's script can't be linked.
    #[error("the pages can't be served")]
    Pages(#[source] &'static LinkError),
}

impl StartError {
    /// The setting needs PostgreSQL.
    #[cfg(not(feature = "cluster"))]
    pub(crate) const NO_POSTGRES: Self = Self::NotBuilt("storage = \"postgres\"");

    /// Wraps an I/O error of a file or folder.
    pub(crate) fn file(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::File { path, source }
    }
}
