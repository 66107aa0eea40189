//! A checkpoint and its signed statement.

use super::error::CheckpointError;
use crate::{head::Head, merkle};
use chat_domain::chat::Sha256;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// Version of the file format.
pub(super) const VERSION: u32 = 1;

/// The heads of all logs at one moment.
///
/// Invariant: always consistent (built from heads, or verified on read).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    pub(super) statement: Statement,
    pub(super) heads: Vec<Head>,
}

/// The signed part of a checkpoint. The root binds the heads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Statement {
    #[serde(rename = "visit_chat_checkpoint")]
    version: u32,
    /// When the checkpoint was taken, by the clock of that machine.
    #[serde(with = "time::serde::rfc3339")]
    pub taken_at: OffsetDateTime,
    /// The number of visits.
    pub visits: u64,
    /// The number of entries across all visits.
    pub entries: u64,
    /// The root of the Merkle tree over the heads, in the order of clinic and visit.
    pub root: Sha256,
}

impl Checkpoint {
    /// Builds a checkpoint from heads.
    ///
    /// # Errors
    /// [`CheckpointError::HeadsOutOfOrder`] unless the heads are ordered by clinic and visit,
    /// without duplicates.
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

    /// The signed statement.
    #[must_use]
    pub const fn statement(&self) -> &Statement {
        &self.statement
    }

    /// The heads, ordered by clinic and visit, without duplicates.
    #[must_use]
    pub fn heads(&self) -> &[Head] {
        &self.heads
    }
}
