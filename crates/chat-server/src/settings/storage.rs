//! Where the log is, as settings.

use super::hidden::{self, Hidden};
use crate::error::StartError;
use confique::Config;
use serde::Deserialize;
use std::{num::NonZeroUsize, path::PathBuf};

/// Where the log and the upload ledger are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StorageKind {
    /// A file in the data folder, for one process.
    Sqlite,
    /// A PostgreSQL database, for any number of processes.
    Postgres,
}

/// The database of all processes.
#[derive(Clone, Debug, Config)]
#[config(layer_attr(serde(deny_unknown_fields)))]
pub struct PostgresSettings {
    /// The connection string, such as `host=a,b user=chat dbname=chat sslmode=verify-full`. Of several hosts, the one
    /// that is the primary is used.
    #[config(env = "VISIT_CHAT_POSTGRES_CONNECTION")]
    pub connection: Option<Hidden>,

    /// A file with the connection string, instead of `connection`.
    #[config(env = "VISIT_CHAT_POSTGRES_CONNECTION_FILE")]
    pub connection_file: Option<PathBuf>,

    /// Maximum number of connections for reads. A process has one more for appends, and four for the upload ledger.
    #[config(env = "VISIT_CHAT_POSTGRES_READERS", default = 8)]
    pub readers: NonZeroUsize,
}

impl PostgresSettings {
    /// The connection string, from its configured source.
    ///
    /// # Errors
    /// [`StartError::Settings`] if it is missing, or given twice.
    pub(crate) fn connection(&self) -> Result<Hidden, StartError> {
        let file = self.connection_file.as_deref();
        let given = hidden::from("postgres.connection", self.connection.as_ref(), file)?;
        given.ok_or_else(|| {
            StartError::Settings(
                "postgres.connection: missing; storage = \"postgres\" needs it, or postgres.connection_file".to_owned(),
            )
        })
    }
}
