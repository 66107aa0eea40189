//! The malware scanner, as settings.

use crate::{error::StartError, scanning::Scanning};
use chat_clamav::{ClamdAddress, ClamdOptions, ClamdScanner};
use confique::Config;
use std::{num::NonZeroU64, time::Duration};

/// Whether uploads are scanned for malware, and how long that may take. While the scanner is down,
/// uploads are held back; they are released by themselves later.
#[derive(Clone, Debug, Config)]
#[config(layer_attr(serde(deny_unknown_fields)))]
pub struct ScannerSettings {
    /// Where ClamAV's daemon listens: `127.0.0.1:3310`, or the path of its Unix socket. Without it
    /// nothing is scanned.
    #[config(env = "VISIT_CHAT_SCANNER_CLAMD")]
    pub clamd: Option<String>,

    /// How many seconds connecting may take.
    #[config(env = "VISIT_CHAT_SCANNER_CONNECT_SECONDS", default = 5)]
    pub connect_seconds: NonZeroU64,

    /// How many seconds clamd may stand still while it takes a file in.
    #[config(env = "VISIT_CHAT_SCANNER_IDLE_SECONDS", default = 30)]
    pub idle_seconds: NonZeroU64,

    /// How many seconds a scan may take in all. An upload that is scanned for longer is held back.
    #[config(env = "VISIT_CHAT_SCANNER_SCAN_SECONDS", default = 60)]
    pub scan_seconds: NonZeroU64,

    /// After how many seconds uploads that are held back are scanned again.
    #[config(env = "VISIT_CHAT_SCANNER_RETRY_SECONDS", default = 30)]
    pub retry_seconds: NonZeroU64,
}

impl ScannerSettings {
    /// The scanner; `None` if the operator chose none.
    ///
    /// # Errors
    /// [`StartError::Settings`] for an address that is none.
    pub(crate) fn scanning(&self) -> Result<Option<Scanning>, StartError> {
        let Some(clamd) = &self.clamd else {
            return Ok(None);
        };
        let address: ClamdAddress = clamd
            .parse()
            .map_err(|error| StartError::Settings(format!("scanner.clamd: {error}")))?;
        let seconds = |seconds: NonZeroU64| Duration::from_secs(seconds.get());
        let options = ClamdOptions {
            connect: seconds(self.connect_seconds),
            idle: seconds(self.idle_seconds),
            total: seconds(self.scan_seconds),
            ..ClamdOptions::default()
        };
        Ok(Some(Scanning {
            scanner: ClamdScanner::new(address, options),
            limit: seconds(self.scan_seconds),
            retry: seconds(self.retry_seconds),
        }))
    }
}
