//! How many transcripts are made at the same time.

use std::sync::Arc;
use tokio::sync::Semaphore;

/// The most transcripts that are made at the same time. Others wait.
pub const MAX_TRANSCRIPTS: usize = 2;

/// The transcripts that are being made.
pub(crate) struct Transcripts(pub(crate) Arc<Semaphore>);

impl Default for Transcripts {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(MAX_TRANSCRIPTS)))
    }
}
