//! An upload's status, and discarding an upload.

use super::quarantine::Quarantine;
use crate::error::AppError;
use chat_domain::{
    Actor, Command, FileRef, PersonId, Refusal, UploadId, access::participant, chat::UploadFate,
};
use chat_ports::{AttachmentKey, UploadRecord, UploadStage, VisitKey};

/// The status of an upload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UploadStatus {
    /// The file as judged.
    pub file: FileRef,
    /// The stage it has reached. [`UploadStage::Arriving`] can also mean that storing or scanning it was
    /// interrupted: retry with the same id.
    pub stage: UploadStage,
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
                UploadFate::Waiting | UploadFate::Carried(_) => Ok(UploadStatus {
                    file: staged.file.clone(),
                    stage: UploadStage::Released,
                }),
            };
        }
        let UploadRecord { file, stage, .. } = self.record_of(visit, person, upload).await?;
        let stage = match stage {
            // In the ledger alone: the log is about to follow.
            UploadStage::Releasing | UploadStage::Released => UploadStage::Arriving,
            stage => stage,
        };
        Ok(UploadStatus { file, stage })
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
            UploadStage::Arriving | UploadStage::Releasing | UploadStage::Released => {
                Err(AppError::UploadUnderWay)
            }
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
