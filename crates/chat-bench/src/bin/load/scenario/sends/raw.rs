//! Group commit without a chat: one connection, one statement for each batch.

use super::rate::Durable;
use crate::all_cores::Failed;
use chat_bench::{Log, PROVIDER, direct, message};
use chat_domain::{Actor, log::to_stored};
use std::sync::Arc;
use tokio::sync::{mpsc, oneshot};
use tokio_postgres::{Client, NoTls, Statement, types::ToSql};
use uuid::Uuid;

/// Most rows of a batch, as in `chat-postgres`.
const MOST: usize = 1_024;

/// The table of entries without anything else.
const TABLE: &str = "CREATE TABLE entry (
    visit UUID NOT NULL,
    clinic UUID NOT NULL,
    seq BIGINT NOT NULL,
    hash BYTEA NOT NULL,
    body BYTEA NOT NULL,
    PRIMARY KEY (visit, clinic, seq)
)";

const INSERT: &str = "INSERT INTO entry (visit, clinic, seq, hash, body)
    SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::bytea[], $5::bytea[])";

/// The writer's queue.
pub(super) struct Raw {
    queue: mpsc::Sender<Row>,
    /// The stored form of a message.
    body: Arc<[u8]>,
}

struct Row {
    visit: Uuid,
    seq: i64,
    body: Arc<[u8]>,
    done: oneshot::Sender<()>,
}

/// One who waits for each row.
pub(super) struct Sender {
    queue: mpsc::Sender<Row>,
    visit: Uuid,
    seq: i64,
    body: Arc<[u8]>,
}

impl Raw {
    /// Begins to write into a new database.
    pub(super) async fn start(database: &str) -> Result<Self, Failed> {
        let (client, connection) = tokio_postgres::connect(database, NoTls).await?;
        tokio::spawn(connection);
        client.batch_execute(TABLE).await?;
        let insert = client.prepare(INSERT).await?;
        let (queue, waiting) = mpsc::channel(4 * MOST);
        tokio::spawn(write(client, insert, waiting));
        let mut log = Log::of_twenty(0)?;
        log.then(Actor::Person(PROVIDER), &message(PROVIDER, direct(), 0)?)?;
        let entry = log.entries.last().ok_or("a message is an entry")?;
        let body = to_stored(entry)?.into();
        Ok(Self { queue, body })
    }

    /// As many who wait.
    pub(super) fn senders(&self, count: usize) -> Vec<Sender> {
        let sender = |_| Sender {
            queue: self.queue.clone(),
            visit: Uuid::now_v7(),
            seq: 0,
            body: Arc::clone(&self.body),
        };
        (0..count).map(sender).collect()
    }
}

impl Durable for Sender {
    async fn send(&mut self) -> Result<(), Failed> {
        self.seq += 1;
        let (done, stored) = oneshot::channel();
        let row = Row {
            visit: self.visit,
            seq: self.seq,
            body: Arc::clone(&self.body),
            done,
        };
        let stopped = "the raw writer stopped: see the server's log";
        self.queue.send(row).await.map_err(|_| stopped)?;
        stored.await.map_err(|_| stopped.into())
    }
}

/// Stores what is queued in one transaction, again and again. Ends on an error, which all senders notice.
async fn write(client: Client, insert: Statement, mut waiting: mpsc::Receiver<Row>) {
    let (clinic, hash) = (Uuid::now_v7(), [7_u8; 32]);
    let mut rows = Vec::new();
    while waiting.recv_many(&mut rows, MOST).await > 0 {
        let visits: Vec<_> = rows.iter().map(|row| row.visit).collect();
        let clinics = vec![clinic; rows.len()];
        let seqs: Vec<_> = rows.iter().map(|row| row.seq).collect();
        let hashes = vec![hash.as_slice(); rows.len()];
        let bodies: Vec<_> = rows.iter().map(|row| &*row.body).collect();
        let values: [&(dyn ToSql + Sync); 5] = [&visits, &clinics, &seqs, &hashes, &bodies];
        if let Err(error) = client.execute(&insert, &values).await {
            eprintln!("raw group commit: {error}");
            return;
        }
        for row in rows.drain(..) {
            // The sender may have ended.
            let _ = row.done.send(());
        }
    }
}
