//! Reading a file.

use crate::{error::AppError, service::ChatService};
use chat_domain::{
    AttachmentId, FileRef, PersonId,
    access::{may_oversee_file, may_read_file},
};
use chat_ports::{AttachmentKey, AttachmentRead, PortError, VisitKey};
use std::ops::Range;

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
        let state = self.snapshot(visit).await?.state;
        let file = may_read_file(&state, person, attachment)?.clone();
        self.open_file(visit, file, range).await
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
        self.open_file(visit, file, range).await
    }

    async fn open_file(
        &self,
        visit: VisitKey,
        file: FileRef,
        range: Option<Range<u64>>,
    ) -> Result<Download, AppError> {
        let attachment = file.attachment;
        let key = AttachmentKey { visit, attachment };
        match self.inner.ports.files.read(key, range).await {
            Ok(content) => Ok(Download { file, content }),
            Err(PortError::Invalid(_)) => Err(AppError::RangeNotSatisfiable),
            // The log says that it is there.
            Err(error @ PortError::NotFound) => Err(PortError::corrupt(error).into()),
            Err(error) => Err(error.into()),
        }
    }
}
