//! The storage of the log and of the files.

use crate::error::BuildError;
use chat_app::{Nodes, Ports};
use chat_blobs::ObjectAttachmentStore;
use chat_memory::{LocalFanout, MemoryAttachmentStore, MemoryUploadLedger, MemoryVisitLog};
use chat_ports::AttachmentStore;
use std::{fs, path::PathBuf, sync::Arc};

/// Where the log is kept.
pub(crate) enum Log {
    Memory,
    #[cfg(feature = "sqlite")]
    Sqlite(PathBuf),
    #[cfg(feature = "postgres")]
    Postgres(String),
}

/// Where files are kept.
pub(crate) enum Files {
    Memory,
    Folder(PathBuf),
    #[cfg(feature = "s3")]
    Bucket(Box<chat_blobs::S3Options>),
}

/// The opened adapters.
pub(crate) struct Opened {
    pub(crate) ports: Ports,
    /// The files, if unfinished uploads can be left in them.
    pub(crate) swept: Option<ObjectAttachmentStore>,
    pub(crate) nodes: Nodes,
}

impl Opened {
    /// Opens the files, then the log.
    pub(crate) async fn open(log: Log, files: Files) -> Result<Self, BuildError> {
        let swept = files.open()?;
        let (mut ports, nodes) = log.open().await?;
        if let Some(files) = swept.clone() {
            ports.files = Arc::new(files) as Arc<dyn AttachmentStore>;
        }
        Ok(Self {
            ports,
            swept,
            nodes,
        })
    }
}

impl Files {
    /// The store; `None` for the one in memory.
    fn open(self) -> Result<Option<ObjectAttachmentStore>, BuildError> {
        match self {
            Self::Memory => Ok(None),
            Self::Folder(path) => {
                if let Err(source) = fs::create_dir_all(&path) {
                    return Err(BuildError::Folder { path, source });
                }
                let store = ObjectAttachmentStore::local(path);
                let store = store.map_err(|error| BuildError::Files(error.into()))?;
                Ok(Some(store))
            }
            #[cfg(feature = "s3")]
            Self::Bucket(options) => {
                let store = ObjectAttachmentStore::s3(&options);
                let store = store.map_err(|error| BuildError::Files(error.into()))?;
                Ok(Some(store))
            }
        }
    }
}

impl Log {
    /// The log with its ledger and event feed, and files in memory.
    async fn open(self) -> Result<(Ports, Nodes), BuildError> {
        let files = MemoryAttachmentStore::new();
        match self {
            Self::Memory => {
                let log = MemoryVisitLog::new();
                let uploads = MemoryUploadLedger::new();
                let ports = Ports::new(log.clone(), files, uploads, LocalFanout::new());
                Ok((ports.with_events(log), Nodes::Single))
            }
            #[cfg(feature = "sqlite")]
            Self::Sqlite(path) => {
                let log =
                    chat_sqlite::SqliteVisitLog::open(path, chat_sqlite::SqliteOptions::default());
                let log = log.map_err(|error| BuildError::Log(error.into()))?;
                let uploads = log.upload_ledger();
                let ports = Ports::new(log.clone(), files, uploads, LocalFanout::new());
                Ok((ports.with_events(log), Nodes::Single))
            }
            #[cfg(feature = "postgres")]
            Self::Postgres(connection) => {
                let options = chat_postgres::PostgresOptions::default();
                let log = chat_postgres::PostgresVisitLog::open(&connection, options).await;
                let log = log.map_err(|error| BuildError::Log(error.into()))?;
                let (uploads, leases) = (log.upload_ledger(), log.node_leases());
                let ports = Ports::new(log.clone(), files, uploads, LocalFanout::new());
                Ok((ports.leased_by(leases).with_events(log), Nodes::Several))
            }
        }
    }
}
