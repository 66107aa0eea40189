//! The malware scanner of a running server.

use chat_clamav::ClamdScanner;
use std::time::Duration;

/// How long the scanner is waited for when somebody only wants to know whether it is there.
const LOOK: Duration = Duration::from_secs(2);

/// A scanner, and how it is used.
#[derive(Clone, Debug)]
pub struct Scanning {
    /// The scanner.
    pub(crate) scanner: ClamdScanner,
    /// How long a scan may take.
    pub(crate) limit: Duration,
    /// How often what is held back is scanned again.
    pub(crate) retry: Duration,
}

/// Tells the operator once, at the start, whether uploads are scanned.
pub(crate) async fn tell(scanning: Option<&Scanning>) {
    let Some(Scanning { scanner, .. }) = scanning else {
        tracing::warn!("no malware scanner is set (scanner.clamd): uploads are not scanned");
        return;
    };
    let clamd = scanner.address();
    match tokio::time::timeout(LOOK, scanner.version()).await {
        Ok(Ok(version)) => tracing::info!(%clamd, version, "uploads are scanned for malware"),
        Ok(Err(error)) => {
            tracing::warn!(%clamd, %error, "the malware scanner is down: uploads are held back");
        }
        Err(_) => {
            tracing::warn!(%clamd, "the malware scanner is silent: uploads are held back");
        }
    }
}

/// Whether it answers now.
pub(crate) async fn answers(scanner: &ClamdScanner) -> bool {
    matches!(tokio::time::timeout(LOOK, scanner.ping()).await, Ok(Ok(())))
}
