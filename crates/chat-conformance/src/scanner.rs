//! The laws of a [`Scanner`].
//!
//! Each scanner has its own signatures, so these laws take [`Scanned`]: a scanner and bytes that it
//! detects.

pub mod broken;
pub mod concurrency;
pub mod verdicts;

use crate::law::{Law, laws};
use bytes::Bytes;
use chat_ports::{PortError, ScanVerdict, Scanner};
use futures::{StreamExt, stream};
use std::{fmt, sync::Arc};

/// All laws of a scanner.
pub const LAWS: &[Law<Scanned>] = laws!(Scanned:
    verdicts:
        harmless_file_is_clean,
        signature_is_found_across_chunks,
        signature_is_found_at_any_position,
        empty_chunk_does_not_end_the_file;
    broken:
        broken_stream_gives_no_verdict,
        broken_stream_after_a_signature_is_not_clean,
        cancelled_scan_does_not_affect_others;
    concurrency:
        concurrent_scans_do_not_interfere;
);

/// A scanner and bytes that it detects.
pub struct Scanned {
    /// The scanner.
    pub scanner: Arc<dyn Scanner>,
    /// Bytes that the scanner detects, also within a larger file. Between 8 bytes and 4 KiB. Any
    /// part of them is harmless.
    pub infected: Bytes,
    /// The scanner's name for them.
    pub signature: String,
}

impl fmt::Debug for Scanned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scanned").finish_non_exhaustive()
    }
}

impl Scanned {
    /// Scans a file given in these chunks.
    async fn scan(&self, pieces: Vec<Bytes>) -> Result<ScanVerdict, PortError> {
        let pieces = stream::iter(pieces.into_iter().map(Ok)).boxed();
        self.scanner.scan(pieces).await
    }

    async fn is_clean(&self, pieces: Vec<Bytes>) {
        match self.scan(pieces).await {
            Ok(ScanVerdict::Clean) => {}
            other => panic!("expected Clean for a harmless file, got {other:?}"),
        }
    }

    async fn is_infected(&self, pieces: Vec<Bytes>) {
        match self.scan(pieces).await {
            Ok(ScanVerdict::Infected { signature }) => assert_eq!(signature, self.signature),
            other => panic!("expected Infected for a signature, got {other:?}"),
        }
    }
}

/// Harmless bytes.
fn harmless(length: usize) -> Bytes {
    let words = b"Nothing but a note about the weather of today. ";
    words.iter().copied().cycle().take(length).collect()
}

/// Splits a file into chunks of one size.
fn cut(file: &Bytes, piece: usize) -> Vec<Bytes> {
    (0..file.len())
        .step_by(piece)
        .map(|at| file.slice(at..file.len().min(at + piece)))
        .collect()
}

fn join(parts: &[&Bytes]) -> Bytes {
    parts.iter().flat_map(|part| part.iter().copied()).collect()
}

#[cfg(test)]
mod tests {
    use super::LAWS;
    use std::collections::BTreeSet;

    #[test]
    fn every_law_is_listed() {
        let sources = [
            include_str!("scanner/broken.rs"),
            include_str!("scanner/concurrency.rs"),
            include_str!("scanner/verdicts.rs"),
        ];
        let listed: BTreeSet<_> = LAWS.iter().map(|law| law.name).collect();
        let written: BTreeSet<_> = sources.into_iter().flat_map(crate::law::written).collect();
        assert_eq!(listed, written);
    }
}
