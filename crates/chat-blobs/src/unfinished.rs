//! A file being written under a temporary key.

use crate::{error::write_error, upload::Upload};
use async_trait::async_trait;
use chat_ports::PortError;
use object_store::{MultipartUpload, ObjectStore, ObjectStoreExt, PutMode, PutPayload, path::Path};
use std::sync::Arc;
use uuid::Uuid;

/// A large file that does not have its final key yet. Dropping it removes what was written.
pub(crate) struct Unfinished {
    store: Arc<dyn ObjectStore>,
    key: Path,
    /// The temporary key.
    path: Path,
    stage: Stage,
}

enum Stage {
    /// No part was sent.
    Empty,
    /// Some parts were sent.
    Uploading(Box<dyn MultipartUpload>),
    /// The file is complete under its temporary key.
    Whole,
}

impl Unfinished {
    /// Writes to `key`, by way of a temporary key in `folder`.
    pub(crate) fn new(store: Arc<dyn ObjectStore>, key: Path, folder: &Path) -> Self {
        Self {
            store,
            key,
            path: folder.clone().join(Uuid::now_v7().to_string()),
            stage: Stage::Empty,
        }
    }
}

#[async_trait]
impl Upload for Unfinished {
    fn is_empty(&self) -> bool {
        matches!(self.stage, Stage::Empty)
    }

    async fn send(&mut self, part: PutPayload) -> Result<(), PortError> {
        if self.is_empty() {
            let upload = self.store.put_multipart(&self.path).await;
            self.stage = Stage::Uploading(upload.map_err(write_error)?);
        }
        match &mut self.stage {
            Stage::Uploading(upload) => upload.put_part(part).await.map_err(write_error),
            Stage::Empty | Stage::Whole => Ok(()),
        }
    }

    /// Copies the file to its key.
    async fn publish(&mut self) -> Result<(), PortError> {
        if let Stage::Uploading(upload) = &mut self.stage {
            upload.complete().await.map_err(write_error)?;
            self.stage = Stage::Whole;
        }
        let published = self.store.copy_if_not_exists(&self.path, &self.key).await;
        if self.store.delete(&self.path).await.is_ok() {
            self.stage = Stage::Empty;
        }
        published.map_err(write_error)
    }

    async fn put(&mut self, file: PutPayload) -> Result<(), PortError> {
        let put = self.store.put_opts(&self.key, file, PutMode::Create.into());
        put.await.map(drop).map_err(write_error)
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        let (store, path) = (Arc::clone(&self.store), self.path.clone());
        let stage = std::mem::replace(&mut self.stage, Stage::Empty);
        if matches!(stage, Stage::Empty) {
            return;
        }
        let remove = async move {
            let removed = match stage {
                Stage::Empty => Ok(()),
                Stage::Uploading(mut upload) => upload.abort().await,
                Stage::Whole => store.delete(&path).await,
            };
            if let Err(error) = removed {
                tracing::warn!(%error, "could not remove an unfinished file, left for the sweep");
            }
        };
        // Without a runtime the process is exiting; the sweep will remove the file.
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(remove);
        }
    }
}
