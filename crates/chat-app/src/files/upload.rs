//! Uploading a file for a chat.

use super::{
    admission::{Admission, Admitted},
    claim::NewUpload,
    intake::{TakenIn, take_in},
    quarantine::Quarantine,
    scan::Scans,
    spool::{Spool, Spools},
};
use crate::{engine::Engine, error::AppError, rates::Kind};
use bytes::Bytes;
use chat_domain::{
    AttachmentId, FileRef, PersonId, Refusal, UploadId,
    access::{may_upload, participant},
};
use chat_pictures::Removed;
use chat_ports::{AttachmentKey, ScanVerdict, UploadRecord, UploadStage, VisitKey};
use futures::Stream;
use std::sync::Arc;
use tracing::Instrument as _;

/// An accepted file.
#[derive(Clone, Debug)]
pub struct Uploaded {
    /// The upload's id: the client's or a generated one.
    pub upload: UploadId,
    /// The file as stored: size and digest are those of the stored bytes.
    pub file: FileRef,
    /// What was removed from a photo (F9).
    pub removed: Vec<Removed>,
    /// Held until it is scanned for malware, which is not possible now: no message can carry it yet.
    pub held: bool,
}

/// Uploads in progress.
pub(crate) struct Uploads {
    engine: Arc<Engine>,
    spools: Spools,
    admission: Admission,
    quarantine: Arc<Quarantine>,
    scans: Arc<Scans>,
}

impl Uploads {
    pub(super) fn new(spools: Spools, quarantine: Arc<Quarantine>, scans: Arc<Scans>) -> Self {
        let engine = Arc::clone(&quarantine.engine);
        Self {
            engine,
            spools,
            admission: Admission::default(),
            quarantine,
            scans,
        }
    }

    /// [`ChatService::upload`](crate::ChatService::upload), with the upload's id given or made.
    pub(crate) async fn upload<E>(
        self: &Arc<Self>,
        visit: VisitKey,
        person: PersonId,
        new: NewUpload,
        bytes: impl Stream<Item = Result<Bytes, E>> + Send,
    ) -> Result<Uploaded, AppError> {
        let NewUpload {
            chat,
            upload,
            claim,
        } = new;
        self.engine
            .rates
            .admit(Kind::Upload, visit.clinic, person)?;
        let upload = upload.unwrap_or_else(|| UploadId::new(self.engine.ports.ids.next_id()));
        let state = self.engine.snapshot_for(visit, person).await?.state;
        let max = self.engine.settings.max_file_bytes(&state.policy);
        participant(&state, person)?;
        if state.upload_of(person, upload).is_none() {
            may_upload(&state, person, &chat, claim.size.unwrap_or_default())?;
        }
        if claim.size.is_some_and(|size| size > max) {
            return Err(Refusal::FileTooLarge { max }.into());
        }
        let name = claim.file_name()?;
        let at_once = self.engine.settings.uploads.at_once_per_person;
        let admitted = self.admission.admit(visit.clinic, person, at_once)?;
        let policy = &self.engine.settings.attachments;
        let TakenIn {
            spool,
            media_type,
            removed,
            admitted,
        } = take_in(&self.spools, policy, &claim, max, bytes, admitted).await?;
        let file = FileRef {
            attachment: AttachmentId::new(self.engine.ports.ids.next_id()),
            name,
            media_type: media_type.into(),
            size: spool.size,
            sha256: spool.digest(),
        };
        let attachment = file.attachment;
        let record = UploadRecord {
            key: AttachmentKey { visit, attachment },
            upload: Some(upload),
            person,
            chat,
            file,
            received: self.engine.ports.clock.now(),
            stage: UploadStage::Arriving,
        };
        // Spawned: a client that disconnects must not leave an attempt half done.
        let uploads = Arc::clone(self);
        let attempt = async move { uploads.attempt(record, spool, admitted).await };
        let settled = tokio::spawn(attempt.in_current_span());
        let (file, held) = settled.await.map_err(AppError::unavailable)??;
        Ok(Uploaded {
            upload,
            file,
            removed,
            held,
        })
    }

    /// One attempt at an upload. Each has its own attachment id, so that no attempt touches another's
    /// bytes. The log decides which one counts. Returns the file and whether it is held.
    ///
    /// Admitted until it is settled: bytes being scanned count in no quota yet (V5).
    async fn attempt(
        &self,
        record: UploadRecord,
        spool: Spool,
        _admitted: Admitted,
    ) -> Result<(FileRef, bool), AppError> {
        let (visit, person) = (record.key.visit, record.person);
        let state = self.engine.snapshot_for(visit, person).await?.state;
        if let Some(upload) = record.upload {
            if state.upload_of(person, upload).is_some() {
                // Staged before: the log compares the two files (F7), and nothing is stored.
                return Ok((self.quarantine.stage(&record).await?, false));
            }
            let before = self
                .engine
                .ports
                .uploads
                .find(visit, person, upload)
                .await?;
            if let Some(before) = before.filter(|before| before.stage == UploadStage::Held) {
                let repeats = before.file.has_the_content_of(&record.file);
                return if repeats && before.chat == record.chat {
                    Ok((before.file, true))
                } else {
                    Err(Refusal::UploadIdReused.into())
                };
            }
        }
        may_upload(&state, person, &record.chat, record.file.size)?;
        // The record first, so that there are never bytes without a record.
        self.engine.ports.uploads.put(record.clone(), None).await?;
        self.store(&record, spool).await?;
        match self.scans.scan(record.key).await {
            Some(ScanVerdict::Clean) => match self.quarantine.release(&record).await? {
                Ok(file) => Ok((file, false)),
                Err(refusal) => {
                    // The chat was closed to the uploader, and the bytes are deleted: no one asks for the reason.
                    self.quarantine.erase(record.key).await;
                    Err(refusal.into())
                }
            },
            Some(ScanVerdict::Infected { .. }) => {
                Err(self.quarantine.reject_malware(&record).await?.into())
            }
            None => {
                self.quarantine.hold(&record).await?;
                Ok((record.file, true))
            }
        }
    }

    async fn store(&self, record: &UploadRecord, mut spool: Spool) -> Result<(), AppError> {
        let mut writer = self.engine.ports.files.create(record.key).await?;
        loop {
            let (rest, chunk) = spool.next_chunk().await?;
            if chunk.is_empty() {
                break;
            }
            spool = rest;
            writer.write(chunk).await?;
        }
        if writer.finish().await? == record.file.size {
            Ok(())
        } else {
            Err(AppError::unavailable(
                "the stored bytes are not the judged ones",
            ))
        }
    }
}
