//! Proof that the service writes a key only once.

use super::{bucket::Bucket, upload::BucketUpload};
use crate::upload::Upload;
use bytes::Bytes;
use chat_ports::PortError;
use object_store::{ObjectStoreExt, PutPayload, path::Path};
use uuid::Uuid;

impl Bucket {
    /// Tries once, until it succeeds, whether the service refuses a second file of one key, in both
    /// ways of writing.
    ///
    /// # Errors
    /// [`PortError::Invalid`] if it does not refuse; [`PortError::Unavailable`].
    pub(crate) async fn prove(&self, unfinished: &Path) -> Result<(), PortError> {
        let proof = || self.try_twice(unfinished);
        self.proven.get_or_try_init(proof).await.copied()
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
