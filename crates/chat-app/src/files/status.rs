//! What became of an upload, and giving one up.

use crate::{error::AppError, service::ChatService};
use chat_domain::{
    Actor, Command, FileRef, PersonId, Refusal, UploadId, access::participant, chat::UploadFate,
};
use chat_ports::{AttachmentKey, UploadRecord, UploadStage, VisitKey};

/// What became of an upload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UploadStatus {
    /// A message can carry the file, or does.
    Released(FileRef),
    /// The file waits to be scanned for malware.
    Held(FileRef),
    /// The file is being stored and scanned, or that was broken off: upload it again with the same
    /// id.
    Arriving,
    /// The file was deleted.
    Refused {
        /// A stable reason code.
        code: String,
        /// A sentence for the uploader.
        sentence: String,
    },
}

impl ChatService {
    /// What became of one's own upload.
    ///
    /// # Errors
    /// [`Refusal::FileUnknown`] for one that is unknown, somebody else's (M7) or was discarded;
    /// [`Refusal::Removed`] after the removal (W9).
    pub async fn upload_status(
        &self,
        visit: VisitKey,
        person: PersonId,
        upload: UploadId,
    ) -> Result<UploadStatus, AppError> {
        let state = self.snapshot_for(visit, person).await?.state;
        participant(&state, person)?;
        if let Some(staged) = state.upload_of(person, upload) {
            return match staged.fate {
                UploadFate::Discarded => Err(Refusal::FileUnknown.into()),
                UploadFate::Waiting | UploadFate::Carried(_) => {
                    Ok(UploadStatus::Released(staged.file.clone()))
                }
            };
        }
        let UploadRecord { file, stage, .. } = self.record_of(visit, person, upload).await?;
        Ok(match stage {
            UploadStage::Held => UploadStatus::Held(file),
            // Released in the ledger alone: the log that this node knows is about to say so.
            UploadStage::Arriving | UploadStage::Released => UploadStatus::Arriving,
            UploadStage::Refused { code, sentence } => UploadStatus::Refused { code, sentence },
        })
    }

    /// Discards the uploader's own upload that no message carries (V6). Its bytes are deleted.
    ///
    /// # Errors
    /// [`Refusal::FileUnknown`] as [`ChatService::upload_status`]; [`Refusal::FileAlreadySent`];
    /// [`AppError::UploadUnderWay`] for one that is neither staged nor held yet.
    pub async fn discard_upload(
        &self,
        visit: VisitKey,
        person: PersonId,
        upload: UploadId,
    ) -> Result<(), AppError> {
        let state = self.snapshot_for(visit, person).await?.state;
        participant(&state, person)?;
        if let Some(staged) = state.upload_of(person, upload) {
            let attachment = staged.file.attachment;
            let discard = Command::DiscardFile { attachment };
            self.execute(visit, Actor::Person(person), discard).await?;
            self.erase(AttachmentKey { visit, attachment }).await;
            return Ok(());
        }
        let record = self.record_of(visit, person, upload).await?;
        match record.stage {
            UploadStage::Arriving | UploadStage::Released => Err(AppError::UploadUnderWay),
            UploadStage::Refused { .. } => {
                self.erase(record.key).await;
                Ok(())
            }
            UploadStage::Held => {
                if self.reject_for(&record, Refusal::FileUnknown).await? {
                    self.erase(record.key).await;
                    Ok(())
                } else {
                    Err(AppError::UploadUnderWay)
                }
            }
        }
    }

    async fn record_of(
        &self,
        visit: VisitKey,
        person: PersonId,
        upload: UploadId,
    ) -> Result<UploadRecord, AppError> {
        let record = self.inner.ports.uploads.find(visit, person, upload).await?;
        Ok(record.ok_or(Refusal::FileUnknown)?)
    }
}
