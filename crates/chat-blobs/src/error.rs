//! Mapping of store errors to port errors.

use chat_ports::PortError;
use object_store::Error;

/// Maps an error from a write. A write depends on nothing the caller created, so `NotFound` means
/// that the store itself is damaged.
pub(crate) fn write_error(error: Error) -> PortError {
    match port_error(error) {
        PortError::NotFound => PortError::unavailable("a folder of the store is missing"),
        other => other,
    }
}

pub(crate) fn port_error(error: Error) -> PortError {
    match error {
        Error::NotFound { .. } => PortError::NotFound,
        Error::AlreadyExists { .. } | Error::Precondition { .. } => {
            PortError::Invalid("a file with that key already exists")
        }
        other => PortError::unavailable(other),
    }
}
