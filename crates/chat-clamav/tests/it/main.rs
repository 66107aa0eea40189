//! The scanner against a scripted server and against the real clamd.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

mod clamd;
mod real;
mod scripted;

use bytes::Bytes;
use chat_clamav::{ClamdOptions, ClamdScanner};
use chat_ports::{PortError, ScanVerdict, Scanner};
use futures::{StreamExt, stream};
use std::time::Duration;

/// Short timeouts, so that tests of silence are fast.
fn impatient() -> ClamdOptions {
    ClamdOptions::default()
        .with_connect(Duration::from_millis(500))
        .with_idle(Duration::from_millis(500))
        .with_total(Duration::from_millis(1_500))
        .with_connections(8)
}

async fn scan(scanner: &ClamdScanner, file: &[u8]) -> Result<ScanVerdict, PortError> {
    let pieces: Vec<_> = file.chunks(10_000).map(Bytes::copy_from_slice).collect();
    let pieces = stream::iter(pieces.into_iter().map(Ok));
    scanner.scan(pieces.boxed()).await
}

/// The reason for a missing verdict.
fn no_verdict(answer: Result<ScanVerdict, PortError>) -> String {
    match answer {
        Err(PortError::Unavailable(reason)) => reason.to_string(),
        other => panic!("{other:?}"),
    }
}
