//! The row of an upload, encoded on the caller's task to keep the writer fast.

use crate::{AttachmentKey, PortError, StageKind, UploadRecord, sql::micros};
use chat_domain::{PersonId, UploadId};
use std::fmt;

/// The row of an upload.
#[derive(Clone, PartialEq, Eq)]
pub struct UploadRow {
    /// The file's key.
    pub key: AttachmentKey,
    /// The uploader.
    pub person: PersonId,
    /// The client's upload id, if it sent one.
    pub upload: Option<UploadId>,
    /// When the last byte was received, in [`micros`].
    pub received: i64,
    /// The [name](stage_name) of the stage.
    pub stage: &'static str,
    /// The record as JSON.
    pub json: String,
}

impl UploadRow {
    /// The row of a record.
    ///
    /// # Errors
    /// [`PortError::Invalid`] if it has no stored form.
    pub fn of(record: &UploadRecord) -> Result<Self, PortError> {
        Ok(Self {
            json: serde_json::to_string(record)
                .map_err(|_| PortError::Invalid("the upload has no stored form"))?,
            ..Self::derived(record)
        })
    }

    /// The row without the JSON, to compare stored columns with.
    #[must_use]
    pub fn derived(record: &UploadRecord) -> Self {
        Self {
            key: record.key,
            person: record.person,
            upload: record.upload,
            received: micros(record.received),
            stage: stage_name(record.stage.kind()),
            json: String::new(),
        }
    }
}

/// Without content.
impl fmt::Debug for UploadRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UploadRow")
            .field("key", &self.key)
            .field("stage", &self.stage)
            .finish_non_exhaustive()
    }
}

/// The stage's name in the database; stable even if the port's enum is renamed.
#[must_use]
pub const fn stage_name(stage: StageKind) -> &'static str {
    match stage {
        StageKind::Arriving => "arriving",
        StageKind::Held => "held",
        StageKind::Releasing => "releasing",
        StageKind::Released => "released",
        StageKind::Refused => "refused",
    }
}

/// The stage with this name in the database; `None` if no stage has it.
#[must_use]
pub fn stage_of(name: &str) -> Option<StageKind> {
    let mut all = StageKind::ALL.into_iter();
    all.find(|stage| stage_name(*stage) == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stages_have_different_names() {
        let names: std::collections::BTreeSet<_> = StageKind::ALL.map(stage_name).into();
        assert_eq!(names.len(), StageKind::ALL.len());
        for stage in StageKind::ALL {
            assert_eq!(stage_of(stage_name(stage)), Some(stage));
        }
        assert_eq!(stage_of("elsewhere"), None);
    }
}
