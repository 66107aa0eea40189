//! What a store's errors mean to the caller.

use chat_ports::PortError;
use object_store::Error;

/// Of a write: nothing of what it needs is the caller's, so what is not found is the store's own.
pub(crate) fn write_error(error: Error) -> PortError {
    match port_error(error) {
        PortError::NotFound => PortError::unavailable("a folder of the store is not there"),
        other => other,
    }
}

pub(crate) fn port_error(error: Error) -> PortError {
    match error {
        Error::NotFound { .. } => PortError::NotFound,
        Error::AlreadyExists { .. } | Error::Precondition { .. } => {
            PortError::Invalid("a file of that key exists already")
        }
        other => PortError::unavailable(other),
    }
}
