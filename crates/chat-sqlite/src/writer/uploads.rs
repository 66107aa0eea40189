//! The writer's statements about uploads.

use crate::upload_rows::{UploadChange, attachment_key};
use chat_ports::{
    PortError, StageKind,
    sql::{UploadRow, stage_of},
};
use rusqlite::{Connection, params};

/// Writes a change to the ledger in the open transaction. A refusal writes nothing.
pub(super) fn change(
    connection: &Connection,
    change: &UploadChange,
) -> rusqlite::Result<Result<(), PortError>> {
    match change {
        UploadChange::Put(row, expected) => {
            let found = match stage_in(connection, row)? {
                Ok(found) => found,
                Err(damage) => return Ok(Err(damage)),
            };
            if found != *expected {
                return Ok(Err(PortError::StageConflict { found }));
            }
            put(connection, row).map(Ok)
        }
        UploadChange::Remove(key) => {
            let delete = "DELETE FROM upload WHERE clinic = ?1 AND visit = ?2 AND attachment = ?3";
            connection
                .prepare_cached(delete)?
                .execute(attachment_key(key))
                .map(|_| Ok(()))
        }
    }
}

/// The stage of the stored record; `None` if there is none.
fn stage_in(
    connection: &Connection,
    row: &UploadRow,
) -> rusqlite::Result<Result<Option<StageKind>, PortError>> {
    let select = "SELECT stage FROM upload WHERE clinic = ?1 AND visit = ?2 AND attachment = ?3";
    let mut select = connection.prepare_cached(select)?;
    let mut found = select.query(attachment_key(&row.key))?;
    let Some(found) = found.next()? else {
        return Ok(Ok(None));
    };
    let stage = found.get_ref(0)?.as_str().ok().and_then(stage_of);
    let unknown = || PortError::corrupt("an upload is at no known stage");
    Ok(stage.ok_or_else(unknown).map(Some))
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
