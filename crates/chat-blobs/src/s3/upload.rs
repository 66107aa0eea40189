//! A file being written to a bucket.

use super::bucket::Bucket;
use crate::upload::Upload;
use async_trait::async_trait;
use chat_ports::PortError;
use object_store::{MultipartId, PutPayload, multipart::PartId, path::Path};
use uuid::Uuid;

/// Dropping it removes what was written, unless it was published.
pub(crate) struct BucketUpload {
    bucket: Bucket,
    key: Path,
    /// Identifies this writer, as the mark on its file and as the name of its marker.
    writer: Uuid,
    marker: Path,
    /// The multipart upload, if it began.
    begun: Option<MultipartId>,
    parts: Vec<PartId>,
}

impl BucketUpload {
    /// Writes to `key`, with a marker in `unfinished`.
    pub(crate) fn new(bucket: Bucket, key: Path, unfinished: &Path) -> Self {
        let writer = Uuid::now_v7();
        Self {
            bucket,
            key,
            writer,
            marker: unfinished.clone().join(writer.to_string()),
            begun: None,
            parts: Vec::new(),
        }
    }

    async fn begun(&mut self) -> Result<MultipartId, PortError> {
        if let Some(upload) = &self.begun {
            return Ok(upload.clone());
        }
        let upload = self.bucket.begin(&self.key, self.writer).await?;
        self.begun = Some(upload.clone());
        // Before the first part, so that there are never parts without a marker.
        let marked = self.bucket.mark(&self.marker, &self.key, &upload);
        marked.await.map(|()| upload)
    }
}

#[async_trait]
impl Upload for BucketUpload {
    fn is_empty(&self) -> bool {
        self.begun.is_none()
    }

    async fn send(&mut self, part: PutPayload) -> Result<(), PortError> {
        let upload = self.begun().await?;
        let index = self.parts.len();
        let sent = self.bucket.put_part(&self.key, &upload, index, part);
        self.parts.push(sent.await?);
        Ok(())
    }

    async fn publish(&mut self) -> Result<(), PortError> {
        let Some(upload) = &self.begun else {
            return Err(PortError::Invalid("no part of the file was sent"));
        };
        let parts = std::mem::take(&mut self.parts);
        let completed = self.bucket.complete(&self.key, self.writer, upload, parts);
        completed.await?;
        self.begun = None;
        if let Err(error) = self.bucket.unmark(&self.marker).await {
            tracing::warn!(%error, "could not remove the marker of a finished upload, left for the sweep");
        }
        Ok(())
    }

    async fn put(&mut self, file: PutPayload) -> Result<(), PortError> {
        self.bucket.put(&self.key, self.writer, file).await
    }
}

impl Drop for BucketUpload {
    fn drop(&mut self) {
        let Some(upload) = self.begun.take() else {
            return;
        };
        let (bucket, key, marker) = (self.bucket.clone(), self.key.clone(), self.marker.clone());
        let remove = async move {
            let removed = match bucket.abort(&key, &upload).await {
                Ok(()) => bucket.unmark(&marker).await,
                failed => failed,
            };
            if let Err(error) = removed {
                tracing::warn!(%error, "could not remove an unfinished file, left for the sweep");
            }
        };
        // Without a runtime the process is exiting; the sweep will remove the parts.
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(remove);
        }
    }
}
