//! Background work: rescanning held uploads and collecting unsent ones.

use super::{
    quarantine::Quarantine,
    refused::FileRefused,
    scan::{Scanned, Scans},
};
use crate::{engine::Engine, error::AppError};
use chat_domain::{Actor, Command, Refusal};
use chat_ports::{StageKind, UploadCursor, UploadQuery, UploadRecord, UploadStage};
use futures::{FutureExt as _, StreamExt as _, future, stream};
use std::{
    convert::Infallible,
    panic::AssertUnwindSafe,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use time::OffsetDateTime;
use tokio::time::{Interval, MissedTickBehavior, interval};

/// Records per page of the ledger.
const PAGE: usize = 64;

/// Minimum age before an unfinished upload counts as abandoned: far longer than storing and scanning
/// take.
const BROKEN_OFF: Duration = Duration::from_secs(60 * 60);

/// The result of one round of [`ChatService::release_held`](crate::ChatService::release_held).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Released {
    /// Released: messages can carry them.
    pub released: usize,
    /// Deleted: malware, or the uploader lost the permission.
    pub refused: usize,
    /// Still held.
    pub held: usize,
}

/// The result of one round of [`ChatService::collect_uploads`](crate::ChatService::collect_uploads).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Collected {
    /// Files whose bytes were deleted.
    pub deleted: usize,
    /// Files that a message carries: they stay, and their records are removed.
    pub carried: usize,
}

enum Settled {
    Released,
    Refused,
    Held,
}

/// Looks after uploads in the background.
pub(crate) struct Caretaker {
    engine: Arc<Engine>,
    quarantine: Arc<Quarantine>,
    scans: Arc<Scans>,
    /// The held upload after which the next round continues; `None` to start from the first.
    held_after: Mutex<Option<UploadCursor>>,
}

impl Caretaker {
    pub(super) fn new(quarantine: Arc<Quarantine>, scans: Arc<Scans>) -> Self {
        Self {
            engine: Arc::clone(&quarantine.engine),
            quarantine,
            scans,
            held_after: Mutex::default(),
        }
    }

    /// Looks after uploads until dropped. A panic in an adapter ends a round, not the upkeep.
    pub(crate) async fn run(&self) -> Infallible {
        loop {
            let rounds = AssertUnwindSafe(self.rounds()).catch_unwind();
            if rounds.await.is_err() {
                tracing::error!("the upkeep of uploads panicked");
            }
            tokio::time::sleep(self.engine.settings.uploads.upkeep_every).await;
        }
    }

    async fn rounds(&self) -> Infallible {
        // Concurrently: a scanner that hangs must not keep unsent files from being collected.
        let (never, _) = future::join(self.releasing(), self.collecting()).await;
        never
    }

    fn ticks(&self) -> Interval {
        let mut ticks = interval(self.engine.settings.uploads.upkeep_every);
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
                    tracing::info!(released, refused, held, "held uploads were rescanned");
                }
                Ok(_) => {}
                Err(error) => tracing::warn!(%error, "held uploads can't be listed"),
            }
        }
    }

    async fn collecting(&self) -> Infallible {
        let unsent_kept = self.engine.settings.uploads.unsent_kept;
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

    /// [`ChatService::release_held`](crate::ChatService::release_held).
    pub(crate) async fn release_held(&self) -> Result<Released, AppError> {
        let mut round = Released::default();
        let mut query = UploadQuery {
            stages: Some([StageKind::Held].into()),
            received_before: None,
            after: self.held_after().take(),
            limit: PAGE,
        };
        loop {
            let page = self.engine.ports.uploads.list(query.clone()).await?;
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
        let held_after = self.held_after.lock();
        held_after.unwrap_or_else(PoisonError::into_inner)
    }

    /// Settles a page of held uploads. Returns whether any got a verdict.
    async fn settle_page(&self, page: Vec<UploadRecord>, round: &mut Released) -> bool {
        let at_once = self.engine.settings.uploads.held_scans_at_once.max(1);
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
        match self.scans.scan(record.key).await {
            Scanned::Clean => self.release_one(record).await,
            Scanned::Infected => {
                let refused = FileRefused::malware();
                self.quarantine
                    .reject(record, refused.code, &refused.sentence)
                    .await?;
                Ok(Settled::Refused)
            }
            Scanned::Unknown => Ok(Settled::Held),
        }
    }

    async fn release_one(&self, record: &UploadRecord) -> Result<Settled, AppError> {
        let alone = self.quarantine.settling.lock().await;
        if self.quarantine.stage_now(record).await? != Some(StageKind::Held) {
            return Ok(Settled::Refused); // discarded during the scan
        }
        match self.quarantine.stage(record).await {
            Ok(file) if file.attachment == record.key.attachment => {
                self.quarantine.confirm(record).await?;
                Ok(Settled::Released)
            }
            Ok(_) => {
                // Another attempt was first: these bytes can never be staged.
                self.quarantine.erase(record.key).await;
                Ok(Settled::Refused)
            }
            Err(AppError::Refused(refusal)) => {
                drop(alone);
                self.quarantine.reject_for(record, refusal).await?;
                Ok(Settled::Refused)
            }
            Err(error) => Err(error),
        }
    }

    /// [`ChatService::collect_broken_off`](crate::ChatService::collect_broken_off).
    pub(crate) async fn collect_broken_off(&self) -> Result<usize, AppError> {
        let mut query = UploadQuery {
            stages: Some([StageKind::Arriving].into()),
            received_before: None,
            after: None,
            limit: PAGE,
        };
        let mut deleted = 0;
        loop {
            let page = self.engine.ports.uploads.list(query.clone()).await?;
            let Some(last) = page.last() else {
                return Ok(deleted);
            };
            query.after = Some(last.cursor());
            for record in &page {
                // A staged file was stored; only the ledger is behind.
                if !self.quarantine.is_staged(record.key).await?
                    && self
                        .quarantine
                        .reject_for(record, Refusal::FileUnknown)
                        .await?
                {
                    self.engine.ports.uploads.remove(record.key).await?;
                    deleted += 1;
                }
            }
        }
    }

    /// [`ChatService::collect_uploads`](crate::ChatService::collect_uploads).
    pub(crate) async fn collect_uploads(
        &self,
        older_than: Duration,
    ) -> Result<Collected, AppError> {
        let now = self.engine.ports.clock.now();
        let mut round = Collected::default();
        let mut query = UploadQuery {
            stages: None,
            received_before: Some(before(now, older_than)),
            after: None,
            limit: PAGE,
        };
        loop {
            let page = self.engine.ports.uploads.list(query.clone()).await?;
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
        if self.quarantine.is_staged(record.key).await? {
            return Ok(if self.discard_unsent(record).await? {
                deleted
            } else {
                carried
            });
        }
        match &record.stage {
            UploadStage::Held => {
                let gone = self
                    .quarantine
                    .reject(record, "not_scanned", NOT_SCANNED)
                    .await?;
                Ok(if gone { deleted } else { Collected::default() })
            }
            // The status of a refused upload can be asked for that long again.
            UploadStage::Refused { .. }
                if record.received >= before(now, older_than.saturating_mul(2)) =>
            {
                Ok(Collected::default())
            }
            UploadStage::Arriving if record.received >= before(now, older_than.max(BROKEN_OFF)) => {
                Ok(Collected::default())
            }
            UploadStage::Refused { .. } | UploadStage::Arriving | UploadStage::Released => {
                let gone = self
                    .quarantine
                    .reject_for(record, Refusal::FileUnknown)
                    .await?;
                if gone {
                    self.engine.ports.uploads.remove(record.key).await?;
                }
                Ok(if gone { deleted } else { Collected::default() })
            }
        }
    }

    /// Discards a staged file. Returns false if a message carries it.
    async fn discard_unsent(&self, record: &UploadRecord) -> Result<bool, AppError> {
        let ports = &self.engine.ports;
        let discard = Command::DiscardFile {
            attachment: record.key.attachment,
        };
        let visit = record.key.visit;
        match self.engine.execute(visit, Actor::Host, discard).await {
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

/// Why a held file was deleted.
const NOT_SCANNED: &str =
    "The file could not be checked for malware in time and was deleted. Upload it again.";

fn before(now: OffsetDateTime, by: Duration) -> OffsetDateTime {
    let by = time::Duration::try_from(by).unwrap_or(time::Duration::MAX);
    now.checked_sub(by).unwrap_or(OffsetDateTime::UNIX_EPOCH)
}
