//! Reading a file.

use super::access::Permission;
use crate::{engine::Engine, error::AppError, sign_outs::SignOutWatch, viewer::Viewer};
use bytes::Bytes;
use chat_domain::{AttachmentId, FileRef};
use chat_ports::{AccessKind, AttachmentRead, PortError, VisitKey};
use futures::{StreamExt as _, stream::BoxStream};
use std::{ops::Range, sync::Arc};

/// A file's bytes.
type Chunks = BoxStream<'static, Result<Bytes, PortError>>;

/// A file that the viewer may read, not opened yet: enough to answer a conditional request.
pub struct ReadableFile {
    engine: Arc<Engine>,
    permission: Permission,
    /// Each ends the download; empty for the host.
    ends: Vec<SignOutWatch>,
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
        let ends = match viewer {
            Viewer::Participant(person) | Viewer::Overseer(person) => {
                vec![engine.sign_outs.watch(visit.clinic, person)]
            }
            Viewer::Host => Vec::new(),
        };
        let (permission, file) = Permission::find(engine, visit, viewer, attachment).await?;
        Ok(Self {
            engine: Arc::clone(engine),
            permission,
            ends,
            file,
        })
    }

    /// What the log says of the file.
    #[must_use]
    pub fn file(&self) -> &FileRef {
        &self.file
    }

    /// Ends the download with the session of the invitation link that asks for it, too.
    #[must_use]
    pub fn ending_with(mut self, session: SignOutWatch) -> Self {
        self.ends.push(session);
        self
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
            ends,
            file,
        } = self;
        let within = |range: &Range<u64>| range.start <= range.end && range.end <= file.size;
        if range.as_ref().is_some_and(|range| !within(range)) {
            return Err(AppError::RangeNotSatisfiable);
        }
        let subject = permission.subject(AccessKind::FileDownloaded);
        engine.accesses.open(&subject, None).await?;
        match engine.ports.files.read(permission.key(), range).await {
            Ok(content) if content.size == file.size => {
                let content = AttachmentRead {
                    size: content.size,
                    chunks: guarded(engine, permission, ends, content.chunks),
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

/// Checks the permission before each chunk, so that the download of a reader who was removed (W9) or signed out, or
/// of a file whose message was retracted (F8), ends early with an error.
fn guarded(
    engine: Arc<Engine>,
    permission: Permission,
    ends: Vec<SignOutWatch>,
    chunks: Chunks,
) -> Chunks {
    let open = Some((engine, permission, ends, chunks));
    let guarded = futures::stream::unfold(open, |open| async move {
        let (engine, permission, ends, mut chunks) = open?;
        let chunk = chunks.next().await?;
        if ends.iter().any(SignOutWatch::has_ended) {
            let signed_out = PortError::unavailable("the reader was signed out");
            return Some((Err(signed_out), None));
        }
        match permission.check(&engine).await {
            Ok(()) => Some((chunk, Some((engine, permission, ends, chunks)))),
            Err(error) => Some((Err(PortError::unavailable(error)), None)),
        }
    });
    guarded.boxed()
}
