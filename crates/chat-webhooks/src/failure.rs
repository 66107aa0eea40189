//! Errors of the client, as reasons.

use crate::resolver::AddressRefused;
use chat_ports::FailureReason;
use hyper_util::client::legacy::Error as ClientError;
use std::{error::Error, io};

/// Why there was no answer.
pub(crate) fn reason(error: &ClientError) -> FailureReason {
    let mut found = None;
    let mut cause: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(error) = cause {
        found = found.or_else(|| known(error));
        // The error in an `io::Error` is not its source.
        let inner = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        found = found.or_else(|| inner.and_then(|inner| known(inner)));
        cause = error.source();
    }
    found.unwrap_or(match error.is_connect() {
        true => FailureReason::Unreachable,
        false => FailureReason::ConnectionLost,
    })
}

fn known(error: &(dyn Error + 'static)) -> Option<FailureReason> {
    if error.is::<AddressRefused>() {
        return Some(FailureReason::AddressRefused);
    }
    let is_tls = error.is::<rustls::Error>();
    is_tls.then_some(FailureReason::TlsFailed)
}
