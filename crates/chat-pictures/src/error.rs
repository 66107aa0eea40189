//! Why there is no picture.

use std::io;

use chat_formats::Fault;

/// Why a picture could not be stripped or made small. What was written before is to be thrown away.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PictureError {
    /// It is not what its format demands. The text says what is wrong, for a log.
    #[error("the picture is damaged: {0}")]
    Malformed(&'static str),
    /// It is of a variant that is not decoded.
    #[error("the picture is of an unsupported kind: {0}")]
    Unsupported(&'static str),
    /// Decoding it would take more memory or time than the limits allow.
    #[error("the picture is too large")]
    TooLarge,
    /// The reader or the writer failed.
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// The answer of everything that reads a picture.
pub(crate) type Step<T> = Result<T, PictureError>;

impl From<Fault> for PictureError {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Io(error) => Self::Io(error),
            Fault::Damaged(what) => Self::Malformed(what),
            Fault::TooComplex => Self::TooLarge,
            // Only a file that is still arriving has steps that must wait.
            Fault::NotYet => Self::Io(io::Error::other("a whole file that goes on")),
        }
    }
}
