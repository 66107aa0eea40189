//! Uploads on their way.

use crate::{AttachmentKey, PortError, VisitKey};
use async_trait::async_trait;
use chat_domain::{ChatKey, FileRef, PersonId, UploadId};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeSet, fmt};
use time::OffsetDateTime;

/// Keeps what is known of uploads on their way, from the last byte until a message carries the file.
///
/// It is no second truth: what was released is in the visit's log. The ledger says what is still to
/// be done about a file, also after a restart, and what became of it.
///
/// Records are ordered by the time at which they were received, then by their keys. Times are
/// compared to the microsecond, here and in a query's bounds.
#[async_trait]
pub trait UploadLedger: Send + Sync + 'static {
    /// Stores a record, in place of the one of its key if there is one, and answers only when it
    /// would survive a power cut.
    ///
    /// # Errors
    /// [`PortError::Busy`] if too much waits; [`PortError::Unavailable`] when it is unknown whether it
    /// was stored.
    async fn put(&self, record: UploadRecord) -> Result<(), PortError>;

    /// The record of a file.
    ///
    /// # Errors
    /// [`PortError::Unavailable`] or [`PortError::Corrupt`].
    async fn get(&self, key: AttachmentKey) -> Result<Option<UploadRecord>, PortError>;

    /// The record of a person's upload in a visit by the client's id; the newest one in the order, if
    /// several attempts have left theirs.
    ///
    /// # Errors
    /// [`PortError::Unavailable`] or [`PortError::Corrupt`].
    async fn find(
        &self,
        visit: VisitKey,
        person: PersonId,
        upload: UploadId,
    ) -> Result<Option<UploadRecord>, PortError>;

    /// Records of all visits and clinics, in their order, for whoever looks after them.
    ///
    /// # Errors
    /// [`PortError::Unavailable`] or [`PortError::Corrupt`].
    async fn list(&self, query: UploadQuery) -> Result<Vec<UploadRecord>, PortError>;

    /// Removes a record, as durably as [`put`](Self::put). Removing what is not there is no error.
    ///
    /// # Errors
    /// [`PortError::Busy`] if too much waits; [`PortError::Unavailable`] when it is unknown whether it
    /// was removed.
    async fn remove(&self, key: AttachmentKey) -> Result<(), PortError>;
}

/// An upload on its way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UploadRecord {
    /// The file's key.
    pub key: AttachmentKey,
    /// The client's id of the upload, if it gave one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub upload: Option<UploadId>,
    /// Who uploads.
    pub person: PersonId,
    /// The chat for which.
    pub chat: ChatKey,
    /// The file as it was judged and is stored.
    pub file: FileRef,
    /// When its last byte had come.
    #[serde(with = "time::serde::rfc3339")]
    pub received: OffsetDateTime,
    /// How far it has come.
    pub stage: UploadStage,
}

impl UploadRecord {
    /// Its place in the order.
    #[must_use]
    pub const fn cursor(&self) -> UploadCursor {
        UploadCursor {
            received: self.received,
            key: self.key,
        }
    }
}

/// How far an upload has come. `Debug` prints no sentence.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "stage")]
pub enum UploadStage {
    /// The bytes may not be whole in the store yet, or ever, if the process died meanwhile.
    Arriving,
    /// The bytes are whole, and there is no scanner's verdict yet: nobody can use the file.
    Held,
    /// The file is staged in the visit's log, and a message may carry it.
    Released,
    /// The bytes are deleted; what is left is for the uploader to ask why.
    Refused {
        /// A stable code.
        code: String,
        /// A sentence for a person.
        sentence: String,
    },
}

/// An [`UploadStage`] without its content, to be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StageKind {
    /// [`UploadStage::Arriving`].
    Arriving,
    /// [`UploadStage::Held`].
    Held,
    /// [`UploadStage::Released`].
    Released,
    /// [`UploadStage::Refused`].
    Refused,
}

impl StageKind {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Arriving, Self::Held, Self::Released, Self::Refused];
}

impl UploadStage {
    /// Which stage it is.
    #[must_use]
    pub const fn kind(&self) -> StageKind {
        match self {
            Self::Arriving => StageKind::Arriving,
            Self::Held => StageKind::Held,
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

/// Which uploads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UploadQuery {
    /// Only those in one of these stages; `None` for all.
    pub stages: Option<BTreeSet<StageKind>>,
    /// Only those received before this time.
    pub received_before: Option<OffsetDateTime>,
    /// Only those after this one in the order.
    pub after: Option<UploadCursor>,
    /// At most so many.
    pub limit: usize,
}

/// A place in the order of uploads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UploadCursor {
    /// When the upload was received.
    pub received: OffsetDateTime,
    /// The file's key.
    pub key: AttachmentKey,
}

#[cfg(test)]
mod tests;
