//! Releasing and deleting stored files without a race between the two.
//!
//! No transaction spans the log and the ledger, so each move of a record is a compare-and-set from the stage before it. A release
//! first moves the record to [`UploadStage::Releasing`], then appends to the log; a deletion first moves it to
//! [`UploadStage::Refused`], then deletes the bytes. Of the two, on one node or several, one takes the record from its stage, and
//! the other gives way. A record that is being released is never deleted: a node that finds it stages the file again, and goes by the
//! log's answer.

use super::refused::FileRefused;
use crate::{engine::Engine, error::AppError};
use chat_domain::{Actor, Command, Explanation, FileRef, Refusal};
use chat_ports::{AttachmentKey, PortError, StageKind, UploadQuery, UploadRecord, UploadStage};
use std::sync::Arc;

/// Records per page of the ledger.
const PAGE: usize = 64;

/// A query for the pages of uploads at these stages.
pub(super) fn pages(stages: &[StageKind]) -> UploadQuery {
    UploadQuery {
        stages: Some(stages.iter().copied().collect()),
        received_before: None,
        after: None,
        limit: PAGE,
    }
}

/// Stored files that no message can carry yet.
pub(crate) struct Quarantine {
    pub(super) engine: Arc<Engine>,
}

impl Quarantine {
    pub(super) const fn new(engine: Arc<Engine>) -> Self {
        Self { engine }
    }

    /// Releases a stored file without malware: claims it in the ledger, stages it in the log, and records that. Returns the file
    /// of the upload's id as [`Quarantine::stage`] does. The inner error is the log's refusal: the file is rejected for it.
    pub(super) async fn release(
        &self,
        record: &UploadRecord,
    ) -> Result<Result<FileRef, Refusal>, AppError> {
        let claimed = at(record, UploadStage::Releasing);
        match self.advance(record, UploadStage::Releasing).await? {
            None | Some(StageKind::Releasing | StageKind::Released) => {}
            Some(_) => return Err(AppError::unavailable("the upload was discarded")),
        }
        let file = match self.stage(&claimed).await {
            Ok(file) => file,
            Err(AppError::Refused(refusal)) => {
                self.reject_for(&claimed, refusal).await?;
                return Ok(Err(refusal));
            }
            // It may have been staged: the record stays, and the next round stages it again.
            Err(error) => return Err(error),
        };
        if file.attachment == record.key.attachment {
            self.confirm(&claimed).await?;
        } else {
            // Another attempt was first: these bytes can never be staged.
            self.erase(record.key).await;
        }
        Ok(Ok(file))
    }

    /// Moves a record from the stage that it is known at. Returns `None` if it did, or else the stage at which it was found.
    async fn advance(
        &self,
        record: &UploadRecord,
        to: UploadStage,
    ) -> Result<Option<StageKind>, AppError> {
        let ledger = &self.engine.ports.uploads;
        let moved = ledger.put(at(record, to), Some(record.stage.kind())).await;
        match moved {
            Ok(()) => Ok(None),
            Err(PortError::StageConflict { found: Some(found) }) => Ok(Some(found)),
            Err(PortError::StageConflict { found: None }) => {
                Err(AppError::unavailable("the upload was discarded"))
            }
            Err(error) => Err(error.into()),
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

    /// The second half of staging a file: records its release in the ledger. If another node rejected it in the meantime, since
    /// the log refused it there, the file is discarded in the log instead.
    async fn confirm(&self, claimed: &UploadRecord) -> Result<(), AppError> {
        match self.advance(claimed, UploadStage::Released).await {
            Ok(None | Some(StageKind::Releasing | StageKind::Released)) => Ok(()),
            Ok(Some(StageKind::Arriving | StageKind::Held | StageKind::Refused)) => {
                let attachment = claimed.key.attachment;
                let discard = Command::DiscardFile { attachment };
                self.engine
                    .execute(claimed.key.visit, Actor::Host, discard)
                    .await?;
                Err(AppError::unavailable("the upload was discarded"))
            }
            Err(error) => {
                // The collector goes by the log.
                tracing::warn!(%error, "a released upload is not recorded as such");
                Ok(())
            }
        }
    }

    /// Rejects a file that is not staged: its bytes are deleted, and its uploader can ask for the
    /// reason. Returns whether it was discarded; a file that is being released or is staged stays.
    pub(super) async fn reject(
        &self,
        record: &UploadRecord,
        code: &str,
        sentence: &str,
    ) -> Result<bool, AppError> {
        let ports = &self.engine.ports;
        let stage = UploadStage::Refused {
            code: code.to_owned(),
            sentence: sentence.to_owned(),
        };
        let refused = at(record, stage.clone());
        match self.advance(record, stage).await? {
            None | Some(StageKind::Refused) => {}
            Some(_) => return Ok(false),
        }
        if self.is_staged(record.key).await? {
            self.advance(&refused, UploadStage::Released).await?;
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
            ..pages(&[StageKind::Held])
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
            Ok(_) => {
                return match self.advance(record, UploadStage::Held).await? {
                    None | Some(StageKind::Held) => Ok(()),
                    Some(_) => Err(AppError::unavailable("the upload was discarded")),
                };
            }
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
