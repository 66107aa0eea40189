//! The malware scanner of a running server.

use crate::health::Dependency;
use chat_app::UploadSettings;
use chat_clamav::ClamdScanner;
use std::time::Duration;

/// Timeout of a check whether the scanner responds.
const CHECK_TIMEOUT: Duration = Duration::from_secs(2);

/// A scanner and its settings.
#[derive(Clone, Debug)]
pub struct Scanning {
    /// The scanner.
    pub(crate) scanner: ClamdScanner,
    /// Timeout of a scan.
    pub(crate) limit: Duration,
    /// How often held files are scanned again.
    pub(crate) retry: Duration,
}

impl Scanning {
    /// The settings of uploads with this scanner.
    pub(crate) fn uploads(&self) -> UploadSettings {
        UploadSettings::default()
            .with_scan_timeout(self.limit)
            .with_upkeep_every(self.retry)
    }
}

/// Logs once, at the start, whether uploads are scanned.
pub(crate) async fn log_status(scanning: Option<&Scanning>) {
    let Some(Scanning { scanner, .. }) = scanning else {
        tracing::warn!("no malware scanner is configured (scanner.clamd): uploads are not scanned");
        return;
    };
    let clamd = scanner.address();
    match tokio::time::timeout(CHECK_TIMEOUT, scanner.version()).await {
        Ok(Ok(version)) => tracing::info!(%clamd, version, "uploads are scanned for malware"),
        Ok(Err(error)) => {
            tracing::warn!(%clamd, %error, "the malware scanner is unavailable: uploads are held");
        }
        Err(_) => {
            tracing::warn!(%clamd, "the malware scanner does not respond: uploads are held");
        }
    }
}

/// The scanner, for `/readyz`. While it is down, uploads are held.
pub(crate) fn watched(scanner: ClamdScanner) -> Dependency {
    Dependency::minor("scanner", Duration::ZERO, move || {
        let scanner = scanner.clone();
        async move { scanner.ping().await }
    })
}
