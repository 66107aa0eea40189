//! Scanning stored files for malware.

use crate::{
    meters::METERS,
    settings::{Ports, UploadSettings},
};
use chat_ports::{AttachmentKey, AttachmentStore, PortError, ScanVerdict, Scanner};
use std::{
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::sync::Semaphore;

/// The scanner, with limits on time and on concurrent scans.
pub(super) struct Scans {
    scanner: Option<Arc<dyn Scanner>>,
    files: Arc<dyn AttachmentStore>,
    /// The wait for a turn included.
    timeout: Duration,
    turns: Semaphore,
}

impl Scans {
    pub(super) fn new(ports: &Ports, settings: &UploadSettings) -> Self {
        let at_once = settings.scans_at_once.clamp(1, Semaphore::MAX_PERMITS);
        Self {
            scanner: ports.scanner.clone(),
            files: Arc::clone(&ports.files),
            timeout: settings.scan_timeout,
            turns: Semaphore::new(at_once),
        }
    }

    /// Scans a file as stored; `None` without a verdict. A timeout is not a verdict. Without a scanner,
    /// every file counts as clean.
    pub(super) async fn scan(&self, key: AttachmentKey) -> Option<ScanVerdict> {
        let Some(scanner) = &self.scanner else {
            return Some(ScanVerdict::Clean);
        };
        let begun = Instant::now();
        let asked = tokio::time::timeout(self.timeout, self.ask(scanner.as_ref(), key)).await;
        METERS.scan_seconds.record(begun.elapsed());
        match asked.map_err(PortError::unavailable).flatten() {
            Ok(ScanVerdict::Clean) => {
                METERS.scans.add("clean");
                Some(ScanVerdict::Clean)
            }
            Ok(ScanVerdict::Infected { signature }) => {
                METERS.scans.add("infected");
                tracing::warn!(signature, "an upload carries malware");
                Some(ScanVerdict::Infected { signature })
            }
            Err(error) => {
                METERS.scans.add("none");
                tracing::warn!(%error, "an upload can't be scanned and is held");
                None
            }
        }
    }

    async fn ask(
        &self,
        scanner: &dyn Scanner,
        key: AttachmentKey,
    ) -> Result<ScanVerdict, PortError> {
        let turn = self.turns.acquire().await;
        let _turn = turn.map_err(PortError::unavailable)?;
        let stored = self.files.read(key, None).await?;
        scanner.scan(stored.chunks).await
    }
}
