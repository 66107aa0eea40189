//! The adapters of one process, opened.

use crate::health::Dependency;
use chat_app::{Nodes, Ports};
use chat_blobs::ObjectAttachmentStore;

/// The adapters of one process, opened.
pub struct Adapters {
    pub(crate) ports: Ports,
    pub(crate) files: ObjectAttachmentStore,
    /// Whether other processes use the same log.
    pub(crate) nodes: Nodes,
    /// What `/readyz` reports of them.
    pub(crate) watched: Vec<Dependency>,
}
