//! Read connections, on Tokio's blocking threads.

mod accesses;
mod dashboard;
mod due;
mod entries;
mod invitations;
mod leases;
mod nodes;
mod people;
mod second_look;
mod summaries;
mod uploads;
mod webhooks;

pub(crate) use accesses::{accesses_of_all, accesses_of_person, accesses_of_visit, old_accesses};
pub(crate) use dashboard::{count_waiting, list_visits};
pub(crate) use due::visits_due;
pub(crate) use entries::{read, read_at, read_many};
pub(crate) use invitations::{expired_links, invitation, invitations_of, session, sessions_of};
pub(crate) use leases::visits_with_leases;
pub(crate) use nodes::{members, orphans, seated_elsewhere};
pub(crate) use people::takes_part;
pub(crate) use second_look::readable;
pub(crate) use uploads::{count_uploads, find_upload, get_upload, list_uploads};
pub(crate) use webhooks::{get_webhook, list_webhooks};

use crate::{connection, error::OpenError, error::port_error};
use chat_ports::{PortError, VisitKey};
use rusqlite::{Connection, OptionalExtension};
use std::{
    path::Path,
    sync::{Arc, Mutex, PoisonError},
};
use tokio::{sync::Semaphore, task::spawn_blocking};

/// A pool of read connections.
#[derive(Debug)]
pub(crate) struct Readers {
    path: Arc<Path>,
    idle: Arc<Mutex<Vec<Connection>>>,
    permits: Arc<Semaphore>,
}

impl Readers {
    pub(crate) fn open(path: &Path, count: usize) -> Result<Self, OpenError> {
        let count = count.max(1);
        let connections: Result<Vec<_>, _> = (0..count).map(|_| connection::reader(path)).collect();
        Ok(Self {
            path: Arc::from(path),
            idle: Arc::new(Mutex::new(connections?)),
            permits: Arc::new(Semaphore::new(count)),
        })
    }

    /// Runs a read. Corruption is confirmed by a second read before it is reported.
    ///
    /// # Cancel safety
    /// A started read completes even if the future is dropped.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        read: impl Fn(&Connection) -> Result<T, PortError> + Send + 'static,
    ) -> Result<T, PortError> {
        let permit = Arc::clone(&self.permits).acquire_owned().await;
        let permit = permit.map_err(PortError::unavailable)?;
        let (idle, path) = (Arc::clone(&self.idle), Arc::clone(&self.path));
        let run = move || {
            let mut lent = Lent::from(idle);
            let Some(connection) = &lent.connection else {
                return Err(PortError::unavailable("no connection is idle"));
            };
            let found = match read(connection) {
                Err(found @ PortError::Corrupt(_)) => found,
                answer => {
                    drop(lent);
                    return answer;
                }
            };
            let (answer, connection) = second_look::again(&path, found, &read);
            if let Some(connection) = connection {
                lent.connection = Some(connection);
            }
            // Return the connection before the permit, and both before reading the whole file: one damaged
            // row must not block other reads.
            drop(lent);
            drop(permit);
            second_look::confirmed(&path, answer)
        };
        spawn_blocking(run).await.map_err(PortError::unavailable)?
    }
}

/// A connection that is returned to the pool on drop.
struct Lent {
    idle: Arc<Mutex<Vec<Connection>>>,
    connection: Option<Connection>,
}

impl Lent {
    fn from(idle: Arc<Mutex<Vec<Connection>>>) -> Self {
        let connection = idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        Self { idle, connection }
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        idle.extend(self.connection.take());
    }
}

/// Checks that the file can be read.
pub(crate) fn ping(connection: &Connection) -> Result<(), PortError> {
    let look = "SELECT count(*) FROM schema_migration";
    connection
        .query_row(look, [], |row| row.get::<_, i64>(0))
        .map(drop)
        .map_err(port_error)
}

/// The key of a visit's rows.
fn id_of(connection: &Connection, visit: VisitKey) -> Result<i64, PortError> {
    let select = "SELECT id FROM visit WHERE clinic = ?1 AND visit = ?2";
    connection
        .prepare_cached(select)
        .and_then(|mut select| {
            select
                .query_row(crate::rows::key(&visit), |row| row.get(0))
                .optional()
        })
        .map_err(port_error)?
        .ok_or(PortError::NotFound)
}

/// A limit as the signed integer that SQLite expects.
fn limit(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}

/// SQLite's query plan in an empty log.
#[cfg(test)]
pub(crate) fn plan(sql: &str) -> Vec<String> {
    let mut connection = Connection::open_in_memory().unwrap();
    crate::migrations::migrate(&mut connection).unwrap();
    let sql = format!("EXPLAIN QUERY PLAN {sql}");
    let mut explain = connection.prepare(&sql).unwrap();
    let mut rows = explain.raw_query();
    let mut plan = Vec::new();
    while let Some(row) = rows.next().unwrap() {
        plan.push(row.get(3).unwrap());
    }
    plan
}
