//! The adapters of one process, opened.

use chat_app::{Nodes, Ports};
use chat_blobs::ObjectAttachmentStore;
use chat_memory::{
    LocalFanout, MemoryAccessLog, MemoryAttachmentStore, MemoryInvitations, MemoryUploadLedger,
    MemoryVisitLog, MemoryWebhookStore,
};
use chat_ports::{Fanout, WebhookStore};
use std::sync::Arc;

/// The adapters of one process, opened by the host: for a host that keeps handles to them, such as for health checks.
/// [`VisitChatBuilder::adapters`](crate::VisitChatBuilder::adapters) takes them. Hints stay in memory unless a fan-out is added.
///
/// ```
/// # #[tokio::main]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let folder = tempfile::tempdir()?;
/// use visit_chat::{Adapters, VisitChat, blobs::ObjectAttachmentStore, sqlite::SqliteVisitLog};
///
/// let log = SqliteVisitLog::open(folder.path().join("visits.sqlite3"), Default::default())?;
/// let files = ObjectAttachmentStore::local(folder.path())?;
/// let chat = VisitChat::builder().adapters(Adapters::sqlite(log.clone(), files)).build().await?;
/// assert!(log.check_reads().await.is_ok()); // for the host's health check
/// # Ok(())
/// # }
/// ```
pub struct Adapters {
    pub(crate) ports: Ports,
    /// The files, if unfinished uploads can be left in them.
    pub(crate) swept: Option<ObjectAttachmentStore>,
    pub(crate) nodes: Nodes,
    /// Webhook endpoints: for the ports, if something sends to them.
    pub(crate) webhooks: Arc<dyn WebhookStore>,
}

impl Adapters {
    /// Log and files in memory: for tests.
    #[must_use]
    pub fn in_memory() -> Self {
        let log = MemoryVisitLog::new();
        let files = MemoryAttachmentStore::new();
        let uploads = MemoryUploadLedger::new();
        Self {
            ports: Ports::new(log.clone(), files, uploads, LocalFanout::new())
                .with_invitations(MemoryInvitations::new())
                .with_access_log(MemoryAccessLog::new())
                .with_events(log),
            swept: None,
            nodes: Nodes::Single,
            webhooks: Arc::new(MemoryWebhookStore::new()),
        }
    }

    /// The log in SQLite, for one process, and these files.
    #[cfg(feature = "sqlite")]
    #[must_use]
    pub fn sqlite(log: chat_sqlite::SqliteVisitLog, files: ObjectAttachmentStore) -> Self {
        Self::over_sqlite(log).with_files(files)
    }

    /// The log in PostgreSQL, which several processes can share, and these files.
    #[cfg(feature = "postgres")]
    #[must_use]
    pub fn postgres(log: chat_postgres::PostgresVisitLog, files: ObjectAttachmentStore) -> Self {
        Self::over_postgres(log).with_files(files)
    }

    /// Carries hints between processes.
    #[must_use]
    pub fn with_fanout(mut self, fanout: impl Fanout) -> Self {
        self.ports.fanout = Arc::new(fanout);
        self
    }

    /// All of them as ports, for a program that uses the storage without a service.
    #[must_use]
    pub fn into_ports(self) -> Ports {
        Ports {
            webhooks: Some(self.webhooks),
            ..self.ports
        }
    }

    /// The log in SQLite, and files in memory.
    #[cfg(feature = "sqlite")]
    pub(crate) fn over_sqlite(log: chat_sqlite::SqliteVisitLog) -> Self {
        let files = MemoryAttachmentStore::new();
        let uploads = log.upload_ledger();
        Self {
            ports: Ports::new(log.clone(), files, uploads, LocalFanout::new())
                .with_invitations(log.invitations())
                .with_access_log(log.access_log())
                .with_events(log.clone()),
            swept: None,
            nodes: Nodes::Single,
            webhooks: Arc::new(log),
        }
    }

    /// The log in PostgreSQL, and files in memory.
    #[cfg(feature = "postgres")]
    pub(crate) fn over_postgres(log: chat_postgres::PostgresVisitLog) -> Self {
        let files = MemoryAttachmentStore::new();
        let (uploads, leases) = (log.upload_ledger(), log.node_leases());
        Self {
            ports: Ports::new(log.clone(), files, uploads, LocalFanout::new())
                .with_invitations(log.invitations())
                .with_access_log(log.access_log())
                .leased_by(leases)
                .with_events(log.clone()),
            swept: None,
            nodes: Nodes::Several,
            webhooks: Arc::new(log),
        }
    }

    pub(crate) fn with_files(mut self, files: ObjectAttachmentStore) -> Self {
        self.ports.files = Arc::new(files.clone());
        self.swept = Some(files);
        self
    }
}
