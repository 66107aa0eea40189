//! The store as a port.

use crate::{error::port_error, local, read, sweep, unfinished::Unfinished, writer::Writer};
use async_trait::async_trait;
use chat_ports::{AttachmentKey, AttachmentRead, AttachmentStore, AttachmentWriter, PortError};
use object_store::{Error, ObjectStore, ObjectStoreExt, path::Path};
use std::{io, ops::Range, path::PathBuf, sync::Arc, time::Duration};

/// Keeps files in an object store. Clones share it.
#[derive(Clone, Debug)]
pub struct ObjectAttachmentStore {
    store: Arc<dyn ObjectStore>,
    prefix: Path,
    /// The folder of a local store.
    folder: Option<PathBuf>,
}

impl ObjectAttachmentStore {
    /// Over any object store, under a prefix of its own; the empty one for the whole of it.
    ///
    /// The store must be able to copy to a key only if there is none: an S3 one needs
    /// `with_copy_if_not_exists`, without which files over 8 MiB can't be finished.
    #[must_use]
    pub fn new(store: Arc<dyn ObjectStore>, prefix: &str) -> Self {
        Self {
            store,
            prefix: Path::from(prefix),
            folder: None,
        }
    }

    /// In a folder, which is made if it is not there. What is made in it can be entered by its
    /// owner only. Everything is synced before it is acknowledged (G3).
    ///
    /// # Errors
    /// If the folder can't be made or used.
    pub fn local(folder: impl AsRef<std::path::Path>) -> io::Result<Self> {
        let folder = local::prepare(folder.as_ref())?;
        let store = local::store(&folder).map_err(io::Error::other)?;
        Ok(Self {
            store: Arc::new(store),
            prefix: Path::default(),
            folder: Some(folder),
        })
    }

    /// Removes what was begun so long ago and never finished, as a killed process leaves it.
    /// Answers with how much that was.
    ///
    /// Choose an age that no upload reaches, such as a day. The parts of uploads that S3 itself
    /// keeps until they are completed are for a lifecycle rule of the bucket.
    ///
    /// # Errors
    /// [`PortError::Unavailable`].
    pub async fn sweep(&self, age: Duration) -> Result<usize, PortError> {
        let objects = sweep::objects(&*self.store, &self.unfinished(), age).await?;
        let files = match &self.folder {
            Some(folder) => sweep::files(folder.clone(), age).await?,
            None => 0,
        };
        Ok(objects + files)
    }

    fn path(&self, key: &AttachmentKey) -> Path {
        let AttachmentKey { visit, attachment } = key;
        self.prefix
            .clone()
            .join(local::FILES)
            .join(visit.clinic.to_string())
            .join(visit.visit.to_string())
            .join(attachment.to_string())
    }

    fn unfinished(&self) -> Path {
        self.prefix.clone().join(local::UNFINISHED)
    }
}

#[async_trait]
impl AttachmentStore for ObjectAttachmentStore {
    async fn create(&self, key: AttachmentKey) -> Result<Box<dyn AttachmentWriter>, PortError> {
        let unfinished = Unfinished::new(Arc::clone(&self.store), &self.unfinished());
        Ok(Box::new(Writer::new(self.path(&key), unfinished)))
    }

    async fn read(
        &self,
        key: AttachmentKey,
        range: Option<Range<u64>>,
    ) -> Result<AttachmentRead, PortError> {
        read::read(&*self.store, &self.path(&key), range).await
    }

    async fn delete(&self, key: AttachmentKey) -> Result<(), PortError> {
        match self.store.delete(&self.path(&key)).await {
            Ok(()) | Err(Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(port_error(error)),
        }
    }
}
