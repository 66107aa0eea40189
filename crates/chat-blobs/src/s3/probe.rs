//! Proof that the service writes a key only once.

use super::{bucket::Bucket, upload::BucketUpload};
use crate::upload::Upload;
use bytes::Bytes;
use chat_ports::PortError;
use object_store::{ObjectStoreExt, PutPayload, path::Path};
use std::sync::atomic::Ordering;
use uuid::Uuid;

impl Bucket {
    /// Tries, until it succeeds once, whether the service refuses a second file of one key, in both
    /// ways of writing. Concurrent calls do not wait for each other: a service that is silent would
    /// let the last one wait for all.
    ///
    /// # Errors
    /// [`PortError::Invalid`] if it does not refuse; [`PortError::Unavailable`].
    pub(crate) async fn prove(&self, unfinished: &Path) -> Result<(), PortError> {
        if !self.proven.load(Ordering::Relaxed) {
            self.try_twice(unfinished).await?;
            self.proven.store(true, Ordering::Relaxed);
        }
        Ok(())
    }

    async fn try_twice(&self, unfinished: &Path) -> Result<(), PortError> {
        let key = unfinished.clone().join(Uuid::now_v7().to_string());
        let upload = || BucketUpload::new(self.clone(), key.clone(), unfinished);
        let tried = async {
            by_parts(upload()).await?;
            refused(by_parts(upload()).await)?;
            refused(upload().put(file()).await)
        };
        let tried = tried.await;
        if matches!(tried, Err(PortError::Unavailable(_))) {
            // What may be left is among the unfinished files, for the sweep.
            return tried;
        }
        let removed = self.store().delete(&key).await;
        tried?;
        removed.map_err(PortError::unavailable)
    }
}

async fn by_parts(mut upload: BucketUpload) -> Result<(), PortError> {
    upload.send(file()).await?;
    upload.publish().await
}

fn file() -> PutPayload {
    Bytes::from_static(b"a test whether a key is written once").into()
}

fn refused(second: Result<(), PortError>) -> Result<(), PortError> {
    match second {
        Ok(()) => Err(PortError::Invalid(
            "the S3 service ignores If-None-Match: it would replace a file that is written twice",
        )),
        Err(PortError::Invalid(_)) => Ok(()),
        Err(error) => Err(error),
    }
}
