//! The adapters of one process, opened.

use crate::health::Dependency;
use chat_app::{Nodes, Ports};
use chat_blobs::ObjectAttachmentStore;
use chat_ports::{PortError, WebhookStore};
use std::{sync::Arc, time::Duration};

/// The adapters of one process, opened.
pub struct Adapters {
    pub(crate) ports: Ports,
    pub(crate) files: ObjectAttachmentStore,
    /// The webhook endpoints, for a process that sends to them.
    pub(crate) webhooks: Arc<dyn WebhookStore>,
    /// Whether other processes use the same log.
    pub(crate) nodes: Nodes,
    /// What `/readyz` reports of them.
    pub(crate) watched: Vec<Dependency>,
}

impl Adapters {
    /// Lets hosts manage webhook endpoints.
    #[must_use]
    pub(crate) fn with_webhooks(mut self) -> Self {
        self.ports.webhooks = Some(Arc::clone(&self.webhooks));
        self
    }
}

/// What `/readyz` reports of a log, by its two checks.
pub(super) fn watched_log<L, W, R>(
    log: &L,
    writes: impl Fn(L) -> W + Send + Sync + 'static,
    reads: impl Fn(L) -> R + Send + Sync + 'static,
) -> [Dependency; 2]
where
    L: Clone + Send + Sync + 'static,
    W: Future<Output = Result<(), PortError>> + Send + 'static,
    R: Future<Output = Result<(), PortError>> + Send + 'static,
{
    let (written, read) = (log.clone(), log.clone());
    [
        Dependency::vital("log writes", Duration::ZERO, move || {
            writes(written.clone())
        }),
        Dependency::vital("log reads", Duration::ZERO, move || reads(read.clone())),
    ]
}
