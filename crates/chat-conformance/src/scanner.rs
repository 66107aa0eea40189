//! The laws of a [`Scanner`].
//!
//! Whether something is malware is the scanner's own business, so these laws take [`Scanned`]: a
//! scanner, and bytes that it knows.

pub mod broken;
pub mod concurrency;
pub mod verdicts;

use crate::{Law, law::laws};
use bytes::Bytes;
use chat_ports::{PortError, ScanVerdict, Scanner};
use futures::{StreamExt, stream};
use std::{fmt, sync::Arc};

/// All laws.
pub const LAWS: &[Law<Scanned>] = laws!(Scanned:
    verdicts:
        a_harmless_file_is_clean,
        a_known_signature_is_found_however_it_is_cut,
        a_known_signature_is_found_wherever_it_stands,
        an_empty_piece_does_not_end_the_file;
    broken:
        a_file_that_breaks_is_no_verdict,
        a_file_that_breaks_behind_a_signature_is_not_clean,
        a_scan_that_is_given_up_disturbs_no_other;
    concurrency:
        scans_at_once_do_not_disturb_each_other;
);

/// A scanner, and what it knows.
pub struct Scanned {
    /// The scanner.
    pub scanner: Arc<dyn Scanner>,
    /// Bytes in which it finds something, also among others, between 8 bytes and 4 KiB. Less than all
    /// of them is harmless.
    pub infected: Bytes,
    /// What it calls them.
    pub signature: String,
}

impl fmt::Debug for Scanned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scanned").finish_non_exhaustive()
    }
}

impl Scanned {
    /// Scans a file that comes in these pieces.
    async fn scan(&self, pieces: Vec<Bytes>) -> Result<ScanVerdict, PortError> {
        let pieces = stream::iter(pieces.into_iter().map(Ok)).boxed();
        self.scanner.scan(pieces).await
    }

    async fn is_clean(&self, pieces: Vec<Bytes>) {
        match self.scan(pieces).await {
            Ok(ScanVerdict::Clean) => {}
            other => panic!("a harmless file was answered with {other:?}"),
        }
    }

    async fn is_infected(&self, pieces: Vec<Bytes>) {
        match self.scan(pieces).await {
            Ok(ScanVerdict::Infected { signature }) => assert_eq!(signature, self.signature),
            other => panic!("a signature was answered with {other:?}"),
        }
    }
}

/// Harmless bytes in which no signature is.
fn harmless(length: usize) -> Bytes {
    let words = b"Nothing but a note about the weather of today. ";
    words.iter().copied().cycle().take(length).collect()
}

/// A file in pieces of one size.
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
