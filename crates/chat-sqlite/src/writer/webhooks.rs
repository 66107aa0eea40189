//! The writer's statements about webhook endpoints.

use crate::webhook_rows::{WebhookChange, endpoint_key};
use chat_domain::Seq;
use chat_ports::{PortError, sql::WebhookRow};
use rusqlite::{Connection, OptionalExtension as _, params};

const REVISION: &str = "SELECT revision FROM webhook_endpoint WHERE clinic = ?1 AND endpoint = ?2";

const PUT: &str = "INSERT INTO webhook_endpoint (clinic, endpoint, revision, record)
    VALUES (?1, ?2, ?3, ?4)
    ON CONFLICT (clinic, endpoint) DO UPDATE SET revision = ?3, record = ?4";

/// Writes a change in the open transaction. A refusal writes nothing.
pub(super) fn change(
    connection: &Connection,
    change: &WebhookChange,
) -> rusqlite::Result<Result<(), PortError>> {
    match change {
        WebhookChange::Put(row) => put(connection, row),
        WebhookChange::Remove(key) => {
            let delete = "DELETE FROM webhook_endpoint WHERE clinic = ?1 AND endpoint = ?2";
            let mut delete = connection.prepare_cached(delete)?;
            delete.execute(endpoint_key(key)).map(|_| Ok(()))
        }
    }
}

fn put(connection: &Connection, row: &WebhookRow) -> rusqlite::Result<Result<(), PortError>> {
    let [clinic, endpoint] = endpoint_key(&row.key);
    let mut select = connection.prepare_cached(REVISION)?;
    let found = select.query_row([clinic, endpoint], |row| row.get(0));
    let found = found.optional()?.unwrap_or(0_i64);
    let expected = row.revision.saturating_sub(1);
    if found != expected {
        let [expected, actual] = [expected, found].map(|it| Seq(u64::try_from(it).unwrap_or(0)));
        return Ok(Err(PortError::Conflict { expected, actual }));
    }
    let values = params![clinic, endpoint, row.revision, row.json];
    connection.prepare_cached(PUT)?.execute(values)?;
    Ok(Ok(()))
}
