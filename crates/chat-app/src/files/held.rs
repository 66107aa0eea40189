//! Held uploads: rescanned, then released or refused.

use super::{
    quarantine::{Quarantine, pages},
    scan::Scans,
};
use crate::error::AppError;
use chat_domain::ClinicId;
use chat_ports::{ScanVerdict, StageKind, UploadCursor, UploadRecord, UploadStage};
use futures::{StreamExt as _, future, stream};
use std::sync::{Arc, Mutex, PoisonError};

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

/// Releases held uploads.
pub(crate) struct Releaser {
    quarantine: Arc<Quarantine>,
    scans: Arc<Scans>,
    /// The held upload after which the next round continues; `None` to start from the first.
    after: Mutex<Option<UploadCursor>>,
}

impl Releaser {
    pub(super) fn new(quarantine: Arc<Quarantine>, scans: Arc<Scans>) -> Self {
        Self {
            quarantine,
            scans,
            after: Mutex::default(),
        }
    }

    /// [`ChatService::release_held`](crate::ChatService::release_held), of the clinics that are `ours`. Others are read and
    /// skipped: few uploads are held.
    pub(crate) async fn release_held(
        &self,
        ours: impl Fn(ClinicId) -> bool,
    ) -> Result<Released, AppError> {
        let mut round = Released::default();
        let mut query = pages(&[StageKind::Held, StageKind::Releasing]);
        query.after = self.continue_after(None);
        loop {
            let mut page = self.quarantine.next_page(&mut query).await?;
            let is_last = page.len() < query.limit;
            page.retain(|record| ours(record.key.visit.clinic));
            let answered = page.is_empty() || self.settle_page(page, &ours, &mut round).await;
            if is_last {
                return Ok(round);
            }
            if !answered {
                self.continue_after(query.after);
                return Ok(round);
            }
        }
    }

    /// Sets where the next round continues, and returns where this one does.
    fn continue_after(&self, next: Option<UploadCursor>) -> Option<UploadCursor> {
        let after = self.after.lock();
        std::mem::replace(&mut *after.unwrap_or_else(PoisonError::into_inner), next)
    }

    /// Settles a page of held uploads. Returns whether any got a verdict.
    async fn settle_page(
        &self,
        page: Vec<UploadRecord>,
        ours: &impl Fn(ClinicId) -> bool,
        round: &mut Released,
    ) -> bool {
        let settings = &self.quarantine.engine.settings.uploads;
        let at_once = settings.held_scans_at_once.max(1);
        let mut settled = stream::iter(page)
            // This process may have stood still since the list was read.
            .filter(|record| future::ready(ours(record.key.visit.clinic)))
            .map(|record| async move { self.settle(&record).await })
            .buffer_unordered(at_once);
        let mut answered = false;
        while let Some(one) = settled.next().await {
            let stage = one.unwrap_or_else(|error| {
                tracing::warn!(%error, "a held upload can't be settled now");
                StageKind::Held
            });
            match stage {
                StageKind::Released => round.released += 1,
                StageKind::Refused => round.refused += 1,
                StageKind::Arriving | StageKind::Held | StageKind::Releasing => round.held += 1,
            }
            answered |= stage != StageKind::Held;
        }
        answered
    }

    /// Settles one upload. Returns the stage it has reached.
    async fn settle(&self, record: &UploadRecord) -> Result<StageKind, AppError> {
        if record.stage == UploadStage::Releasing {
            return self.release(record).await; // it had a verdict
        }
        match self.scans.scan(record.key).await {
            Some(ScanVerdict::Clean) => self.release(record).await,
            Some(ScanVerdict::Infected { .. }) => {
                self.quarantine.reject_malware(record).await?;
                Ok(StageKind::Refused)
            }
            None => Ok(StageKind::Held),
        }
    }

    async fn release(&self, record: &UploadRecord) -> Result<StageKind, AppError> {
        Ok(match self.quarantine.release(record).await? {
            Ok(file) if file.attachment == record.key.attachment => StageKind::Released,
            Ok(_) | Err(_) => StageKind::Refused,
        })
    }
}
