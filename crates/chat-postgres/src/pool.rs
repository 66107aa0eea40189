//! Pools of connections.

use crate::{
    connect::{Config, limited},
    error::{OpenError, port_error},
};
use chat_ports::PortError;
use deadpool_postgres::{Manager, ManagerConfig, Object, Pool, RecyclingMethod, Runtime};
use std::time::Duration;
use tokio::time::timeout;
use tokio_postgres::{Error, Row, types::ToSql};

/// A pool of connections.
#[derive(Clone, Debug)]
pub(crate) struct Connections {
    pool: Pool,
    timeout: Duration,
}

/// The values of a statement.
pub(crate) type Values<'a> = &'a [&'a (dyn ToSql + Sync)];

impl Connections {
    /// At most `most` connections; a statement gets `longest`.
    pub(crate) fn new(config: &Config, most: usize, longest: Duration) -> Result<Self, OpenError> {
        let manager = ManagerConfig {
            recycling_method: RecyclingMethod::Fast,
        };
        let Config { driver, tls } = limited(config, longest);
        let manager = Manager::from_config(driver, tls, manager);
        let pool = Pool::builder(manager)
            .max_size(most.max(1))
            .runtime(Runtime::Tokio1)
            .wait_timeout(Some(longest))
            .create_timeout(Some(longest))
            .build();
        Ok(Self {
            pool: pool.map_err(|error| OpenError::Config(error.into()))?,
            timeout: longest,
        })
    }

    /// The rows that a statement returns.
    pub(crate) async fn rows(&self, sql: &str, values: Values<'_>) -> Result<Vec<Row>, PortError> {
        self.attempt(sql, values).await?.map_err(port_error)
    }

    /// The rows that a statement returns, or the database's own error, by which the caller may try again.
    pub(crate) async fn attempt(
        &self,
        sql: &str,
        values: Values<'_>,
    ) -> Result<Result<Vec<Row>, Error>, PortError> {
        let client = self.client().await?;
        let query = async {
            let statement = client.prepare_cached(sql).await?;
            client.query(&statement, values).await
        };
        match timeout(self.timeout, query).await {
            Ok(rows) => Ok(rows),
            Err(_) => {
                // The answer may still come: no other read may get it.
                drop(Object::take(client));
                Err(PortError::unavailable("the database does not answer"))
            }
        }
    }

    /// The one row that a statement returns.
    pub(crate) async fn row(&self, sql: &str, values: Values<'_>) -> Result<Row, PortError> {
        let rows = self.rows(sql, values).await?;
        let row = rows.into_iter().next();
        row.ok_or_else(|| PortError::unavailable("the database returned no row"))
    }

    async fn client(&self) -> Result<Object, PortError> {
        self.pool.get().await.map_err(|error| match error {
            deadpool_postgres::PoolError::Backend(error) => port_error(error),
            other => PortError::unavailable(other.to_string()),
        })
    }
}
