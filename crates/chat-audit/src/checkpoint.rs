//! Signed statements of where all logs stood.

mod error;
mod inclusion;
mod read;
mod write;

pub use error::CheckpointError;
pub use inclusion::Inclusion;

use crate::{head::Head, merkle};
use chat_domain::chat::Sha256;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// The version of the file's form.
const VERSION: u32 = 1;

/// Where all logs stood at one moment.
///
/// There is none of it that is not consistent: it is made of heads, or read with its signature and
/// its root checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    statement: Statement,
    heads: Vec<Head>,
}

/// What is signed of a checkpoint: the heads are bound by the root.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Statement {
    #[serde(rename = "visit_chat_checkpoint")]
    version: u32,
    /// When it was taken, by the clock of the machine that took it.
    #[serde(with = "time::serde::rfc3339")]
    pub taken_at: OffsetDateTime,
    /// How many visits there were.
    pub visits: u64,
    /// How many entries they had together.
    pub entries: u64,
    /// The root of the Merkle tree over the heads, in the order of clinic and visit.
    pub root: Sha256,
}

impl Checkpoint {
    /// The checkpoint of these heads.
    ///
    /// # Errors
    /// [`CheckpointError::HeadsOutOfOrder`] unless they are ordered by clinic and visit, each once.
    pub fn new(taken_at: OffsetDateTime, heads: Vec<Head>) -> Result<Self, CheckpointError> {
        if !heads.is_sorted_by(|one, next| one.visit < next.visit) {
            return Err(CheckpointError::HeadsOutOfOrder);
        }
        let leaves: Vec<_> = heads.iter().map(Head::leaf).collect();
        let statement = Statement {
            version: VERSION,
            taken_at,
            visits: heads.len() as u64,
            entries: heads
                .iter()
                .fold(0, |sum: u64, head| sum.saturating_add(head.version.0)),
            root: Sha256(merkle::root(&leaves)),
        };
        Ok(Self { statement, heads })
    }

    /// What it states.
    #[must_use]
    pub const fn statement(&self) -> &Statement {
        &self.statement
    }

    /// The heads, ordered by clinic and visit, each visit once.
    #[must_use]
    pub fn heads(&self) -> &[Head] {
        &self.heads
    }
}

/// The file's second line.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SignatureLine {
    public_key: String,
    signature: String,
}

/// A line of a head.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct HeadLine {
    clinic: chat_domain::ClinicId,
    visit: chat_domain::VisitId,
    version: u64,
    hash: Sha256,
}

#[cfg(test)]
mod tests;
