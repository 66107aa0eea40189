//! The attachment store.

use crate::{error::port_error, local, read, sweep, unfinished::Unfinished, writer::Writer};
use async_trait::async_trait;
use chat_ports::{AttachmentKey, AttachmentRead, AttachmentStore, AttachmentWriter, PortError};
use object_store::{Error, ObjectStore, ObjectStoreExt, PutPayload, path::Path};
use std::{io, ops::Range, path::PathBuf, sync::Arc, time::Duration};
use uuid::Uuid;

/// Size in bytes of the file written by [`ObjectAttachmentStore::check`].
const PROBE_BYTES: usize = 64 * 1024;

/// Stores files in an object store. Clones share it.
#[derive(Clone, Debug)]
pub struct ObjectAttachmentStore {
    store: Arc<dyn ObjectStore>,
    prefix: Path,
    /// The folder, if the store is local.
    folder: Option<PathBuf>,
}

impl ObjectAttachmentStore {
    /// Uses any object store, below `prefix`; an empty prefix means the whole store.
    ///
    /// The store must support conditional copies. For S3, set `with_copy_if_not_exists`, or files
    /// over 8 MiB can't be finished.
    #[must_use]
    pub fn new(store: Arc<dyn ObjectStore>, prefix: &str) -> Self {
        Self {
            store,
            prefix: Path::from(prefix),
            folder: None,
        }
    }

    /// Stores files in a folder, created if necessary. Only the owner may enter what is created in
    /// it. All data is synced before it is acknowledged (G3).
    ///
    /// # Errors
    /// If the folder can't be created or used.
    pub fn local(folder: impl AsRef<std::path::Path>) -> io::Result<Self> {
        Self::in_folder(local::prepare(folder.as_ref())?)
    }

    /// Opens a folder that [`ObjectAttachmentStore::local`] created. Creates nothing, so it also
    /// works for a read-only folder.
    ///
    /// # Errors
    /// If the folder does not exist or can't be used.
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

    /// Removes unfinished files older than `age`, as left behind by a killed process. Returns how
    /// many were removed.
    ///
    /// Choose an age that no upload reaches, such as a day, or zero while no upload can be in
    /// progress, such as before the only process that uses the store starts to serve. Incomplete
    /// multipart uploads that S3 keeps need a lifecycle rule on the bucket.
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

    /// Checks that files can be stored: writes a small file among the unfinished ones and removes
    /// it.
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

    /// The path of a file within a local store's folder.
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
