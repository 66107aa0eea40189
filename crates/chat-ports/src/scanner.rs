//! Known malware.

use crate::PortError;
use async_trait::async_trait;
use bytes::Bytes;
use futures::stream::BoxStream;

/// Tells whether bytes carry known malware.
///
/// A file is let through on [`ScanVerdict::Clean`] alone. Whatever else happens, such as a limit of
/// the scanner's, a connection that breaks or an answer that is not understood, is no verdict, and
/// the file is held back.
#[async_trait]
pub trait Scanner: Send + Sync + 'static {
    /// Scans a file, whose whole content `bytes` are. They are read once, from the beginning, and
    /// need not be read to their end to find something.
    ///
    /// # Errors
    /// [`PortError::Unavailable`]: there is no verdict, also because `bytes` ended with an error.
    async fn scan(
        &self,
        bytes: BoxStream<'static, Result<Bytes, PortError>>,
    ) -> Result<ScanVerdict, PortError>;
}

/// What a scan came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ScanVerdict {
    /// The whole file was scanned, and nothing is known about it.
    Clean,
    /// It carries something known.
    Infected {
        /// What the scanner calls it.
        signature: String,
    },
}
