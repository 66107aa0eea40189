//! Releasing and deleting stored files without a race between the two.
//!
//! No transaction spans the log and the ledger. A release first appends to the log and then reads the
//! ledger; a deletion first writes the ledger and then reads the log. In any interleaving, on one node
//! or two, at least one sees the other: a staged file keeps its bytes, or is discarded in the log before
//! it is answered. On one node a lock also keeps the two apart, so that no message can carry a file
//! between its staging and its discard; between nodes that instant stays.

use crate::{engine::Engine, error::AppError};
use chat_domain::{Actor, Command, Explanation, FileRef, Refusal};
use chat_ports::{AttachmentKey, PortError, StageKind, UploadQuery, UploadRecord, UploadStage};
use std::sync::Arc;
use tokio::sync::Mutex;

/// Stored files that no message can carry yet.
pub(crate) struct Quarantine {
    pub(super) engine: Arc<Engine>,
    /// Locked while a held file is released or deleted.
    pub(super) settling: Mutex<()>,
}

impl Quarantine {
    pub(super) fn new(engine: Arc<Engine>) -> Self {
        Self {
            engine,
            settling: Mutex::default(),
        }
    }

    /// Stages a file in the visit's log on behalf of its uploader. Returns the file of the upload's id:
    /// an earlier attempt's, if there was one.
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
        let state = self
            .engine
            .execute(key.visit, Actor::Person(*person), stage)
            .await?;
        let staged = upload.and_then(|upload| state.upload_of(*person, upload));
        Ok(staged.map_or(file, |staged| &staged.file).clone())
    }

    /// The second half of staging a file: records its release in the ledger. If its bytes were discarded
    /// in the meantime, the file is discarded in the log instead.
    pub(super) async fn confirm(&self, record: &UploadRecord) -> Result<(), AppError> {
        let ledger = &self.engine.ports.uploads;
        let now = self.stage_now(record).await?;
        match now {
            Some(StageKind::Arriving | StageKind::Held | StageKind::Released) => {
                let released = UploadRecord {
                    stage: UploadStage::Released,
                    ..record.clone()
                };
                if let Err(error) = ledger.put(released).await {
                    // The collector goes by the log.
                    tracing::warn!(%error, "a released upload is not recorded as such");
                }
                Ok(())
            }
            Some(StageKind::Refused) | None => {
                let attachment = record.key.attachment;
                let discard = Command::DiscardFile { attachment };
                self.engine
                    .execute(record.key.visit, Actor::Host, discard)
                    .await?;
                Err(AppError::unavailable("the upload was discarded"))
            }
        }
    }

    /// Rejects a file that is not staged: its bytes are deleted, and its uploader can ask for the
    /// reason. Returns whether it was discarded; a file that was staged in the meantime stays.
    pub(super) async fn reject(
        &self,
        record: &UploadRecord,
        code: &str,
        sentence: &str,
    ) -> Result<bool, AppError> {
        let ports = &self.engine.ports;
        let _alone = self.settling.lock().await;
        let stage = UploadStage::Refused {
            code: code.to_owned(),
            sentence: sentence.to_owned(),
        };
        let refused = UploadRecord {
            stage,
            ..record.clone()
        };
        ports.uploads.put(refused).await?;
        if self.is_staged(record.key).await? {
            let released = UploadRecord {
                stage: UploadStage::Released,
                ..record.clone()
            };
            ports.uploads.put(released).await?;
            return Ok(false);
        }
        ports.files.delete(record.key).await?;
        Ok(true)
    }

    /// [`Quarantine::reject`] with a refusal as the reason.
    pub(super) async fn reject_for(
        &self,
        record: &UploadRecord,
        refusal: Refusal,
    ) -> Result<bool, AppError> {
        let Explanation { code, sentence, .. } = refusal.explain();
        self.reject(record, code, &sentence).await
    }

    /// Deletes bytes that can never be staged or are discarded in the log, then their record. On failure
    /// the record stays, by which the collector finds them.
    pub(super) async fn erase(&self, key: AttachmentKey) {
        let ports = &self.engine.ports;
        let erased = async {
            ports.files.delete(key).await?;
            ports.uploads.remove(key).await
        };
        if let Err(error) = erased.await {
            tracing::warn!(%error, "a discarded upload stays in the store for now, unreadable");
        }
    }

    /// Whether the visit's log has the file, discarded or not.
    pub(super) async fn is_staged(&self, key: AttachmentKey) -> Result<bool, AppError> {
        let state = self.engine.snapshot(key.visit).await?.state;
        Ok(state.uploads.contains_key(&key.attachment))
    }

    /// A record's current stage in the ledger; `None` if it was removed.
    pub(super) async fn stage_now(
        &self,
        record: &UploadRecord,
    ) -> Result<Option<StageKind>, PortError> {
        let now = self.engine.ports.uploads.get(record.key).await?;
        Ok(now.map(|now| now.stage.kind()))
    }

    /// Checks that one more file may be held: held files count in no quota yet (V5), and must not fill
    /// the store.
    pub(super) async fn may_hold(&self, record: &UploadRecord) -> Result<(), AppError> {
        let limits = &self.engine.settings.uploads;
        let query = UploadQuery {
            stages: Some([StageKind::Held].into()),
            received_before: None,
            after: None,
            limit: limits.held,
        };
        let held = self.engine.ports.uploads.list(query).await?;
        let own = |other: &&UploadRecord| {
            (other.person, other.key.visit.clinic) == (record.person, record.key.visit.clinic)
        };
        if held.len() >= limits.held || held.iter().filter(own).count() >= limits.held_per_person {
            return Err(AppError::unavailable(
                "too many uploads are held for the scanner",
            ));
        }
        Ok(())
    }
}
