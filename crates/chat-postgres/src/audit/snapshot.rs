//! A read-only transaction.

use crate::{
    error::{Failed, is_damage, port_error},
    pool::Values,
};
use chat_ports::PortError;
use tokio::{sync::Mutex, task::JoinHandle};
use tokio_postgres::{Client, Row};

/// An open transaction. Its reads see one state of the database.
#[derive(Debug)]
pub(super) struct Snapshot {
    /// One read at a time, since each has its savepoint.
    client: Mutex<Client>,
    connection: JoinHandle<()>,
}

/// Why rows can't be read: the server found its own files damaged.
pub(super) type Damage = Failed;

impl Snapshot {
    pub(super) fn new(client: Client, connection: JoinHandle<()>) -> Self {
        Self {
            client: Mutex::new(client),
            connection,
        }
    }

    /// The rows of a query. Damage ends the query, and no other.
    ///
    /// # Errors
    /// [`PortError::Unavailable`].
    pub(super) async fn rows(
        &self,
        sql: &str,
        values: Values<'_>,
    ) -> Result<Result<Vec<Row>, Damage>, PortError> {
        let client = self.client.lock().await;
        client
            .batch_execute("SAVEPOINT one")
            .await
            .map_err(port_error)?;
        match client.query(sql, values).await {
            Ok(rows) => {
                client
                    .batch_execute("RELEASE one")
                    .await
                    .map_err(port_error)?;
                Ok(Ok(rows))
            }
            Err(error) => {
                let back = client.batch_execute("ROLLBACK TO one").await;
                if is_damage(&error) {
                    back.map_err(port_error)?;
                    Ok(Err(error.into()))
                } else {
                    Err(port_error(error))
                }
            }
        }
    }
}

impl Drop for Snapshot {
    fn drop(&mut self) {
        self.connection.abort();
    }
}
