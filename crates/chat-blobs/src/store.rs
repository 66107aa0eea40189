//! The attachment store.

#[cfg(feature = "s3")]
use crate::s3::{Bucket, BucketUpload, S3Error, S3Options};
use crate::{error::port_error, local, read, sweep, unfinished::Unfinished, writer::Writer};
use async_trait::async_trait;
use chat_ports::{AttachmentKey, AttachmentRead, AttachmentStore, AttachmentWriter, PortError};
use object_store::{ObjectStore, ObjectStoreExt, PutPayload, path::Path};
use std::{io, ops::Range, path::PathBuf, sync::Arc, time::Duration};
use uuid::Uuid;

/// Size in bytes of the file written by [`ObjectAttachmentStore::check`].
const PROBE_BYTES: usize = 64 * 1024;

/// Stores files in an object store. Clones share it.
#[derive(Clone, Debug)]
pub struct ObjectAttachmentStore {
    store: Arc<dyn ObjectStore>,
    prefix: Path,
    medium: Medium,
}

/// What is known of the store.
#[derive(Clone, Debug)]
enum Medium {
    Folder(PathBuf),
    #[cfg(feature = "s3")]
    Bucket(Bucket),
    Other,
}

impl ObjectAttachmentStore {
    /// Uses any object store, below `prefix`; an empty prefix means the whole store.
    ///
    /// The store must support conditional copies, or files over 8 MiB can't be finished. For S3, use
    /// `ObjectAttachmentStore::s3`, with the feature `s3`.
    #[must_use]
    pub fn new(store: Arc<dyn ObjectStore>, prefix: &str) -> Self {
        Self {
            store,
            prefix: Path::from(prefix),
            medium: Medium::Other,
        }
    }

    /// Stores files in a bucket of S3 or a compatible service. Connects with the first request; call
    /// [`check_writes`](Self::check_writes) to find out whether the service can be used.
    ///
    /// # Errors
    /// [`S3Error`] if the options can't be used.
    #[cfg(feature = "s3")]
    pub fn s3(options: &S3Options) -> Result<Self, S3Error> {
        let bucket = Bucket::new(options)?;
        Ok(Self {
            store: Arc::new(bucket.store().clone()),
            prefix: Path::from(options.prefix.as_str()),
            medium: Medium::Bucket(bucket),
        })
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
            medium: Medium::Folder(folder),
        })
    }

    /// Removes unfinished files older than `age`, as left behind by a killed process. Returns how
    /// many were removed.
    ///
    /// Choose an age that no upload reaches, such as a day, or zero while no upload can be in
    /// progress, such as before the only process that uses the store starts to serve.
    ///
    /// # Errors
    /// [`PortError::Unavailable`].
    pub async fn sweep(&self, age: Duration) -> Result<usize, PortError> {
        let unfinished = self.unfinished();
        match &self.medium {
            Medium::Folder(folder) => {
                let objects = sweep::objects(&*self.store, &unfinished, age).await?;
                Ok(objects + sweep::files(folder.clone(), age).await?)
            }
            #[cfg(feature = "s3")]
            Medium::Bucket(bucket) => bucket.sweep(&unfinished, age).await,
            Medium::Other => sweep::objects(&*self.store, &unfinished, age).await,
        }
    }

    /// Checks that the store is there, often and at little cost: lists one key of a bucket. In any
    /// other store, writes a small file among the unfinished ones and removes it.
    ///
    /// # Errors
    /// [`PortError::Unavailable`].
    pub async fn check(&self) -> Result<(), PortError> {
        #[cfg(feature = "s3")]
        if let Medium::Bucket(bucket) = &self.medium {
            return bucket.check(&self.prefix).await;
        }
        let path = self.unfinished().join(Uuid::now_v7().to_string());
        let probe = PutPayload::from_static(&[0; PROBE_BYTES]);
        let written = self.store.put(&path, probe).await;
        written.map_err(PortError::unavailable)?;
        let removed = self.store.delete(&path).await;
        removed.map_err(PortError::unavailable)
    }

    /// Checks that files can be stored and that a key is written only once. In a bucket, it tries
    /// this with a small file among the unfinished ones, and once it succeeded it does so no more.
    /// The first writer of a process calls it, too.
    ///
    /// # Errors
    /// [`PortError::Invalid`] if the store would replace a file that is written twice: it can't be
    /// used. [`PortError::Unavailable`].
    pub async fn check_writes(&self) -> Result<(), PortError> {
        #[cfg(feature = "s3")]
        if let Medium::Bucket(bucket) = &self.medium {
            return bucket.prove(&self.unfinished()).await;
        }
        self.check().await
    }

    /// Writes a small file among the unfinished ones, reads it and removes it: more than [`check`](Self::check), for an operator who
    /// asks.
    ///
    /// # Errors
    /// [`PortError::Unavailable`], [`PortError::Corrupt`] if it reads other bytes, and those of
    /// [`check_writes`](Self::check_writes).
    pub async fn probe(&self) -> Result<(), PortError> {
        self.check_writes().await?;
        let path = self.unfinished().join(Uuid::now_v7().to_string());
        let probe = bytes::Bytes::from_static(b"a test whether a file is read as written");
        let written = self.store.put(&path, probe.clone().into()).await;
        written.map_err(PortError::unavailable)?;
        let read = async { self.store.get(&path).await?.bytes().await }.await;
        let removed = self.store.delete(&path).await;
        if read.map_err(PortError::unavailable)? != probe {
            return Err(PortError::corrupt("a file is not read as it was written"));
        }
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
        let (path, unfinished) = (self.path(&key), self.unfinished());
        #[cfg(feature = "s3")]
        if let Medium::Bucket(bucket) = &self.medium {
            let proven = bucket.prove(&unfinished).await;
            proven.map_err(|error| match error {
                PortError::Invalid(problem) => PortError::unavailable(problem),
                error => error,
            })?;
            let upload = BucketUpload::new(bucket.clone(), path, &unfinished);
            return Ok(Box::new(Writer::new(upload)));
        }
        let upload = Unfinished::new(Arc::clone(&self.store), path, &unfinished);
        Ok(Box::new(Writer::new(upload)))
    }

    async fn read(
        &self,
        key: AttachmentKey,
        range: Option<Range<u64>>,
    ) -> Result<AttachmentRead, PortError> {
        let path = self.path(&key);
        match &self.medium {
            Medium::Folder(folder) => read::read_local(folder, path.as_ref(), range).await,
            #[cfg(feature = "s3")]
            Medium::Bucket(bucket) => {
                let read = read::read(&*self.store, &path, range).await;
                bucket.confirm(read, &path).await
            }
            Medium::Other => read::read(&*self.store, &path, range).await,
        }
    }

    async fn delete(&self, key: AttachmentKey) -> Result<(), PortError> {
        let path = self.path(&key);
        let deleted = self.store.delete(&path).await.map_err(port_error);
        #[cfg(feature = "s3")]
        let deleted = match &self.medium {
            Medium::Bucket(bucket) => bucket.confirm(deleted, &path).await,
            _ => deleted,
        };
        match deleted {
            Err(PortError::NotFound) => Ok(()),
            deleted => deleted,
        }
    }

    async fn check(&self) -> Result<(), PortError> {
        Self::check(self).await
    }
}
