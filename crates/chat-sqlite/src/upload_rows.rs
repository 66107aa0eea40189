//! The row of an upload, encoded on the caller's thread to keep the writer fast.

use crate::rows::{key, micros};
use chat_ports::{AttachmentKey, PortError, StageKind, UploadRecord};
use rusqlite::{Row, types::ValueRef};

/// A change to the ledger.
pub(crate) enum UploadChange {
    Put(UploadRow),
    Remove([[u8; 16]; 3]),
}

pub(crate) struct UploadRow {
    pub(crate) key: [[u8; 16]; 3],
    pub(crate) person: [u8; 16],
    pub(crate) upload: Option<[u8; 16]>,
    pub(crate) received: i64,
    pub(crate) stage: &'static str,
    pub(crate) json: String,
}

impl UploadChange {
    /// Approximate heap size in bytes.
    pub(crate) fn bytes(&self) -> usize {
        match self {
            Self::Put(row) => row.json.len(),
            Self::Remove(_) => 0,
        }
    }
}

impl UploadRow {
    pub(crate) fn of(record: &UploadRecord) -> Result<Self, PortError> {
        Ok(Self {
            json: serde_json::to_string(record)
                .map_err(|_| PortError::Invalid("the upload has no stored form"))?,
            ..Self::columns(record)
        })
    }

    /// The columns derived from the record.
    fn columns(record: &UploadRecord) -> Self {
        Self {
            key: attachment_key(&record.key),
            person: record.person.uuid().into_bytes(),
            upload: record.upload.map(|upload| upload.uuid().into_bytes()),
            received: micros(record.received),
            stage: stage_name(record.stage.kind()),
            json: String::new(),
        }
    }
}

/// A file's key.
pub(crate) fn attachment_key(attachment: &AttachmentKey) -> [[u8; 16]; 3] {
    let [clinic, visit] = key(&attachment.visit);
    [clinic, visit, attachment.attachment.uuid().into_bytes()]
}

/// The stage's name in the database; stable even if the port's enum is renamed.
pub(crate) const fn stage_name(stage: StageKind) -> &'static str {
    match stage {
        StageKind::Arriving => "arriving",
        StageKind::Held => "held",
        StageKind::Released => "released",
        StageKind::Refused => "refused",
    }
}

/// The columns that [`record_of`] and [`disagrees`] read, in their order.
pub(crate) const COLUMNS: &str =
    "record, clinic, visit, attachment, person, upload, received, stage";

/// Reads a stored record, which must agree with its row.
pub(crate) fn record_of(row: &Row<'_>) -> Result<UploadRecord, PortError> {
    match read(row) {
        Some(record) if !disagrees(row, &record) => Ok(record),
        Some(_) => Err(PortError::corrupt("an upload's row disagrees with it")),
        // The parser's message may quote content.
        None => Err(PortError::corrupt("an upload can't be read")),
    }
}

/// The record of a row; `None` if it can't be read.
pub(crate) fn read(row: &Row<'_>) -> Option<UploadRecord> {
    let json = row.get_ref(0).ok()?;
    serde_json::from_str(json.as_str().ok()?).ok()
}

/// Whether a row's columns differ from its record.
pub(crate) fn disagrees(row: &Row<'_>, record: &UploadRecord) -> bool {
    let wanted = UploadRow::columns(record);
    let [clinic, visit, attachment] = &wanted.key;
    let upload = wanted.upload.as_ref();
    let wanted = [
        ValueRef::Blob(clinic),
        ValueRef::Blob(visit),
        ValueRef::Blob(attachment),
        ValueRef::Blob(&wanted.person),
        upload.map_or(ValueRef::Null, |upload| ValueRef::Blob(upload)),
        ValueRef::Integer(wanted.received),
        ValueRef::Text(wanted.stage.as_bytes()),
    ];
    let mut columns = (1..).zip(wanted);
    columns.any(|(column, wanted)| row.get_ref(column).ok() != Some(wanted))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stages_have_different_names() {
        let names: std::collections::BTreeSet<_> = StageKind::ALL.map(stage_name).into();
        assert_eq!(names.len(), StageKind::ALL.len());
    }
}
