//! Scanning stored files for malware.

use crate::settings::{Ports, UploadSettings};
use chat_ports::{AttachmentKey, AttachmentStore, PortError, ScanVerdict, Scanner};
use std::{sync::Arc, time::Duration};
use tokio::sync::Semaphore;

/// The result of a scan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scanned {
    /// No malware, or no scanner.
    Clean,
    /// Malware.
    Infected,
    /// No verdict: the file is held.
    Unknown,
}

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

    /// Scans a file as stored. A timeout is not a verdict. Without a scanner, every file counts as
    /// clean.
    pub(super) async fn scan(&self, key: AttachmentKey) -> Scanned {
        let Some(scanner) = &self.scanner else {
            return Scanned::Clean;
        };
        match tokio::time::timeout(self.timeout, self.ask(scanner.as_ref(), key)).await {
            Ok(Ok(ScanVerdict::Clean)) => Scanned::Clean,
            Ok(Ok(ScanVerdict::Infected { signature })) => {
                tracing::warn!(signature, "an upload carries malware");
                Scanned::Infected
            }
            Ok(Err(error)) => {
                tracing::warn!(%error, "an upload can't be scanned and is held");
                Scanned::Unknown
            }
            Err(_) => {
                tracing::warn!("a scan timed out; the upload is held");
                Scanned::Unknown
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
