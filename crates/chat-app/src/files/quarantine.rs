//! Releasing and deleting stored files without a race between the two.
//!
//! No transaction spans the log and the ledger. A release first appends to the log and then reads the
//! ledger; a deletion first writes the ledger and then reads the log. In any interleaving, on one node
//! or two, at least one sees the other: a staged file keeps its bytes, or is discarded in the log before
//! it is answered. On one node a lock also keeps the two apart, so that no message can carry a file
//! between its staging and its discard; between nodes that instant stays.

use super::refused::FileRefused;
use crate::{engine::Engine, error::AppError};
use chat_domain::{Actor, Command, Explanation, FileRef, Refusal};
use chat_ports::{AttachmentKey, PortError, StageKind, UploadQuery, UploadRecord, UploadStage};
use std::sync::Arc;
use tokio::sync::Mutex;

/// Records per page of the ledger.
const PAGE: usize = 64;

/// A query for the pages of uploads at a stage, or at any.
pub(super) fn pages(stage: Option<StageKind>) -> UploadQuery {
    UploadQuery {
        stages: stage.map(|stage| [stage].into()),
        received_before: None,
        after: None,
        limit: PAGE,
    }
}

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

    /// Releases a stored file without malware: stages it, and records that. Returns the file of the
    /// upload's id as [`Quarantine::stage`] does. The inner error is the log's refusal: nothing is staged.
    pub(super) async fn release(
        &self,
        record: &UploadRecord,
    ) -> Result<Result<FileRef, Refusal>, AppError> {
        let file = match self.stage(record).await {
            Ok(file) => file,
            Err(AppError::Refused(refusal)) => return Ok(Err(refusal)),
            // It may have been staged: the bytes stay for the collector.
            Err(error) => return Err(error),
        };
        if file.attachment == record.key.attachment {
            self.confirm(record).await?;
        } else {
            // Another attempt was first: these bytes can never be staged.
            self.erase(record.key).await;
        }
        Ok(Ok(file))
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
    async fn confirm(&self, record: &UploadRecord) -> Result<(), AppError> {
        let ledger = &self.engine.ports.uploads;
        let now = self.stage_now(record).await?;
        match now {
            Some(StageKind::Arriving | StageKind::Held | StageKind::Released) => {
                let released = at(record, UploadStage::Released);
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
        ports.uploads.put(at(record, stage)).await?;
        if self.is_staged(record.key).await? {
            let released = at(record, UploadStage::Released);
            ports.uploads.put(released).await?;
            return Ok(false);
        }
        ports.files.delete(record.key).await?;
        Ok(true)
    }

    /// [`Quarantine::reject`] for malware.
    pub(super) async fn reject_malware(
        &self,
        record: &UploadRecord,
    ) -> Result<FileRefused, AppError> {
        let refused = FileRefused::malware();
        self.reject(record, refused.code, &refused.sentence).await?;
        Ok(refused)
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

    /// The next page of the ledger, empty at its end. The query then continues after it.
    pub(super) async fn next_page(
        &self,
        query: &mut UploadQuery,
    ) -> Result<Vec<UploadRecord>, PortError> {
        let page = self.engine.ports.uploads.list(query.clone()).await?;
        if let Some(last) = page.last() {
            query.after = Some(last.cursor());
        }
        Ok(page)
    }

    /// Holds a stored file for the scanner. Held files count in no quota yet (V5), and must not fill the
    /// store: beyond the limits the file is deleted.
    pub(super) async fn hold(&self, record: &UploadRecord) -> Result<(), AppError> {
        let limits = &self.engine.settings.uploads;
        let query = UploadQuery {
            limit: limits.held,
            ..pages(Some(StageKind::Held))
        };
        let ledger = &self.engine.ports.uploads;
        let own = |other: &&UploadRecord| {
            (other.person, other.key.visit.clinic) == (record.person, record.key.visit.clinic)
        };
        let full = |held: &[UploadRecord]| {
            held.len() >= limits.held || held.iter().filter(own).count() >= limits.held_per_person
        };
        let why_not = match ledger.list(query).await {
            Ok(held) if full(&held) => {
                AppError::unavailable("too many uploads are held for the scanner")
            }
            Ok(_) => return Ok(ledger.put(at(record, UploadStage::Held)).await?),
            Err(error) => error.into(),
        };
        self.erase(record.key).await;
        Err(why_not)
    }
}

/// The record at another stage.
fn at(record: &UploadRecord, stage: UploadStage) -> UploadRecord {
    UploadRecord {
        stage,
        ..record.clone()
    }
}
