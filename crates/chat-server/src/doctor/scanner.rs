//! The malware scanner.

use super::finding::{Findings, within};
use crate::settings::Settings;

/// Asks the scanner whether it is there, and for its version.
pub(super) async fn check(settings: &Settings, findings: &mut Findings) {
    let Ok(scanning) = settings.scanner.scanning() else {
        return; // reported already
    };
    let Some(scanning) = scanning else {
        return findings.warning(
            "scanner",
            "uploads are not scanned for malware",
            "set scanner.clamd",
        );
    };
    let scanner = scanning.scanner;
    let asked = within(async {
        scanner.ping().await?;
        scanner.version().await
    });
    let asked = asked.await;
    let address = scanner.address();
    match asked {
        Ok(version) => findings.ok("scanner", &format!("{version} at {address}")),
        Err(error) => findings.failed(
            "scanner",
            &format!("{address}: {error}"),
            "start clamd, or correct scanner.clamd; uploads are held until then",
        ),
    }
}
