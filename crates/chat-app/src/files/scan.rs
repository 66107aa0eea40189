//! Whether a stored file carries malware.

use crate::service::ChatService;
use chat_ports::{AttachmentKey, PortError, ScanVerdict, Scanner};

/// What is known of a stored file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scanned {
    /// Nothing is against it.
    Clean,
    /// It carries malware.
    Infected,
    /// Nothing yet: it is held back.
    Unknown,
}

impl ChatService {
    /// Scans a file as it is stored. Whatever is not an answer in time is no verdict. Where the
    /// operator chose no scanner, nothing is against any file.
    pub(super) async fn scan(&self, key: AttachmentKey) -> Scanned {
        let Some(scanner) = &self.inner.ports.scanner else {
            return Scanned::Clean;
        };
        let limit = self.inner.settings.uploads.scan_timeout; // waiting for its turn included
        match tokio::time::timeout(limit, self.ask(scanner.as_ref(), key)).await {
            Ok(Ok(ScanVerdict::Clean)) => Scanned::Clean,
            Ok(Ok(ScanVerdict::Infected { signature })) => {
                tracing::warn!(signature, "an upload carries malware");
                Scanned::Infected
            }
            Ok(Err(error)) => {
                tracing::warn!(%error, "an upload can't be scanned and is held back");
                Scanned::Unknown
            }
            Err(_) => {
                tracing::warn!("the scanner takes too long; an upload is held back");
                Scanned::Unknown
            }
        }
    }

    async fn ask(
        &self,
        scanner: &dyn Scanner,
        key: AttachmentKey,
    ) -> Result<ScanVerdict, PortError> {
        let turn = self.inner.scans.acquire().await;
        let _turn = turn.map_err(PortError::unavailable)?;
        let stored = self.inner.ports.files.read(key, None).await?;
        scanner.scan(stored.chunks).await
    }
}
