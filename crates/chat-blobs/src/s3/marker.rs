//! Markers of multipart uploads.
//!
//! An upload in progress is invisible: only its id leads to the parts. The marker, a small object
//! among the unfinished files, holds the id until the upload is completed or aborted, so that the
//! parts of a killed process can be removed.

use super::bucket::Bucket;
use crate::{
    error::{port_error, write_error},
    sweep::is_older,
};
use bytes::Bytes;
use chat_ports::PortError;
use futures::TryStreamExt;
use object_store::{Error, MultipartId, ObjectStore, ObjectStoreExt, path::Path};
use std::time::Duration;

/// Most bytes of a marker: a key of S3 has at most 1,024, and ids are shorter.
const MARKER_BYTES: u64 = 4_096;

impl Bucket {
    pub(super) async fn mark(
        &self,
        marker: &Path,
        key: &Path,
        upload: &MultipartId,
    ) -> Result<(), PortError> {
        let text = format!("{key}\n{upload}");
        let written = self.store().put(marker, text.into()).await;
        written.map(drop).map_err(write_error)
    }

    pub(super) async fn unmark(&self, marker: &Path) -> Result<(), Error> {
        match self.store().delete(marker).await {
            Err(Error::NotFound { .. }) => Ok(()),
            deleted => deleted,
        }
    }

    /// Aborts uploads whose markers, below `unfinished`, are older than `age`. Returns how many
    /// markers were removed.
    pub(crate) async fn sweep(&self, unfinished: &Path, age: Duration) -> Result<usize, PortError> {
        let found: Vec<_> = self
            .store()
            .list(Some(unfinished))
            .try_collect()
            .await
            .map_err(unavailable)?;
        let mut removed = 0;
        for object in found {
            if !is_older(object.last_modified.into(), age) {
                continue;
            }
            if object.size <= MARKER_BYTES {
                let Some(text) = self.text(&object.location).await? else {
                    continue; // finished concurrently
                };
                if let Some((key, upload)) = parse(&text) {
                    self.abort(&key, &upload).await.map_err(unavailable)?;
                }
            }
            self.unmark(&object.location).await.map_err(unavailable)?;
            removed += 1;
        }
        Ok(removed)
    }

    async fn text(&self, marker: &Path) -> Result<Option<Bytes>, PortError> {
        let read = async { self.store().get(marker).await?.bytes().await };
        match read.await {
            Ok(text) => Ok(Some(text)),
            Err(Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(port_error(error)),
        }
    }
}

/// The key and the id of an upload. `None` for a file that is no marker.
fn parse(text: &[u8]) -> Option<(Path, MultipartId)> {
    let (key, upload) = std::str::from_utf8(text).ok()?.split_once('\n')?;
    Some((Path::parse(key).ok()?, upload.to_owned()))
}

fn unavailable(error: Error) -> PortError {
    PortError::unavailable(error)
}
