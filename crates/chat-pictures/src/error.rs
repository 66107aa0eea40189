//! Errors of stripping and of thumbnails.

use std::io;

use chat_formats::Fault;

/// Failure to strip a picture or make a thumbnail. Output written before the failure must be discarded.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PictureError {
    /// The picture violates its format. The text gives details for a log.
    #[error("the picture is damaged: {0}")]
    Malformed(&'static str),
    /// The picture is of a variant that can't be decoded.
    #[error("the picture is of an unsupported kind: {0}")]
    Unsupported(&'static str),
    /// Decoding it would take more memory or time than the limits allow.
    #[error("the picture is too large")]
    TooLarge,
    /// The reader or the writer failed.
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// Result of reading a picture.
pub(crate) type Step<T> = Result<T, PictureError>;

impl From<Fault> for PictureError {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Io(error) => Self::Io(error),
            Fault::Damaged(what) => Self::Malformed(what),
            Fault::TooComplex => Self::TooLarge,
            // Steps wait for more data only if the file is still arriving.
            Fault::NotYet => Self::Io(io::Error::other("a complete file is still arriving")),
        }
    }
}
