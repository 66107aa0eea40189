//! From an untrusted stream to a judged file without metadata.

use super::{
    claim::FileClaim,
    refused::FileRefused,
    spool::{Spool, Spools, blocking},
};
use crate::error::AppError;
use bytes::Bytes;
use chat_attachments::{AttachmentPolicy, Intake, Judgement, judge};
use chat_domain::Refusal;
use chat_pictures::{PictureError, PictureFormat, Removed, strip};
use futures::{Stream, StreamExt as _};
use std::{io::Seek as _, pin::pin};

/// A file as it may be stored.
pub(super) struct TakenIn {
    pub(super) spool: Spool,
    pub(super) media_type: &'static str,
    /// What was removed from a photo (F9).
    pub(super) removed: Vec<Removed>,
}

/// The gate: which files are accepted, and where they are spooled.
pub(super) struct Gate {
    spools: Spools,
    policy: AttachmentPolicy,
}

impl Gate {
    pub(super) fn new(spools: Spools, policy: AttachmentPolicy) -> Self {
        Self { spools, policy }
    }

    /// Spools a stream with a hard limit (F6), judges it (F1 to F4), and strips the metadata of photos
    /// (F9). Refuses as early as possible.
    ///
    /// A stripped photo is judged again, so that the stored bytes are always the judged ones.
    pub(super) async fn take_in<E>(
        &self,
        claim: &FileClaim,
        max: u64,
        bytes: impl Stream<Item = Result<Bytes, E>> + Send,
    ) -> Result<TakenIn, AppError> {
        let (spool, judgement) = self.receive(claim, max, bytes).await?;
        let format = judgement
            .media_type()
            .and_then(PictureFormat::of_media_type);
        let Some(format) = format else {
            return taken_in(spool, &judgement, Vec::new());
        };
        let (spool, removed) = self.strip(spool, format).await?;
        let (spool, judgement) = self.judge(claim, spool).await?;
        taken_in(spool, &judgement, removed)
    }

    async fn receive<E>(
        &self,
        claim: &FileClaim,
        max: u64,
        bytes: impl Stream<Item = Result<Bytes, E>> + Send,
    ) -> Result<(Spool, Judgement), AppError> {
        let spool = Spool::new(&self.spools).await?;
        let mut intake = Intake::new(&claim.as_gate_claim(), &self.policy, spool)
            .map_err(|refusal| FileRefused::early(&refusal))?;
        let mut bytes = pin!(bytes);
        while let Some(chunk) = bytes.next().await {
            let chunk = chunk.map_err(|_| AppError::UploadBroken)?;
            if intake.len().saturating_add(chunk.len() as u64) > max {
                return Err(Refusal::FileTooLarge { max }.into());
            }
            let (rest, refusal) = blocking(move || {
                let refusal = intake.feed(&chunk)?;
                Ok((intake, refusal))
            })
            .await?;
            if let Some(refusal) = refusal {
                return Err(FileRefused::early(&refusal).into());
            }
            intake = rest;
        }
        let (judgement, spool) = blocking(move || {
            let (judgement, mut spool) = intake.finish()?;
            spool.rewind()?;
            Ok((judgement, spool))
        })
        .await?;
        accepted(spool, judgement)
    }

    async fn judge(&self, claim: &FileClaim, spool: Spool) -> Result<(Spool, Judgement), AppError> {
        let claim = claim.clone();
        let policy = self.policy.clone();
        let (spool, judgement) = spool
            .with(move |file| judge(file, &claim.as_gate_claim(), &policy))
            .await?;
        accepted(spool, judgement)
    }

    async fn strip(
        &self,
        spool: Spool,
        format: PictureFormat,
    ) -> Result<(Spool, Vec<Removed>), AppError> {
        let (spool, stripped) = spool
            .into(move |photo, clean| match strip(photo, format, clean) {
                Err(PictureError::Io(error)) => Err(error),
                stripped => Ok(stripped),
            })
            .await?;
        match stripped {
            Ok(stripped) => Ok((spool, stripped.removed.into_iter().collect())),
            Err(error) => {
                tracing::warn!(%error, "a photo's metadata can't be removed");
                Err(FileRefused::not_stripped().into())
            }
        }
    }
}

fn accepted(spool: Spool, judgement: Judgement) -> Result<(Spool, Judgement), AppError> {
    if judgement.is_accepted() {
        Ok((spool, judgement))
    } else {
        Err(FileRefused::judged(&judgement).into())
    }
}

fn taken_in(
    spool: Spool,
    judgement: &Judgement,
    removed: Vec<Removed>,
) -> Result<TakenIn, AppError> {
    let media_type = judgement
        .media_type()
        .ok_or_else(|| AppError::unavailable("accepted without a kind"))?;
    Ok(TakenIn {
        spool,
        media_type,
        removed,
    })
}
