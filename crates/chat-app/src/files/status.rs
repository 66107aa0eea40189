//! An upload's status, and discarding an upload.

use super::quarantine::Quarantine;
use crate::error::AppError;
use chat_domain::{
    Actor, Command, FileRef, PersonId, Refusal, UploadId, access::participant, chat::UploadFate,
};
use chat_ports::{AttachmentKey, UploadRecord, UploadStage, VisitKey};

/// The status of an upload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UploadStatus {
    /// A message can carry the file, or does.
    Released(FileRef),
    /// The file is held until it is scanned for malware.
    Held(FileRef),
    /// The file is being stored and scanned, or that was interrupted: retry with the same id.
    Arriving,
    /// The file was deleted.
    Refused {
        /// A stable reason code.
        code: String,
        /// A sentence for the uploader.
        sentence: String,
    },
}

impl Quarantine {
    /// [`ChatService::upload_status`](crate::ChatService::upload_status).
    pub(crate) async fn upload_status(
        &self,
        visit: VisitKey,
        person: PersonId,
        upload: UploadId,
    ) -> Result<UploadStatus, AppError> {
        let state = self.engine.snapshot_for(visit, person).await?.state;
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
            // Released in the ledger alone: the log is about to follow.
            UploadStage::Arriving | UploadStage::Released => UploadStatus::Arriving,
            UploadStage::Refused { code, sentence } => UploadStatus::Refused { code, sentence },
        })
    }

    /// [`ChatService::discard_upload`](crate::ChatService::discard_upload).
    pub(crate) async fn discard_upload(
        &self,
        visit: VisitKey,
        person: PersonId,
        upload: UploadId,
    ) -> Result<(), AppError> {
        let state = self.engine.snapshot_for(visit, person).await?.state;
        participant(&state, person)?;
        if let Some(staged) = state.upload_of(person, upload) {
            let attachment = staged.file.attachment;
            let discard = Command::DiscardFile { attachment };
            self.engine
                .execute(visit, Actor::Person(person), discard)
                .await?;
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
        let record = self
            .engine
            .ports
            .uploads
            .find(visit, person, upload)
            .await?;
        Ok(record.ok_or(Refusal::FileUnknown)?)
    }
}
