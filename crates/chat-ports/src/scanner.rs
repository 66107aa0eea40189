//! The malware scanner.

use crate::error::PortError;
use async_trait::async_trait;
use bytes::Bytes;
use futures::stream::BoxStream;

/// Scans files for known malware.
///
/// Only [`ScanVerdict::Clean`] releases a file. Everything else, such as a scanner limit, a broken
/// connection or an unknown answer, is an error rather than a verdict, and the file stays held.
#[async_trait]
pub trait Scanner: Send + Sync + 'static {
    /// Scans a file, given its whole content. The stream is read once, from the start; the scanner
    /// may stop reading as soon as it finds something.
    ///
    /// # Errors
    /// [`PortError::Unavailable`] if there is no verdict, including when `bytes` yields an error.
    async fn scan(
        &self,
        bytes: BoxStream<'static, Result<Bytes, PortError>>,
    ) -> Result<ScanVerdict, PortError>;
}

/// The result of a scan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ScanVerdict {
    /// The whole file was scanned and nothing was found.
    Clean,
    /// The file carries known malware.
    Infected {
        /// The scanner's name for the malware.
        signature: String,
    },
}
