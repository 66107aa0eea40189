//! The storage of the log and of the files.

use crate::error::BuildError;
use chat_app::{Nodes, Ports};
use chat_blobs::ObjectAttachmentStore;
use chat_memory::{
    LocalFanout, MemoryAttachmentStore, MemoryInvitations, MemoryUploadLedger, MemoryVisitLog,
    MemoryWebhookStore,
};
use chat_ports::{AttachmentStore, WebhookStore};
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
    /// Webhook endpoints: for the ports, if something sends to them.
    #[cfg_attr(
        not(feature = "webhooks"),
        expect(dead_code, reason = "nothing sends to them")
    )]
    pub(crate) webhooks: Arc<dyn WebhookStore>,
}

impl Opened {
    /// Opens the files, then the log.
    pub(crate) async fn open(log: Log, files: Files) -> Result<Self, BuildError> {
        let swept = files.open()?;
        let (mut ports, nodes, webhooks) = log.open().await?;
        if let Some(files) = swept.clone() {
            ports.files = Arc::new(files) as Arc<dyn AttachmentStore>;
        }
        Ok(Self {
            ports,
            swept,
            nodes,
            webhooks,
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
    /// The log with its ledger, event feed and invitations, files in memory, and the store of webhook endpoints.
    async fn open(self) -> Result<(Ports, Nodes, Arc<dyn WebhookStore>), BuildError> {
        let files = MemoryAttachmentStore::new();
        match self {
            Self::Memory => {
                let log = MemoryVisitLog::new();
                let uploads = MemoryUploadLedger::new();
                let ports = Ports::new(log.clone(), files, uploads, LocalFanout::new());
                let ports = ports.with_invitations(MemoryInvitations::new());
                let webhooks = Arc::new(MemoryWebhookStore::new());
                Ok((ports.with_events(log), Nodes::Single, webhooks))
            }
            #[cfg(feature = "sqlite")]
            Self::Sqlite(path) => {
                let log =
                    chat_sqlite::SqliteVisitLog::open(path, chat_sqlite::SqliteOptions::default());
                let log = log.map_err(|error| BuildError::Log(error.into()))?;
                let uploads = log.upload_ledger();
                let ports = Ports::new(log.clone(), files, uploads, LocalFanout::new());
                let ports = ports.with_invitations(log.invitations());
                Ok((ports.with_events(log.clone()), Nodes::Single, Arc::new(log)))
            }
            #[cfg(feature = "postgres")]
            Self::Postgres(connection) => {
                let options = chat_postgres::PostgresOptions::default();
                let log = chat_postgres::PostgresVisitLog::open(&connection, options).await;
                let log = log.map_err(|error| BuildError::Log(error.into()))?;
                let (uploads, leases) = (log.upload_ledger(), log.node_leases());
                let ports = Ports::new(log.clone(), files, uploads, LocalFanout::new());
                let ports = ports.with_invitations(log.invitations());
                let ports = ports.leased_by(leases).with_events(log.clone());
                Ok((ports, Nodes::Several, Arc::new(log)))
            }
        }
    }
}
