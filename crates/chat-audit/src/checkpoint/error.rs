//! Why a checkpoint is not taken at its word.

use std::io;
use thiserror::Error;

/// Why a checkpoint can't be made, written or believed.
#[derive(Debug, Error)]
pub enum CheckpointError {
    /// The file can't be read or written.
    #[error("the checkpoint can't be read or written")]
    Io(#[from] io::Error),
    /// A line is not exactly as this program writes it.
    #[error("line {line} of the checkpoint is not what was written")]
    Malformed {
        /// Which, from 1 on.
        line: u64,
    },
    /// A newer program wrote it.
    #[error("the checkpoint has version {found}; this program reads version 1")]
    Newer {
        /// The version found.
        found: u32,
    },
    /// It names another public key than the one given.
    #[error("the checkpoint was signed with another key")]
    OtherKey,
    /// The signature is not the key's.
    #[error("the checkpoint's signature is wrong")]
    WrongSignature,
    /// The heads are not those that were signed.
    #[error("the checkpoint's heads are not those that were signed")]
    OtherHeads,
    /// The heads are not ordered by clinic and visit, each once.
    #[error("the heads are not in order")]
    HeadsOutOfOrder,
}
