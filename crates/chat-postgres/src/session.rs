//! The writer's session.
//!
//! A session that is lost may still have a statement in progress on the server. So each session has a row in the table
//! `writer`, every append locks that row, and the next session removes the row of the lost one: the removal waits for a
//! statement that is running, and a statement that arrives later finds no row and appends nothing.

use crate::error::Failed;
use std::{collections::HashMap, time::Duration};
use time::OffsetDateTime;
use tokio::{sync::Mutex, task::JoinHandle, time::sleep};
use tokio_postgres::{Client, Config, Error, NoTls, Statement};
use uuid::Uuid;

/// Time between attempts to fence off a lost session, at most.
const RETRY: Duration = Duration::from_secs(1);

/// A row of a session this old is of a process that no longer runs. If it does run, it is fenced and begins a new session.
const FORGOTTEN_MICROS: i64 = 30 * 24 * 3_600 * 1_000_000;

/// A session that may append until the next one fences it off.
#[derive(Debug)]
pub(crate) struct Session {
    pub(crate) client: Client,
    pub(crate) id: Uuid,
    connection: JoinHandle<()>,
    statements: Mutex<HashMap<String, Statement>>,
}

impl Session {
    /// Begins a session.
    pub(crate) async fn begin(config: &Config) -> Result<Self, Error> {
        let (client, connection) = connect(config).await?;
        let id = Uuid::now_v7();
        let now = now();
        let forget = "DELETE FROM writer WHERE seen < $1";
        client.execute(forget, &[&(now - FORGOTTEN_MICROS)]).await?;
        let register = "INSERT INTO writer (session, seen) VALUES ($1, $2)";
        client.execute(register, &[&id, &now]).await?;
        Ok(Self {
            client,
            id,
            connection,
            statements: Mutex::default(),
        })
    }

    /// A statement, prepared once.
    pub(crate) async fn prepared(&self, sql: &str) -> Result<Statement, Error> {
        let mut statements = self.statements.lock().await;
        if let Some(statement) = statements.get(sql) {
            return Ok(statement.clone());
        }
        let statement = self.client.prepare(sql).await?;
        statements.insert(sql.to_owned(), statement.clone());
        Ok(statement)
    }

    /// Proves that writes become durable. `false` if the session is fenced off.
    pub(crate) async fn probe(&self) -> Result<bool, Error> {
        let update = "UPDATE writer SET seen = $2 WHERE session = $1";
        let changed = self.client.execute(update, &[&self.id, &now()]).await?;
        Ok(changed == 1)
    }

    /// Returns once nothing of this session can be in progress any more: tries until the database can be reached.
    pub(crate) async fn fence(self, config: &Config) {
        let id = self.id;
        drop(self);
        let mut pause = Duration::from_millis(10);
        while let Err(error) = remove(config, id).await {
            let error = Failed::from(error);
            tracing::warn!(%error, "can't tell what became of the last appends; trying again");
            sleep(pause).await;
            pause = (pause * 2).min(RETRY);
        }
    }

    /// Ends the session in an orderly way.
    pub(crate) async fn end(self) {
        let delete = "DELETE FROM writer WHERE session = $1";
        if let Err(error) = self.client.execute(delete, &[&self.id]).await {
            let error = Failed::from(error);
            tracing::warn!(%error, "can't end the writer's session");
        }
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        self.connection.abort();
    }
}

/// Removes a session's row. Waits for a statement of that session that is running.
async fn remove(config: &Config, session: Uuid) -> Result<(), Error> {
    let (client, connection) = connect(config).await?;
    let delete = "DELETE FROM writer WHERE session = $1";
    let removed = client.execute(delete, &[&session]).await;
    connection.abort();
    removed.map(drop)
}

/// A connection on which an acknowledged commit is durable.
pub(crate) async fn connect(config: &Config) -> Result<(Client, JoinHandle<()>), Error> {
    let (client, connection) = config.connect(NoTls).await?;
    let connection = tokio::spawn(async move {
        if let Err(error) = connection.await {
            let error = Failed::from(error);
            tracing::warn!(%error, "a connection to the database was lost");
        }
    });
    // The server's default could be weaker.
    client.batch_execute("SET synchronous_commit = on").await?;
    Ok((client, connection))
}

fn now() -> i64 {
    chat_ports::sql::micros(OffsetDateTime::now_utc())
}
