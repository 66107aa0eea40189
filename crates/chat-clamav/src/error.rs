//! Why there is no verdict.

use std::io;
use thiserror::Error;

/// Why there is no verdict, for the operator's log. Nothing of a file is in it.
#[derive(Debug, Error)]
pub enum ClamdError {
    /// Nobody is there, or the connection broke.
    #[error("clamd can't be reached: {0}")]
    Connection(#[source] io::Error),
    /// A time limit of [`ClamdOptions`](crate::ClamdOptions) was reached.
    #[error("clamd took too long: {0}")]
    TooLong(&'static str),
    /// clamd has answered with an error.
    #[error("clamd says: {0}")]
    Refused(String),
    /// clamd has not scanned all of the file, since it is beyond a limit in clamd's settings.
    #[error("a limit in clamd's settings: {0}")]
    Limit(String),
    /// The connection ended before the answer did.
    #[error("clamd's answer ends after {0} bytes")]
    Cut(usize),
    /// An answer that is none of clamd's, or not at its place.
    #[error("an answer that is not understood: {0}")]
    NotUnderstood(&'static str),
    /// The file's bytes ended with an error.
    #[error("the file can't be read: {0}")]
    File(#[source] chat_ports::PortError),
}
