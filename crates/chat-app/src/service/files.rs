//! Files: upload, status, download, thumbnail, and the upkeep of uploads.

use super::ChatService;
use crate::{
    error::AppError,
    files::{
        claim::NewUpload,
        collect::Collected,
        download::{Download, ReadableFile},
        held::Released,
        status::UploadStatus,
        upload::Uploaded,
    },
    meters::METERS,
    outcome::outcome,
    viewer::Viewer,
};
use bytes::Bytes;
use chat_domain::{AttachmentId, PersonId, UploadId};
use chat_ports::VisitKey;
use futures::Stream;
use std::{ops::Range, time::Duration};

impl ChatService {
    /// Uploads a file to be sent in one chat. No one can read it until a message carries it (F5).
    ///
    /// The bytes are spooled to an unlinked file with a hard limit (F6), judged as a whole (F1 to
    /// F4), stripped of a photo's metadata (F9), stored in quarantine and scanned. Refuses as early as
    /// possible: by permission, declared size and name before the first byte is read.
    ///
    /// Idempotent by the upload's id: retries store the file once (F7).
    ///
    /// # Errors
    /// [`AppError::Refused`] where the person may not write (W2), for limits (F6, V5) and for the id of
    /// another file (F7); [`AppError::FileRefused`]; [`AppError::UploadBroken`];
    /// [`AppError::TooManyUploads`]; [`AppError::TooOften`]; [`AppError::Unavailable`]: retry with the
    /// same id.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/clinic.rs"));
    /// use bytes::Bytes;
    /// use chat_app::{FileClaim, NewUpload};
    /// use futures::stream;
    ///
    /// # fn main() {
    /// # clinic::example(async |clinic| {
    /// # let clinic::Clinic { service, visit, provider, chat, .. } = &clinic;
    /// let new = NewUpload {
    ///     chat: *chat,
    ///     upload: None,
    ///     claim: FileClaim {
    ///         name: "wound.png".to_owned(),
    ///         media_type: Some("image/png".to_owned()),
    ///         size: None,
    ///     },
    /// };
    /// # let png = chat_attachments::fixture::png(4, 4);
    /// let bytes = stream::iter([Ok::<_, std::io::Error>(Bytes::from(png))]);
    /// let uploaded = service.upload(*visit, *provider, new, bytes).await?;
    /// // A message carries it: `files: vec![uploaded.file.attachment]`.
    /// assert!(!uploaded.held);
    /// # Ok(())
    /// # });
    /// # }
    /// ```
    pub async fn upload<E>(
        &self,
        visit: VisitKey,
        person: PersonId,
        new: NewUpload,
        bytes: impl Stream<Item = Result<Bytes, E>> + Send,
    ) -> Result<Uploaded, AppError> {
        self.start_background();
        let uploads = &self.inner.files.uploads;
        let uploaded = uploads.upload(visit, person, new, bytes).await;
        METERS.uploads.add(match &uploaded {
            Ok(Uploaded { held: true, .. }) => "held",
            other => outcome(other),
        });
        uploaded
    }

    /// The status of an upload, for its uploader.
    ///
    /// # Errors
    /// [`Refusal::FileUnknown`](chat_domain::Refusal::FileUnknown) if it is unknown, another person's
    /// (M7) or discarded; [`Refusal::Removed`](chat_domain::Refusal::Removed) after the removal (W9).
    pub async fn upload_status(
        &self,
        visit: VisitKey,
        person: PersonId,
        upload: UploadId,
    ) -> Result<UploadStatus, AppError> {
        let quarantine = &self.inner.files.quarantine;
        quarantine.upload_status(visit, person, upload).await
    }

    /// Discards an upload that no message carries, for its uploader (V6). Its bytes are deleted.
    ///
    /// # Errors
    /// As [`ChatService::upload_status`]; [`Refusal::FileAlreadySent`](chat_domain::Refusal::FileAlreadySent);
    /// [`AppError::UploadUnderWay`] if it is neither staged nor held yet.
    pub async fn discard_upload(
        &self,
        visit: VisitKey,
        person: PersonId,
        upload: UploadId,
    ) -> Result<(), AppError> {
        let quarantine = &self.inner.files.quarantine;
        quarantine.discard_upload(visit, person, upload).await
    }

    /// A file, if the viewer may read the message that carries it now (F5) or broke the glass for it
    /// (M5). Does not touch the store: [`ReadableFile::open`] does.
    ///
    /// # Errors
    /// [`AppError::Refused`] as if the file did not exist (M7); [`AppError::TooOften`].
    pub async fn find_file(
        &self,
        visit: VisitKey,
        viewer: impl Into<Viewer>,
        attachment: AttachmentId,
    ) -> Result<ReadableFile, AppError> {
        ReadableFile::find(&self.inner.engine, visit, viewer.into(), attachment).await
    }

    /// Opens a file, or a range of its bytes: [`ChatService::find_file`] and [`ReadableFile::open`].
    ///
    /// # Errors
    /// As those two.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/clinic.rs"));
    /// use chat_domain::AttachmentId;
    /// use uuid::Uuid;
    ///
    /// # fn main() {
    /// # clinic::example(async |clinic| {
    /// # let clinic::Clinic { service, visit, patient, .. } = &clinic;
    /// // A file that the viewer may not read looks as one that does not exist (M7).
    /// let unknown = AttachmentId::new(Uuid::now_v7());
    /// assert!(service.download(*visit, *patient, unknown, None).await.is_err());
    /// # Ok(())
    /// # });
    /// # }
    /// ```
    pub async fn download(
        &self,
        visit: VisitKey,
        viewer: impl Into<Viewer>,
        attachment: AttachmentId,
        range: Option<Range<u64>>,
    ) -> Result<Download, AppError> {
        let file = self.find_file(visit, viewer, attachment).await?;
        file.open(range).await
    }

    /// A thumbnail of a picture that the viewer may read now (F5, M5): a JPEG of the service's own
    /// encoder.
    ///
    /// # Errors
    /// As [`ChatService::find_file`]; [`AppError::NoThumbnail`].
    pub async fn thumbnail(
        &self,
        visit: VisitKey,
        viewer: impl Into<Viewer>,
        attachment: AttachmentId,
    ) -> Result<Bytes, AppError> {
        let thumbnails = &self.inner.files.thumbnails;
        thumbnails.shown(visit, viewer.into(), attachment).await
    }

    /// Rescans held uploads and releases the clean ones on behalf of their uploaders: an uploader who
    /// lost the permission has the file refused. One round. It ends early if the scanner seems to be
    /// down, and the next round continues from there, so that files without a verdict do not block
    /// others.
    ///
    /// # Errors
    /// [`AppError::Unavailable`].
    pub async fn release_held(&self) -> Result<Released, AppError> {
        self.inner.files.releaser.release_held(|_| true).await
    }

    /// Deletes the uploads that were interrupted by the end of the previous process, and returns their
    /// number. Call it before the first upload, and only if no other node has uploads in progress.
    ///
    /// # Errors
    /// [`AppError::Unavailable`].
    pub async fn collect_broken_off(&self) -> Result<usize, AppError> {
        self.inner.files.collector.collect_broken_off().await
    }

    /// Deletes files uploaded more than `older_than` ago that no message carries: discards them in the
    /// log, then deletes their bytes, then their records. One round.
    ///
    /// # Errors
    /// [`AppError::Unavailable`].
    pub async fn collect_uploads(&self, older_than: Duration) -> Result<Collected, AppError> {
        self.inner
            .files
            .collector
            .collect_uploads(older_than, |_| true)
            .await
    }
}
