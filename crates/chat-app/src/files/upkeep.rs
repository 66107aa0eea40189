//! What is done about uploads in the background: scanning again what is held, and collecting what
//! nobody sent.

use super::{claim::FileRefused, scan::Scanned};
use crate::{error::AppError, service::ChatService};
use chat_domain::{Actor, Command, Refusal};
use chat_ports::{StageKind, UploadCursor, UploadQuery, UploadRecord, UploadStage};
use futures::{StreamExt as _, future, stream};
use std::{
    convert::Infallible,
    sync::{MutexGuard, PoisonError},
    time::Duration,
};
use time::OffsetDateTime;
use tokio::time::{Interval, MissedTickBehavior, interval};

/// How many records one reading of the ledger asks for.
const PAGE: usize = 64;

/// The youngest upload that is taken for broken off, whatever is asked: far longer than storing and
/// scanning take.
const BROKEN_OFF: Duration = Duration::from_secs(60 * 60);

/// What one round of [`ChatService::release_held`] came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Released {
    /// Messages can carry these now.
    pub released: usize,
    /// Deleted: they carry malware, or their uploader lost the permission.
    pub refused: usize,
    /// Still waiting.
    pub held: usize,
}

/// What one round of [`ChatService::collect_uploads`] came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Collected {
    /// Files whose bytes were deleted.
    pub deleted: usize,
    /// Files that a message carries: they stay, and the ledger need not know of them any more.
    pub carried: usize,
}

enum Settled {
    Released,
    Refused,
    Held,
}

impl ChatService {
    /// Looks after uploads until it is dropped, which may be at any moment.
    pub async fn upkeep(&self) -> Infallible {
        // Beside each other: a scanner that hangs keeps nothing from being collected.
        let (never, _) = future::join(self.releasing(), self.collecting()).await;
        never
    }

    fn ticks(&self) -> Interval {
        let mut ticks = interval(self.inner.settings.uploads.upkeep_every);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        ticks
    }

    async fn releasing(&self) -> Infallible {
        let mut ticks = self.ticks();
        loop {
            ticks.tick().await;
            match self.release_held().await {
                Ok(Released {
                    released,
                    refused,
                    held,
                }) if released + refused + held > 0 => {
                    tracing::info!(released, refused, held, "held uploads were scanned again");
                }
                Ok(_) => {}
                Err(error) => tracing::warn!(%error, "held uploads can't be looked after"),
            }
        }
    }

    async fn collecting(&self) -> Infallible {
        let unsent_kept = self.inner.settings.uploads.unsent_kept;
        let mut ticks = self.ticks();
        loop {
            ticks.tick().await;
            match self.collect_uploads(unsent_kept).await {
                Ok(Collected { deleted, .. }) if deleted > 0 => {
                    tracing::info!(deleted, "unsent uploads were deleted");
                }
                Ok(_) => {}
                Err(error) => tracing::warn!(%error, "unsent uploads can't be collected"),
            }
        }
    }

    /// Scans again what is held back, and releases what is clean, as its uploader: who may not write
    /// there any more has their file refused. One round; it ends early if the scanner seems to be
    /// down still, and the next one goes on from there: files of which the scanner never says a thing
    /// must not stand in the way of others.
    ///
    /// # Errors
    /// [`AppError::Unavailable`].
    pub async fn release_held(&self) -> Result<Released, AppError> {
        let mut round = Released::default();
        let mut query = UploadQuery {
            stages: Some([StageKind::Held].into()),
            received_before: None,
            after: self.held_after().take(),
            limit: PAGE,
        };
        loop {
            let page = self.inner.ports.uploads.list(query.clone()).await?;
            let Some(last) = page.last().filter(|_| page.len() == PAGE) else {
                self.settle_page(page, &mut round).await;
                return Ok(round);
            };
            query.after = Some(last.cursor());
            if !self.settle_page(page, &mut round).await {
                *self.held_after() = query.after;
                return Ok(round);
            }
        }
    }

    fn held_after(&self) -> MutexGuard<'_, Option<UploadCursor>> {
        let held_after = self.inner.held_after.lock();
        held_after.unwrap_or_else(PoisonError::into_inner)
    }

    /// Settles some held uploads; whether there was an answer about any.
    async fn settle_page(&self, page: Vec<UploadRecord>, round: &mut Released) -> bool {
        let at_once = self.inner.settings.uploads.held_scans_at_once.max(1);
        let mut settled = stream::iter(page)
            .map(|record| async move { self.settle(&record).await })
            .buffer_unordered(at_once);
        let mut answered = false;
        while let Some(one) = settled.next().await {
            match one {
                Ok(Settled::Released) => round.released += 1,
                Ok(Settled::Refused) => round.refused += 1,
                Ok(Settled::Held) => {
                    round.held += 1;
                    continue;
                }
                Err(error) => {
                    tracing::warn!(%error, "a held upload can't be settled now");
                    round.held += 1;
                    continue;
                }
            }
            answered = true;
        }
        answered
    }

    async fn settle(&self, record: &UploadRecord) -> Result<Settled, AppError> {
        match self.scan(record.key).await {
            Scanned::Clean => self.release_one(record).await,
            Scanned::Infected => {
                let refused = FileRefused::malware();
                self.reject(record, refused.code, &refused.sentence).await?;
                Ok(Settled::Refused)
            }
            Scanned::Unknown => Ok(Settled::Held),
        }
    }

    async fn release_one(&self, record: &UploadRecord) -> Result<Settled, AppError> {
        let alone = self.inner.settling.lock().await;
        if self.stage_now(record).await? != Some(StageKind::Held) {
            return Ok(Settled::Refused); // discarded while it was scanned
        }
        match self.stage(record).await {
            Ok(file) if file.attachment == record.key.attachment => {
                self.confirm(record).await?;
                Ok(Settled::Released)
            }
            Ok(_) => {
                // Another attempt came first: these bytes can never be staged.
                self.erase(record.key).await;
                Ok(Settled::Refused)
            }
            Err(AppError::Refused(refusal)) => {
                drop(alone);
                self.reject_for(record, refusal).await?;
                Ok(Settled::Refused)
            }
            Err(error) => Err(error),
        }
    }

    /// Deletes what uploads have left that were under way when the process ended. To be called before
    /// any upload begins, and only where no other node has one under way. Answers with how many
    /// there were.
    ///
    /// # Errors
    /// [`AppError::Unavailable`].
    pub async fn collect_broken_off(&self) -> Result<usize, AppError> {
        let mut query = UploadQuery {
            stages: Some([StageKind::Arriving].into()),
            received_before: None,
            after: None,
            limit: PAGE,
        };
        let mut deleted = 0;
        loop {
            let page = self.inner.ports.uploads.list(query.clone()).await?;
            let Some(last) = page.last() else {
                return Ok(deleted);
            };
            query.after = Some(last.cursor());
            for record in &page {
                // What is staged was stored: only the ledger has not heard of it.
                if !self.is_staged(record.key).await?
                    && self.reject_for(record, Refusal::FileUnknown).await?
                {
                    self.inner.ports.uploads.remove(record.key).await?;
                    deleted += 1;
                }
            }
        }
    }

    /// Deletes what was uploaded more than `older_than` ago and is carried by no message: it is
    /// discarded in the log, then its bytes are deleted, then its record. What a message carries is
    /// never deleted. One round.
    ///
    /// # Errors
    /// [`AppError::Unavailable`].
    pub async fn collect_uploads(&self, older_than: Duration) -> Result<Collected, AppError> {
        let now = self.inner.ports.clock.now();
        let mut round = Collected::default();
        let mut query = UploadQuery {
            stages: None,
            received_before: Some(before(now, older_than)),
            after: None,
            limit: PAGE,
        };
        loop {
            let page = self.inner.ports.uploads.list(query.clone()).await?;
            let Some(last) = page.last() else {
                return Ok(round);
            };
            query.after = Some(last.cursor());
            for record in &page {
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

    async fn collect(
        &self,
        record: &UploadRecord,
        now: OffsetDateTime,
        older_than: Duration,
    ) -> Result<Collected, AppError> {
        let (deleted, carried) = (
            Collected {
                deleted: 1,
                carried: 0,
            },
            Collected {
                deleted: 0,
                carried: 1,
            },
        );
        if self.is_staged(record.key).await? {
            return Ok(if self.discard_unsent(record).await? {
                deleted
            } else {
                carried
            });
        }
        match &record.stage {
            UploadStage::Held => {
                let gone = self.reject(record, "not_scanned", NOT_SCANNED).await?;
                Ok(if gone { deleted } else { Collected::default() })
            }
            // What was refused can be asked about for as long again.
            UploadStage::Refused { .. }
                if record.received >= before(now, older_than.saturating_mul(2)) =>
            {
                Ok(Collected::default())
            }
            UploadStage::Arriving if record.received >= before(now, older_than.max(BROKEN_OFF)) => {
                Ok(Collected::default())
            }
            UploadStage::Refused { .. } | UploadStage::Arriving | UploadStage::Released => {
                let gone = self.reject_for(record, Refusal::FileUnknown).await?;
                if gone {
                    self.inner.ports.uploads.remove(record.key).await?;
                }
                Ok(if gone { deleted } else { Collected::default() })
            }
        }
    }

    /// Whether a staged file was discarded; a message may have come to carry it at the last moment.
    async fn discard_unsent(&self, record: &UploadRecord) -> Result<bool, AppError> {
        let ports = &self.inner.ports;
        let discard = Command::DiscardFile {
            attachment: record.key.attachment,
        };
        let visit = record.key.visit;
        match self.execute(visit, Actor::Host, discard).await {
            Ok(_) => {
                ports.files.delete(record.key).await?;
                ports.uploads.remove(record.key).await?;
                Ok(true)
            }
            Err(AppError::Refused(Refusal::FileAlreadySent)) => {
                ports.uploads.remove(record.key).await?;
                Ok(false)
            }
            Err(error) => Err(error),
        }
    }
}

/// Why a held file was discarded.
const NOT_SCANNED: &str =
    "The file could not be checked for malware in time and was deleted. Upload it again.";

fn before(now: OffsetDateTime, by: Duration) -> OffsetDateTime {
    let by = time::Duration::try_from(by).unwrap_or(time::Duration::MAX);
    now.checked_sub(by).unwrap_or(OffsetDateTime::UNIX_EPOCH)
}
