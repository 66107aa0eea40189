//! Failed requests.

use object_store::client::{HttpError, HttpErrorKind};
use std::{error::Error as StdError, io};

/// What failed, by its causes. It decides whether the request may be repeated.
pub(super) fn kind(error: &(dyn StdError + 'static)) -> HttpErrorKind {
    let mut next = Some(error);
    while let Some(cause) = next {
        next = cause.source();
        if let Some(error) = cause.downcast_ref::<hyper::Error>() {
            if error.is_closed() || error.is_incomplete_message() || error.is_body_write_aborted() {
                return HttpErrorKind::Request;
            }
            if error.is_timeout() {
                return HttpErrorKind::Timeout;
            }
        }
        if let Some(error) = cause.downcast_ref::<io::Error>() {
            match error.kind() {
                io::ErrorKind::TimedOut => return HttpErrorKind::Timeout,
                io::ErrorKind::ConnectionAborted
                | io::ErrorKind::ConnectionReset
                | io::ErrorKind::BrokenPipe
                | io::ErrorKind::UnexpectedEof => return HttpErrorKind::Interrupted,
                _ => {}
            }
        }
    }
    HttpErrorKind::Unknown
}

/// The service was silent for too long.
pub(super) fn timed_out() -> HttpError {
    let silence = io::Error::new(io::ErrorKind::TimedOut, "the service was silent");
    HttpError::new(HttpErrorKind::Timeout, silence)
}
