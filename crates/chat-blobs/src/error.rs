//! What a store's errors mean to the caller.

use chat_ports::PortError;
use object_store::Error;

pub(crate) fn port_error(error: Error) -> PortError {
    match error {
        Error::NotFound { .. } => PortError::NotFound,
        Error::AlreadyExists { .. } | Error::Precondition { .. } => {
            PortError::Invalid("a file of that key exists already")
        }
        other => PortError::unavailable(other),
    }
}
