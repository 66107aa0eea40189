//! The malware scanner, as settings.

use crate::{error::StartError, scanning::Scanning};
use chat_clamav::{ClamdAddress, ClamdOptions, ClamdScanner};
use confique::Config;
use std::{num::NonZeroU64, time::Duration};

/// Scanning of uploads for malware. While the scanner is down, uploads are held; they are released
/// automatically later.
#[derive(Clone, Debug, Config)]
#[config(layer_attr(serde(deny_unknown_fields)))]
pub struct ScannerSettings {
    /// Where ClamAV's daemon listens: `127.0.0.1:3310`, or the path of its Unix socket. If unset,
    /// uploads are not scanned.
    #[config(env = "VISIT_CHAT_SCANNER_CLAMD")]
    pub clamd: Option<String>,

    /// Timeout for connecting, in seconds.
    #[config(env = "VISIT_CHAT_SCANNER_CONNECT_SECONDS", default = 5)]
    pub connect_seconds: NonZeroU64,

    /// How many seconds clamd may stall while it reads a file.
    #[config(env = "VISIT_CHAT_SCANNER_IDLE_SECONDS", default = 30)]
    pub idle_seconds: NonZeroU64,

    /// Timeout of a whole scan, in seconds. An upload that takes longer is held.
    #[config(env = "VISIT_CHAT_SCANNER_SCAN_SECONDS", default = 60)]
    pub scan_seconds: NonZeroU64,

    /// Delay before held uploads are scanned again, in seconds.
    #[config(env = "VISIT_CHAT_SCANNER_RETRY_SECONDS", default = 30)]
    pub retry_seconds: NonZeroU64,
}

impl ScannerSettings {
    /// The scanner; `None` if none is configured.
    ///
    /// # Errors
    /// [`StartError::Settings`] for an invalid address.
    pub(crate) fn scanning(&self) -> Result<Option<Scanning>, StartError> {
        let Some(clamd) = &self.clamd else {
            return Ok(None);
        };
        let address: ClamdAddress = clamd
            .parse()
            .map_err(|error| StartError::Settings(format!("scanner.clamd: {error}")))?;
        let seconds = |seconds: NonZeroU64| Duration::from_secs(seconds.get());
        let options = ClamdOptions::default()
            .with_connect(seconds(self.connect_seconds))
            .with_idle(seconds(self.idle_seconds))
            .with_total(seconds(self.scan_seconds));
        Ok(Some(Scanning {
            scanner: ClamdScanner::new(address, options),
            limit: seconds(self.scan_seconds),
            retry: seconds(self.retry_seconds),
        }))
    }
}
