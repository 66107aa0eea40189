//! Reading a file.

use super::access::Permission;
use crate::{engine::Engine, error::AppError, viewer::Viewer};
use bytes::Bytes;
use chat_domain::{AttachmentId, FileRef};
use chat_ports::{AttachmentRead, PortError, VisitKey};
use futures::{StreamExt as _, stream::BoxStream};
use std::{ops::Range, sync::Arc};

/// A file's bytes.
type Chunks = BoxStream<'static, Result<Bytes, PortError>>;

/// A file that the viewer may read, not opened yet: enough to answer a conditional request.
pub struct ReadableFile {
    engine: Arc<Engine>,
    permission: Permission,
    file: FileRef,
}

/// An opened file.
pub struct Download {
    /// What the log says of it.
    pub file: FileRef,
    /// Its bytes.
    pub content: AttachmentRead,
}

impl ReadableFile {
    pub(crate) async fn find(
        engine: &Arc<Engine>,
        visit: VisitKey,
        viewer: Viewer,
        attachment: AttachmentId,
    ) -> Result<Self, AppError> {
        let (permission, file) = Permission::find(engine, visit, viewer, attachment).await?;
        Ok(Self {
            engine: Arc::clone(engine),
            permission,
            file,
        })
    }

    /// What the log says of the file.
    #[must_use]
    pub fn file(&self) -> &FileRef {
        &self.file
    }

    /// Opens the file, or a range of its bytes. The permission is checked again before each chunk.
    ///
    /// # Errors
    /// [`AppError::RangeNotSatisfiable`]; [`AppError::Corrupt`] if the store does not have the file
    /// that the log names; [`AppError::Unavailable`].
    pub async fn open(self, range: Option<Range<u64>>) -> Result<Download, AppError> {
        let Self {
            engine,
            permission,
            file,
        } = self;
        let within = |range: &Range<u64>| range.start <= range.end && range.end <= file.size;
        if range.as_ref().is_some_and(|range| !within(range)) {
            return Err(AppError::RangeNotSatisfiable);
        }
        match engine.ports.files.read(permission.key(), range).await {
            Ok(content) if content.size == file.size => {
                let content = AttachmentRead {
                    size: content.size,
                    chunks: guarded(engine, permission, content.chunks),
                };
                Ok(Download { file, content })
            }
            Ok(_) => Err(PortError::corrupt("a file's size is not the one in the log").into()),
            // Within the size in the log, and beyond the size in the store.
            Err(error @ PortError::Invalid(_)) => Err(PortError::corrupt(error).into()),
            Err(error) => Err(error.into()),
        }
    }
}

/// Checks the permission before each chunk, so that the download of a reader who was removed (W9) or
/// of a file whose message was retracted (F8) ends early with an error.
fn guarded(engine: Arc<Engine>, permission: Permission, chunks: Chunks) -> Chunks {
    let open = Some((engine, permission, chunks));
    let guarded = futures::stream::unfold(open, |open| async move {
        let (engine, permission, mut chunks) = open?;
        let chunk = chunks.next().await?;
        match permission.check(&engine).await {
            Ok(()) => Some((chunk, Some((engine, permission, chunks)))),
            Err(error) => Some((Err(PortError::unavailable(error)), None)),
        }
    });
    guarded.boxed()
}
