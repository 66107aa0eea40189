//! The store as a port.

use crate::{error::port_error, local, read, sweep, unfinished::Unfinished, writer::Writer};
use async_trait::async_trait;
use chat_ports::{AttachmentKey, AttachmentRead, AttachmentStore, AttachmentWriter, PortError};
use object_store::{Error, ObjectStore, ObjectStoreExt, PutPayload, path::Path};
use std::{io, ops::Range, path::PathBuf, sync::Arc, time::Duration};
use uuid::Uuid;

/// Bytes of a file that only finds out whether files can be stored.
const PROBE_BYTES: usize = 64 * 1024;

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
        Self::in_folder(local::prepare(folder.as_ref())?)
    }

    /// In a folder that [`ObjectAttachmentStore::local`] has made. Nothing is made in it, so this
    /// serves to look into a folder that may only be read.
    ///
    /// # Errors
    /// If the folder is not there or can't be used.
    pub fn existing(folder: impl AsRef<std::path::Path>) -> io::Result<Self> {
        Self::in_folder(folder.as_ref().canonicalize()?)
    }

    fn in_folder(folder: PathBuf) -> io::Result<Self> {
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
    /// Choose an age that no upload reaches, such as a day, or zero while no upload can be under way,
    /// such as before the only process that uses the store begins to serve. The parts of uploads that S3 itself
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

    /// Whether files can be stored: a small one is written where unfinished files are, and removed.
    ///
    /// # Errors
    /// [`PortError::Unavailable`].
    pub async fn check(&self) -> Result<(), PortError> {
        let path = self.unfinished().join(Uuid::now_v7().to_string());
        let probe = PutPayload::from_static(&[0; PROBE_BYTES]);
        let written = self.store.put(&path, probe).await;
        written.map_err(PortError::unavailable)?;
        let removed = self.store.delete(&path).await;
        removed.map_err(PortError::unavailable)
    }

    /// Where in its folder a local store keeps a file.
    #[must_use]
    pub fn place_of(key: &AttachmentKey) -> PathBuf {
        PathBuf::from(place(&Path::default(), key).as_ref())
    }

    fn path(&self, key: &AttachmentKey) -> Path {
        place(&self.prefix, key)
    }

    fn unfinished(&self) -> Path {
        self.prefix.clone().join(local::UNFINISHED)
    }
}

fn place(prefix: &Path, key: &AttachmentKey) -> Path {
    let AttachmentKey { visit, attachment } = key;
    prefix
        .clone()
        .join(local::FILES)
        .join(visit.clinic.to_string())
        .join(visit.visit.to_string())
        .join(attachment.to_string())
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
        let path = self.path(&key);
        match &self.folder {
            Some(folder) => read::read_local(folder, path.as_ref(), range).await,
            None => read::read(&*self.store, &path, range).await,
        }
    }

    async fn delete(&self, key: AttachmentKey) -> Result<(), PortError> {
        match self.store.delete(&self.path(&key)).await {
            Ok(()) | Err(Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(port_error(error)),
        }
    }
}
