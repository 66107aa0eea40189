//! Uploads in progress.

use crate::{attachment_store::AttachmentKey, error::PortError, visit_key::VisitKey};
use async_trait::async_trait;
use chat_domain::{ChatKey, FileRef, PersonId, UploadId};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeSet, fmt};
use time::OffsetDateTime;

/// Tracks each upload from its last byte until a message carries the file.
///
/// The visit's log stays the source of truth for released files. The ledger records the work that
/// remains for a file, across restarts, and the outcome.
///
/// Records are ordered by the time they were received, then by key. Times, including a query's
/// bounds, are compared at microsecond precision.
#[async_trait]
pub trait UploadLedger: Send + Sync + 'static {
    /// Stores a record if the one with the same key is at the expected stage, and replaces that one; `None` expects that there is
    /// none. Compared and stored in one step, so of several nodes that move a record from one stage, one succeeds. Returns once the
    /// record would survive a power loss.
    ///
    /// # Errors
    /// [`PortError::StageConflict`] if the record is at another stage: nothing was stored. [`PortError::Busy`] if the queue is full;
    /// [`PortError::Unavailable`] if it is unknown whether the record was stored.
    async fn put(&self, record: UploadRecord, expected: Option<StageKind>)
    -> Result<(), PortError>;

    /// The record of a file.
    ///
    /// # Errors
    /// [`PortError::Unavailable`] or [`PortError::Corrupt`].
    async fn get(&self, key: AttachmentKey) -> Result<Option<UploadRecord>, PortError>;

    /// The record of a person's upload in a visit, by the client's upload id. The newest record
    /// wins if several attempts left one.
    ///
    /// # Errors
    /// [`PortError::Unavailable`] or [`PortError::Corrupt`].
    async fn find(
        &self,
        visit: VisitKey,
        person: PersonId,
        upload: UploadId,
    ) -> Result<Option<UploadRecord>, PortError>;

    /// Records across all visits and clinics, in order.
    ///
    /// # Errors
    /// [`PortError::Unavailable`] or [`PortError::Corrupt`].
    async fn list(&self, query: UploadQuery) -> Result<Vec<UploadRecord>, PortError>;

    /// The number of records at a stage, across all visits and clinics.
    ///
    /// # Errors
    /// [`PortError::Unavailable`].
    async fn count(&self, stage: StageKind) -> Result<usize, PortError>;

    /// Removes a record, as durably as [`put`](Self::put). Idempotent.
    ///
    /// # Errors
    /// [`PortError::Busy`] if the queue is full; [`PortError::Unavailable`] if it is unknown whether
    /// the record was removed.
    async fn remove(&self, key: AttachmentKey) -> Result<(), PortError>;

    /// Whether records can be read and changes become durable. May take as long as a write, so use a timeout.
    ///
    /// # Errors
    /// [`PortError::Unavailable`] or [`PortError::Corrupt`].
    async fn check(&self) -> Result<(), PortError>;
}

/// An upload in progress.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UploadRecord {
    /// The file's key.
    pub key: AttachmentKey,
    /// The client's upload id, if it sent one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub upload: Option<UploadId>,
    /// The uploader.
    pub person: PersonId,
    /// The chat that the file is for.
    pub chat: ChatKey,
    /// The file as validated and stored.
    pub file: FileRef,
    /// When its last byte was received.
    #[serde(with = "time::serde::rfc3339")]
    pub received: OffsetDateTime,
    /// The stage it has reached.
    pub stage: UploadStage,
}

impl UploadRecord {
    /// Its position in the order.
    #[must_use]
    pub const fn cursor(&self) -> UploadCursor {
        UploadCursor {
            received: self.received,
            key: self.key,
        }
    }
}

/// The stage of an upload. `Debug` omits the sentence.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "stage")]
pub enum UploadStage {
    /// The bytes may be incomplete in the store, permanently so if the process died while storing
    /// them.
    Arriving,
    /// The bytes are complete but not yet scanned. The file can't be used.
    Held,
    /// The bytes are complete and clean, and one node or several are staging the file in the visit's log. Only the log decides
    /// whether the bytes may still be deleted.
    Releasing,
    /// The file is staged in the visit's log; a message may carry it.
    Released,
    /// The bytes are deleted. The record stays so that the uploader can learn why.
    Refused {
        /// A stable code.
        code: String,
        /// A sentence to show to a person.
        sentence: String,
    },
}

/// An [`UploadStage`] without its data, for queries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StageKind {
    /// [`UploadStage::Arriving`].
    Arriving,
    /// [`UploadStage::Held`].
    Held,
    /// [`UploadStage::Releasing`].
    Releasing,
    /// [`UploadStage::Released`].
    Released,
    /// [`UploadStage::Refused`].
    Refused,
}

impl StageKind {
    /// All stages.
    pub const ALL: [Self; 5] = [
        Self::Arriving,
        Self::Held,
        Self::Releasing,
        Self::Released,
        Self::Refused,
    ];
}

impl UploadStage {
    /// The stage without its data.
    #[must_use]
    pub const fn kind(&self) -> StageKind {
        match self {
            Self::Arriving => StageKind::Arriving,
            Self::Held => StageKind::Held,
            Self::Releasing => StageKind::Releasing,
            Self::Released => StageKind::Released,
            Self::Refused { .. } => StageKind::Refused,
        }
    }
}

impl fmt::Debug for UploadStage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused { code, .. } => {
                let mut refused = f.debug_struct("Refused");
                refused.field("code", code).finish_non_exhaustive()
            }
            stage => stage.kind().fmt(f),
        }
    }
}

/// A query for uploads. All filters must match.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UploadQuery {
    /// Only uploads in one of these stages; `None` means any stage.
    pub stages: Option<BTreeSet<StageKind>>,
    /// Only uploads received before this time.
    pub received_before: Option<OffsetDateTime>,
    /// Only uploads after this position.
    pub after: Option<UploadCursor>,
    /// Maximum number of records.
    pub limit: usize,
}

/// A position in the order of uploads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UploadCursor {
    /// When the upload was received.
    pub received: OffsetDateTime,
    /// The file's key.
    pub key: AttachmentKey,
}

#[cfg(test)]
mod tests;
