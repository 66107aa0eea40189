//! Rows of uploads as SQLite holds them.

use crate::rows::key;
use chat_ports::{AttachmentKey, PortError, StageKind, UploadRecord, sql::UploadRow};
use rusqlite::{Row, types::ValueRef};

/// A change to the ledger.
pub(crate) enum UploadChange {
    /// If the record is at that stage; `None` if there is none.
    Put(UploadRow, Option<StageKind>),
    Remove(AttachmentKey),
}

impl UploadChange {
    /// Approximate heap size in bytes.
    pub(crate) fn bytes(&self) -> usize {
        match self {
            Self::Put(row, _) => row.json.len(),
            Self::Remove(_) => 0,
        }
    }
}

/// A file's key.
pub(crate) fn attachment_key(attachment: &AttachmentKey) -> [[u8; 16]; 3] {
    let [clinic, visit] = key(&attachment.visit);
    [clinic, visit, attachment.attachment.uuid().into_bytes()]
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
    let wanted = UploadRow::derived(record);
    let [clinic, visit, attachment] = attachment_key(&wanted.key);
    let person = wanted.person.uuid().into_bytes();
    let upload = wanted.upload.map(|upload| upload.uuid().into_bytes());
    let wanted = [
        ValueRef::Blob(&clinic),
        ValueRef::Blob(&visit),
        ValueRef::Blob(&attachment),
        ValueRef::Blob(&person),
        upload
            .as_ref()
            .map_or(ValueRef::Null, |upload| ValueRef::Blob(upload)),
        ValueRef::Integer(wanted.received),
        ValueRef::Text(wanted.stage.as_bytes()),
    ];
    let mut columns = (1..).zip(wanted);
    columns.any(|(column, wanted)| row.get_ref(column).ok() != Some(wanted))
}
