//! Errors of the client, as reasons.

use crate::resolver::AddressRefused;
use chat_ports::FailureReason;
use hyper_util::client::legacy::Error as ClientError;
use std::{error::Error, io};

/// Why there was no answer.
pub(crate) fn reason(error: &ClientError) -> FailureReason {
    known(error).unwrap_or(match error.is_connect() {
        true => FailureReason::Unreachable,
        false => FailureReason::ConnectionLost,
    })
}

/// What an error or one of its causes is known to mean.
fn known(error: &(dyn Error + 'static)) -> Option<FailureReason> {
    let mut cause = Some(error);
    while let Some(error) = cause {
        if error.is::<AddressRefused>() {
            return Some(FailureReason::AddressRefused);
        }
        if error.is::<rustls::Error>() {
            return Some(FailureReason::TlsFailed);
        }
        // The error in an `io::Error` is not its source.
        cause = match error
            .downcast_ref::<io::Error>()
            .and_then(io::Error::get_ref)
        {
            Some(inner) => Some(inner),
            None => error.source(),
        };
    }
    None
}
