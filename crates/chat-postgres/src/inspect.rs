//! A look at a database without opening its logs: its schema, its clock, and whether it can be written.

use crate::{
    connect::{connect, primary},
    error::OpenError,
    migrations,
};
use std::time::SystemTime;

/// A committed write that leaves nothing behind.
const PROBE: &str = "BEGIN;
    CREATE TEMPORARY TABLE visit_chat_probe (n INTEGER) ON COMMIT DROP;
    INSERT INTO visit_chat_probe VALUES (1);
    COMMIT";

/// What a database is like.
#[derive(Clone, Copy, Debug)]
pub struct Inspected {
    /// The version of the log's schema; 0 if there is none.
    pub schema: i32,
    /// The time of the database's clock.
    pub clock: SystemTime,
}

/// Connects to the primary, reads the version of the schema, and commits a write that leaves nothing behind. Migrates
/// nothing. The connection string is as in [`PostgresVisitLog::open`](crate::PostgresVisitLog::open).
///
/// # Errors
/// [`OpenError`].
pub async fn inspect(connection: &str) -> Result<Inspected, OpenError> {
    let (client, task) = connect(&primary(connection)?).await?;
    let inspected = async {
        let schema = migrations::version(&client).await?;
        client.batch_execute(PROBE).await?;
        let clock = client.query_one("SELECT clock_timestamp()", &[]).await?;
        let clock = clock.try_get(0)?;
        Ok(Inspected { schema, clock })
    };
    let inspected = inspected.await;
    task.abort();
    inspected
}
