//! Who may stage a stored file and who may delete its bytes, when several try at once.
//!
//! The log and the ledger are two storages, and no transaction spans both. So whoever lets a message
//! carry a file first appends to the log and then looks into the ledger, and whoever deletes bytes
//! first writes into the ledger and then looks into the log. Whatever the order in which two of them
//! run, on one node or on two, at least one sees the other: a file that is staged keeps its bytes, or
//! is discarded in the log before it is answered. On one node they also wait for each other, so that
//! no message can come to carry a file between its staging and its discarding; between nodes that
//! instant stays.

use crate::{error::AppError, service::ChatService};
use chat_domain::{Actor, Command, Explanation, Refusal};
use chat_ports::{AttachmentKey, PortError, StageKind, UploadQuery, UploadRecord, UploadStage};

impl ChatService {
    /// The second half of staging a file: records that it is released, unless its bytes were given
    /// up meanwhile. It is discarded then.
    pub(super) async fn confirm(&self, record: &UploadRecord) -> Result<(), AppError> {
        let ledger = &self.inner.ports.uploads;
        let now = self.stage_now(record).await?;
        match now {
            Some(StageKind::Arriving | StageKind::Held | StageKind::Released) => {
                let released = UploadRecord {
                    stage: UploadStage::Released,
                    ..record.clone()
                };
                if let Err(error) = ledger.put(released).await {
                    // The log says it; the collector goes by the log.
                    tracing::warn!(%error, "a released upload is not recorded as such");
                }
                Ok(())
            }
            Some(StageKind::Refused) | None => {
                let attachment = record.key.attachment;
                self.execute(
                    record.key.visit,
                    Actor::Host,
                    Command::DiscardFile { attachment },
                )
                .await?;
                Err(AppError::unavailable("the upload was discarded meanwhile"))
            }
        }
    }

    /// Rejects an upload that is not staged: its bytes are deleted, and its uploader can ask why.
    /// Answers whether it was; a file that was staged meanwhile stays.
    pub(super) async fn reject(
        &self,
        record: &UploadRecord,
        code: &str,
        sentence: &str,
    ) -> Result<bool, AppError> {
        let ports = &self.inner.ports;
        let _alone = self.inner.settling.lock().await;
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

    /// [`ChatService::reject`] for a rule's reason.
    pub(super) async fn reject_for(
        &self,
        record: &UploadRecord,
        refusal: Refusal,
    ) -> Result<bool, AppError> {
        let Explanation { code, sentence, .. } = refusal.explain();
        self.reject(record, code, &sentence).await
    }

    /// Deletes bytes that can never be staged, or are discarded in the log, and then the record of
    /// them. What can't be deleted now is left for the collector, which finds it by the record.
    pub(super) async fn erase(&self, key: AttachmentKey) {
        let ports = &self.inner.ports;
        let erased = async {
            ports.files.delete(key).await?;
            ports.uploads.remove(key).await
        };
        if let Err(error) = erased.await {
            tracing::warn!(%error, "a discarded upload stays in the store for now, unreadable");
        }
    }

    /// Whether the visit's log has the file, whatever became of it.
    pub(super) async fn is_staged(&self, key: AttachmentKey) -> Result<bool, AppError> {
        let state = self.snapshot(key.visit).await?.state;
        Ok(state.uploads.contains_key(&key.attachment))
    }

    /// The stage of a record as the ledger has it now; `None` if it was removed.
    pub(super) async fn stage_now(
        &self,
        record: &UploadRecord,
    ) -> Result<Option<StageKind>, PortError> {
        let now = self.inner.ports.uploads.get(record.key).await?;
        Ok(now.map(|now| now.stage.kind()))
    }

    /// Whether one more file may wait for the scanner: what waits counts in no quota yet (V5), and
    /// must not fill the store either.
    pub(super) async fn may_hold(&self, record: &UploadRecord) -> Result<(), AppError> {
        let limits = &self.inner.settings.uploads;
        let query = UploadQuery {
            stages: Some([StageKind::Held].into()),
            received_before: None,
            after: None,
            limit: limits.held,
        };
        let held = self.inner.ports.uploads.list(query).await?;
        let own = |other: &&UploadRecord| {
            (other.person, other.key.visit.clinic) == (record.person, record.key.visit.clinic)
        };
        if held.len() >= limits.held || held.iter().filter(own).count() >= limits.held_per_person {
            return Err(AppError::unavailable(
                "too many uploads wait for the scanner",
            ));
        }
        Ok(())
    }
}
