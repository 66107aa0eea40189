//! The writer's statements about uploads.

use crate::upload_rows::{UploadChange, attachment_key};
use chat_ports::sql::UploadRow;
use rusqlite::{Connection, params};

/// Writes a change to the ledger in the open transaction.
pub(super) fn change(connection: &Connection, change: &UploadChange) -> rusqlite::Result<()> {
    match change {
        UploadChange::Put(row) => put(connection, row),
        UploadChange::Remove(key) => {
            let delete = "DELETE FROM upload WHERE clinic = ?1 AND visit = ?2 AND attachment = ?3";
            connection
                .prepare_cached(delete)?
                .execute(attachment_key(key))
                .map(drop)
        }
    }
}

fn put(connection: &Connection, row: &UploadRow) -> rusqlite::Result<()> {
    let mut upsert = connection.prepare_cached(
        "INSERT INTO upload (clinic, visit, attachment, person, upload, received, stage, record)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
         ON CONFLICT (clinic, visit, attachment) DO UPDATE SET
            person = ?4, upload = ?5, received = ?6, stage = ?7, record = ?8",
    )?;
    let [clinic, visit, attachment] = attachment_key(&row.key);
    let person = row.person.uuid().into_bytes();
    let upload = row.upload.map(|upload| upload.uuid().into_bytes());
    let UploadRow {
        received,
        stage,
        json,
        ..
    } = row;
    let values = params![
        clinic, visit, attachment, person, upload, received, stage, json
    ];
    upsert.execute(values).map(drop)
}
