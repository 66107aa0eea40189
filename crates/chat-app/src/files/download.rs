//! Reading a file.

use super::Permits;
use crate::{error::AppError, rates::Kind, service::ChatService};
use bytes::Bytes;
use chat_domain::{
    AttachmentId, FileRef, PersonId,
    access::{may_oversee_file, may_read_file},
};
use chat_ports::{AttachmentKey, AttachmentRead, PortError, VisitKey};
use futures::{StreamExt as _, stream::BoxStream};
use std::ops::Range;

/// The bytes of a file as they are read.
type Chunks = BoxStream<'static, Result<Bytes, PortError>>;

/// A file on its way to a reader.
pub struct Download {
    /// What it is.
    pub file: FileRef,
    /// Its bytes.
    pub content: AttachmentRead,
}

impl ChatService {
    /// Reads a file, or a range of its bytes, if the person may read the message that carries it
    /// now (F5).
    ///
    /// # Errors
    /// [`AppError::Refused`] as if the file did not exist (M7); [`AppError::RangeNotSatisfiable`].
    pub async fn download(
        &self,
        visit: VisitKey,
        person: PersonId,
        attachment: AttachmentId,
        range: Option<Range<u64>>,
    ) -> Result<Download, AppError> {
        self.inner.rates.admit(Kind::Read, visit.clinic, person)?;
        let state = self.snapshot_for(visit, person).await?.state;
        let file = may_read_file(&state, person, attachment)?.clone();
        self.open_file(visit, person, may_read_file, file, range)
            .await
    }

    /// Reads a file of a chat for which the person broke the glass (M5). That they still have the
    /// permission to oversee is the caller's to know.
    ///
    /// # Errors
    /// As [`ChatService::download`].
    pub async fn oversee_file(
        &self,
        visit: VisitKey,
        overseer: PersonId,
        attachment: AttachmentId,
        range: Option<Range<u64>>,
    ) -> Result<Download, AppError> {
        let state = self.snapshot(visit).await?.state;
        let file = may_oversee_file(&state, overseer, attachment)?.clone();
        self.open_file(visit, overseer, may_oversee_file, file, range)
            .await
    }

    async fn open_file(
        &self,
        visit: VisitKey,
        reader: PersonId,
        permits: Permits,
        file: FileRef,
        range: Option<Range<u64>>,
    ) -> Result<Download, AppError> {
        let attachment = file.attachment;
        let key = AttachmentKey { visit, attachment };
        if range.as_ref().is_some_and(|range| range.end > file.size) {
            return Err(AppError::RangeNotSatisfiable);
        }
        let backwards = range.as_ref().is_some_and(|range| range.start > range.end);
        match self.inner.ports.files.read(key, range).await {
            Ok(content) if content.size == file.size => {
                let still = StillPermitted {
                    service: self.clone(),
                    visit,
                    reader,
                    attachment,
                    permits,
                };
                let content = AttachmentRead {
                    size: content.size,
                    chunks: still.guard(content.chunks),
                };
                Ok(Download { file, content })
            }
            Ok(_) => Err(PortError::corrupt("a file has not the size that the log says").into()),
            Err(PortError::Invalid(_)) if backwards => Err(AppError::RangeNotSatisfiable),
            // Within what the log says, and beyond what there is.
            Err(error @ PortError::Invalid(_)) => Err(PortError::corrupt(error).into()),
            // The log says that it is there, and the store that it is not.
            Err(error @ PortError::NotFound) => Err(PortError::corrupt(error).into()),
            Err(error) => Err(error.into()),
        }
    }
}

/// Whether the reader of a running download may read the file still.
struct StillPermitted {
    service: ChatService,
    visit: VisitKey,
    reader: PersonId,
    attachment: AttachmentId,
    permits: Permits,
}

impl StillPermitted {
    /// Asks before each chunk: the download of a reader who was removed (W9), or of a file that was
    /// retracted (F8), breaks off at the next one.
    fn guard(self, chunks: Chunks) -> Chunks {
        let guarded = futures::stream::unfold(Some((self, chunks)), |open| async move {
            let (still, mut chunks) = open?;
            let chunk = chunks.next().await?;
            match still.check().await {
                Ok(()) => Some((chunk, Some((still, chunks)))),
                Err(error) => Some((Err(PortError::unavailable(error)), None)),
            }
        });
        guarded.boxed()
    }

    async fn check(&self) -> Result<(), AppError> {
        let now = self.service.snapshot(self.visit).await?;
        (self.permits)(&now.state, self.reader, self.attachment)?;
        Ok(())
    }
}
