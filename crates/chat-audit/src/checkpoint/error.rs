//! Checkpoint errors.

use std::io;
use thiserror::Error;

/// The reason why a checkpoint can't be built, written or trusted.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum CheckpointError {
    /// The file can't be read or written.
    #[error("the checkpoint can't be read or written")]
    Io(#[from] io::Error),
    /// A line is not exactly as this program writes it.
    #[error("line {line} of the checkpoint was changed or damaged")]
    Malformed {
        /// The line number, starting at 1.
        line: u64,
    },
    /// The file was written by a newer program.
    #[error("the checkpoint has version {found}; this program reads version 1")]
    Newer {
        /// The version found.
        found: u32,
    },
    /// The file names a different public key than the given one.
    #[error("the checkpoint was signed with another key")]
    OtherKey,
    /// The signature does not verify under the key.
    #[error("the checkpoint's signature is wrong")]
    WrongSignature,
    /// The heads do not match the signed root.
    #[error("the checkpoint's heads are not those that were signed")]
    OtherHeads,
    /// The heads are not ordered by clinic and visit, or contain duplicates.
    #[error("the heads are not in order")]
    HeadsOutOfOrder,
}
