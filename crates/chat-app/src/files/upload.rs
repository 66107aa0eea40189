//! Uploading a file for a chat.

use super::{
    admission::Admitted,
    claim::{FileRefused, NewUpload},
    intake::TakenIn,
    scan::Scanned,
    spool::Spool,
};
use crate::{error::AppError, rates::Kind, service::ChatService};
use bytes::Bytes;
use chat_domain::{
    Actor, AttachmentId, Command, FileRef, PersonId, Refusal, UploadId, VisitState,
    access::{may_upload, participant},
};
use chat_pictures::Removed;
use chat_ports::{AttachmentKey, UploadRecord, UploadStage, VisitKey};
use futures::Stream;

/// A file that was taken in.
#[derive(Clone, Debug)]
pub struct Uploaded {
    /// The upload's id: the client's, or the one made for it.
    pub upload: UploadId,
    /// The file as it is stored: the size and digest are those of the stored bytes.
    pub file: FileRef,
    /// What was taken out of a photo (F9).
    pub removed: Vec<Removed>,
    /// Whether a message can carry it yet.
    pub stage: Stage,
}

/// Whether a message can carry an accepted file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// It can.
    Released,
    /// Not before it was scanned for malware, which can't be done at the moment.
    Held,
}

/// One attempt at an upload. Each has an attachment id of its own, so that no attempt ever touches
/// another's bytes; which one counts is decided by the log.
struct Attempt {
    record: UploadRecord,
    spool: Spool,
    /// Kept until it is settled: bytes that are being scanned count in no quota yet (V5).
    admitted: Admitted,
}

impl ChatService {
    /// Uploads a file to be sent in one chat. It is readable by nobody until a message carries it
    /// (F5).
    ///
    /// The bytes are spooled to an unlinked file with a hard limit (F6), judged as a whole (F1 to
    /// F4), freed of a photo's metadata (F9), stored in quarantine and scanned; only then a message
    /// can carry the file. Refused as early as it is certain: by permission, declared size and name before
    /// the first byte is read.
    ///
    /// With the same id it can be uploaded again at any moment: a file is stored once (F7).
    ///
    /// # Errors
    /// [`AppError::Refused`] where the person may not write (W2), for limits (F6, V5) and for an id
    /// that another file has (F7); [`AppError::FileRefused`]; [`AppError::UploadBroken`];
    /// [`AppError::TooManyUploads`]; [`AppError::TooOften`]; [`AppError::Unavailable`]: upload again with the same id.
    pub async fn upload<E>(
        &self,
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
        self.inner.rates.admit(Kind::Upload, visit.clinic, person)?;
        let upload = upload.unwrap_or_else(|| UploadId::new(self.inner.ports.ids.next_id()));
        let state = self.snapshot_for(visit, person).await?.state;
        let max = self.max_file_bytes(&state);
        participant(&state, person)?;
        if state.upload_of(person, upload).is_none() {
            may_upload(&state, person, &chat, claim.size.unwrap_or_default())?;
        }
        if claim.size.is_some_and(|size| size > max) {
            return Err(Refusal::FileTooLarge { max }.into());
        }
        let name = claim.file_name()?;
        let at_once = self.inner.settings.uploads.at_once_per_person;
        let admitted = self.inner.admission.admit(visit.clinic, person, at_once)?;
        let TakenIn {
            spool,
            media_type,
            removed,
        } = self.take_in(&claim, max, bytes).await?;
        let file = FileRef {
            attachment: AttachmentId::new(self.inner.ports.ids.next_id()),
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
            received: self.inner.ports.clock.now(),
            stage: UploadStage::Arriving,
        };
        let attempt = Attempt {
            record,
            spool,
            admitted,
        };
        // A task of its own: a client that goes away must not leave an attempt half done.
        let service = self.clone();
        let settled = tokio::spawn(async move { service.attempt(attempt).await });
        let (file, stage) = settled.await.map_err(AppError::unavailable)??;
        Ok(Uploaded {
            upload,
            file,
            removed,
            stage,
        })
    }

    pub(super) fn max_file_bytes(&self, state: &VisitState) -> u64 {
        let gate = self.inner.settings.attachments.max_bytes;
        state.policy.max_file_bytes.min(gate)
    }

    async fn attempt(&self, attempt: Attempt) -> Result<(FileRef, Stage), AppError> {
        let Attempt {
            record,
            spool,
            admitted: _admitted,
        } = attempt;
        let (visit, person) = (record.key.visit, record.person);
        let state = self.snapshot_for(visit, person).await?.state;
        if let Some(upload) = record.upload {
            if state.upload_of(person, upload).is_some() {
                // It was staged before; the log compares the two (F7). Nothing is stored for it.
                return self
                    .stage(&record)
                    .await
                    .map(|file| (file, Stage::Released));
            }
            let before = self.inner.ports.uploads.find(visit, person, upload).await?;
            if let Some(before) = before.filter(|before| before.stage == UploadStage::Held) {
                let repeats = before.file.has_the_content_of(&record.file);
                return if repeats && before.chat == record.chat {
                    Ok((before.file, Stage::Held))
                } else {
                    Err(Refusal::UploadIdReused.into())
                };
            }
        }
        may_upload(&state, person, &record.chat, record.file.size)?;
        // First the record, so that there are never bytes that nobody knows of.
        self.inner.ports.uploads.put(record.clone()).await?;
        self.store(&record, spool).await?;
        match self.scan(record.key).await {
            Scanned::Clean => self.release(record).await,
            Scanned::Unknown => self.hold(record).await,
            Scanned::Infected => {
                let refused = FileRefused::malware();
                self.reject(&record, refused.code, &refused.sentence)
                    .await?;
                Err(refused.into())
            }
        }
    }

    async fn store(&self, record: &UploadRecord, mut spool: Spool) -> Result<(), AppError> {
        let mut writer = self.inner.ports.files.create(record.key).await?;
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
                "other bytes were stored than were judged",
            ))
        }
    }

    /// Lets a message carry a file that this attempt has stored.
    async fn release(&self, record: UploadRecord) -> Result<(FileRef, Stage), AppError> {
        match self.stage(&record).await {
            Ok(file) => {
                if file.attachment == record.file.attachment {
                    self.confirm(&record).await?;
                } else {
                    // Another attempt came first: these bytes can never be staged.
                    self.erase(record.key).await;
                }
                Ok((file, Stage::Released))
            }
            Err(refused @ AppError::Refused(_)) => {
                // The chat was closed to them meanwhile: nobody will ever read these bytes.
                self.erase(record.key).await;
                Err(refused)
            }
            // Unknown whether it was staged: the bytes stay, and the collector finds out.
            Err(error) => Err(error),
        }
    }

    async fn hold(&self, record: UploadRecord) -> Result<(FileRef, Stage), AppError> {
        if let Err(refusal) = self.may_hold(&record).await {
            self.erase(record.key).await;
            return Err(refusal);
        }
        let file = record.file.clone();
        let held = UploadRecord {
            stage: UploadStage::Held,
            ..record
        };
        self.inner.ports.uploads.put(held).await?;
        Ok((file, Stage::Held))
    }

    /// Records a file in the visit's log, as its uploader. Answers with the file that the upload's
    /// id stands for: an earlier attempt's, if there was one.
    pub(super) async fn stage(&self, record: &UploadRecord) -> Result<FileRef, AppError> {
        let UploadRecord {
            key,
            upload,
            person,
            chat,
            file,
            ..
        } = record;
        let stage = Command::StageFile {
            chat: *chat,
            file: file.clone(),
            upload: *upload,
        };
        let outcome = self
            .execute(key.visit, Actor::Person(*person), stage)
            .await?;
        let staged = upload.and_then(|upload| outcome.state.upload_of(*person, upload));
        Ok(staged.map_or(file, |staged| &staged.file).clone())
    }
}
