//! Uploads that no message carries: discarded in the log, then deleted.

use super::quarantine::{Quarantine, pages};
use crate::{engine::Engine, error::AppError};
use chat_domain::{Actor, ClinicId, Command, Refusal};
use chat_ports::{StageKind, UploadRecord, UploadStage};
use std::{sync::Arc, time::Duration};
use time::OffsetDateTime;

/// Minimum age before an unfinished upload counts as abandoned: far longer than storing and scanning
/// take.
const BROKEN_OFF: Duration = Duration::from_secs(60 * 60);

/// Why a held file was deleted.
const NOT_SCANNED: &str =
    "The file could not be checked for malware in time and was deleted. Upload it again.";

/// The result of one round of [`ChatService::collect_uploads`](crate::ChatService::collect_uploads).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Collected {
    /// Files whose bytes were deleted.
    pub deleted: usize,
    /// Files that a message carries: they stay, and their records are removed.
    pub carried: usize,
}

/// Collects uploads.
pub(crate) struct Collector {
    engine: Arc<Engine>,
    quarantine: Arc<Quarantine>,
}

impl Collector {
    pub(super) fn new(quarantine: Arc<Quarantine>) -> Self {
        Self {
            engine: Arc::clone(&quarantine.engine),
            quarantine,
        }
    }

    /// [`ChatService::collect_broken_off`](crate::ChatService::collect_broken_off).
    pub(crate) async fn collect_broken_off(&self) -> Result<usize, AppError> {
        let mut query = pages(&[StageKind::Arriving]);
        let mut deleted = 0;
        loop {
            let page = self.quarantine.next_page(&mut query).await?;
            if page.is_empty() {
                return Ok(deleted);
            }
            for record in &page {
                // A staged file was stored; only the ledger is behind.
                if !self.quarantine.is_staged(record.key).await? {
                    deleted += self.delete(record).await?.deleted;
                }
            }
        }
    }

    /// [`ChatService::collect_uploads`](crate::ChatService::collect_uploads), of the clinics that are `ours`. Others are
    /// read and skipped: few uploads are older than that.
    pub(crate) async fn collect_uploads(
        &self,
        older_than: Duration,
        ours: impl Fn(ClinicId) -> bool,
    ) -> Result<Collected, AppError> {
        let now = self.engine.ports.clock.now();
        let mut round = Collected::default();
        let mut query = pages(&StageKind::ALL);
        query.received_before = Some(before(now, older_than));
        loop {
            let page = self.quarantine.next_page(&mut query).await?;
            if page.is_empty() {
                return Ok(round);
            }
            for record in &page {
                if !ours(record.key.visit.clinic) {
                    continue;
                }
                match self.collect(record, now, older_than).await {
                    Ok(collected) => {
                        round.deleted += collected.deleted;
                        round.carried += collected.carried;
                    }
                    Err(error) => tracing::warn!(%error, "an unsent upload can't be collected now"),
                }
            }
        }
    }

    /// Collects one upload, and counts it.
    async fn collect(
        &self,
        record: &UploadRecord,
        now: OffsetDateTime,
        older_than: Duration,
    ) -> Result<Collected, AppError> {
        if self.quarantine.is_staged(record.key).await? {
            return self.discard_unsent(record).await;
        }
        let keep_for = match &record.stage {
            UploadStage::Held => {
                let reject = self.quarantine.reject(record, "not_scanned", NOT_SCANNED);
                return reject.await.map(deleted_if);
            }
            // Only the log decides about it: it is staged now, or refused.
            UploadStage::Releasing => {
                return match self.quarantine.release(record).await? {
                    Ok(file) if file.attachment == record.key.attachment => {
                        self.discard_unsent(record).await
                    }
                    Ok(_) | Err(_) => Ok(deleted_if(true)),
                };
            }
            // The status of a refused upload can be asked for that long again.
            UploadStage::Refused { .. } => older_than.saturating_mul(2),
            UploadStage::Arriving => older_than.max(BROKEN_OFF),
            UploadStage::Released => Duration::ZERO,
        };
        if record.received >= before(now, keep_for) {
            return Ok(Collected::default());
        }
        self.delete(record).await
    }

    /// Deletes an upload, unless it was staged in the meantime.
    async fn delete(&self, record: &UploadRecord) -> Result<Collected, AppError> {
        let rejected = self.quarantine.reject_for(record, Refusal::FileUnknown);
        let gone = rejected.await?;
        if gone {
            self.engine.ports.uploads.remove(record.key).await?;
        }
        Ok(deleted_if(gone))
    }

    /// Discards a staged file, unless a message carries it.
    async fn discard_unsent(&self, record: &UploadRecord) -> Result<Collected, AppError> {
        let ports = &self.engine.ports;
        let discard = Command::DiscardFile {
            attachment: record.key.attachment,
        };
        let visit = record.key.visit;
        let collected = match self.engine.execute(visit, Actor::Host, discard).await {
            Ok(_) => {
                ports.files.delete(record.key).await?;
                deleted_if(true)
            }
            Err(AppError::Refused(Refusal::FileAlreadySent)) => Collected {
                deleted: 0,
                carried: 1,
            },
            Err(error) => return Err(error),
        };
        ports.uploads.remove(record.key).await?;
        Ok(collected)
    }
}

fn deleted_if(gone: bool) -> Collected {
    Collected {
        deleted: usize::from(gone),
        carried: 0,
    }
}

fn before(now: OffsetDateTime, by: Duration) -> OffsetDateTime {
    let by = time::Duration::try_from(by).unwrap_or(time::Duration::MAX);
    now.checked_sub(by).unwrap_or(OffsetDateTime::UNIX_EPOCH)
}
