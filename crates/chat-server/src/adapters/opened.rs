//! The adapters of one process, opened.

use crate::{
    data_folder::DataFolder,
    error::StartError,
    folder,
    health::{Dependency, FRESH},
};
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

/// The files in the data folder.
pub(super) fn files_in(folder: &DataFolder) -> Result<ObjectAttachmentStore, StartError> {
    let path = folder.files();
    folder::create(&path).map_err(StartError::file(&path))?;
    ObjectAttachmentStore::local(&path).map_err(StartError::file(path))
}

/// The files, for `/readyz`.
pub(super) fn watched(files: ObjectAttachmentStore) -> Dependency {
    Dependency::minor("files", FRESH, move || {
        let files = files.clone();
        async move { files.check().await }
    })
}
