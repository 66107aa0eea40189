//! The writer's session.
//!
//! A session that is lost may still have a statement in progress on the server. So each session has a row in the table
//! `writer`, every append locks that row, and the next session removes the row of the lost one: the removal waits for a
//! statement that is running, and a statement that arrives later finds no row and appends nothing.

use crate::{
    connect::{Config, connect},
    error::Failed,
};
use std::{
    collections::HashMap,
    time::{Duration, Instant},
};
use tokio::{
    sync::Mutex,
    task::JoinHandle,
    time::{sleep, timeout},
};
use tokio_postgres::{Client, Error, Statement};
use uuid::Uuid;

/// Longest time between attempts to fence off a lost session.
const RETRY: Duration = Duration::from_secs(1);

/// How long one attempt may take: it waits for a statement of the lost session.
const ATTEMPT: Duration = Duration::from_secs(30);

/// How long the beginning or the end of a session may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// Time after which a session says again that it is in use.
const TOUCH_EVERY: Duration = Duration::from_secs(24 * 3_600);

/// Removes the rows of processes that ended without removing their own. A session that is removed by mistake is fenced
/// off, and a new one begins.
const REMOVE_OLD: &str = "DELETE FROM writer WHERE seen < now() - INTERVAL '30 days'";

const BEGIN: &str = "INSERT INTO writer (session, seen) VALUES ($1, now())";

const TOUCH: &str = "UPDATE writer SET seen = now() WHERE session = $1";

const END: &str = "DELETE FROM writer WHERE session = $1";

/// A session that may append until the next one fences it off.
#[derive(Debug)]
pub(crate) struct Session {
    pub(crate) client: Client,
    pub(crate) id: Uuid,
    touched: Instant,
    connection: JoinHandle<()>,
    statements: Mutex<HashMap<String, Statement>>,
}

impl Session {
    /// Begins a session.
    pub(crate) async fn begin(config: &Config) -> Result<Self, Failed> {
        let (client, connection) = connect(config).await?;
        let session = Self {
            client,
            id: Uuid::now_v7(),
            touched: Instant::now(),
            connection,
            statements: Mutex::default(),
        };
        let begin = async {
            session.client.execute(REMOVE_OLD, &[]).await?;
            session.client.execute(BEGIN, &[&session.id]).await
        };
        in_time(begin).await?;
        Ok(session)
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

    /// Whether it is time to [`touch`](Self::touch) it.
    pub(crate) fn is_due(&self) -> bool {
        self.touched.elapsed() > TOUCH_EVERY
    }

    /// Says that the session is in use, which proves that writes become durable. `false` if it is fenced off.
    pub(crate) async fn touch(&mut self) -> Result<bool, Error> {
        let changed = self.client.execute(TOUCH, &[&self.id]).await?;
        self.touched = Instant::now();
        Ok(changed == 1)
    }

    /// Returns once no statement of this session can still be running. Retries until the database can be reached.
    pub(crate) async fn fence(self, config: &Config) {
        let id = self.id;
        drop(self);
        let mut pause = Duration::from_millis(10);
        while let Err(error) = remove(config, id).await {
            tracing::warn!(%error, "the outcome of the last appends is unknown; trying again");
            sleep(pause).await;
            pause = (pause * 2).min(RETRY);
        }
    }

    /// Ends the session in an orderly way.
    pub(crate) async fn end(self) {
        if let Err(error) = in_time(self.client.execute(END, &[&self.id])).await {
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
async fn remove(config: &Config, session: Uuid) -> Result<(), Failed> {
    let (client, connection) = connect(config).await?;
    let removed = timeout(ATTEMPT, client.execute(END, &[&session])).await;
    connection.abort();
    let removed = removed.map_err(|_| Failed::new("a statement of the lost session is running"))?;
    removed.map(drop).map_err(Failed::from)
}

async fn in_time<T>(asked: impl Future<Output = Result<T, Error>>) -> Result<T, Failed> {
    let answered = timeout(PATIENCE, asked).await;
    let answered = answered.map_err(|_| Failed::new("the server does not answer"))?;
    answered.map_err(Failed::from)
}
