//! Scan errors.

use std::io;
use thiserror::Error;

/// The reason why there is no verdict, for the operator's log. Contains nothing from the file.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ClamdError {
    /// Connection refused or lost.
    #[error("clamd can't be reached: {0}")]
    Connection(#[source] io::Error),
    /// A timeout of [`ClamdOptions`](crate::ClamdOptions) elapsed.
    #[error("clamd timed out {0}")]
    TooLong(&'static str),
    /// clamd answered with an error.
    #[error("clamd says: {0}")]
    Refused(String),
    /// clamd did not scan the whole file because it exceeds a limit in clamd's settings.
    #[error("the file exceeds a limit in clamd's settings: {0}")]
    Limit(String),
    /// The connection closed before the answer was complete.
    #[error("clamd's answer was cut off after {0} bytes")]
    Cut(usize),
    /// The answer is not part of the protocol, or came at the wrong time.
    #[error("clamd sent an unexpected answer: {0}")]
    NotUnderstood(&'static str),
    /// The file's stream failed.
    #[error("the file can't be read: {0}")]
    File(#[source] chat_ports::PortError),
}
