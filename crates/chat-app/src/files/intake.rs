//! From an untrusted stream to a judged file without metadata.

use super::{
    admission::Admitted,
    blocking::{Consumer, consume},
    claim::FileClaim,
    refused::FileRefused,
    spool::{Spool, Spools},
};
use crate::error::AppError;
use bytes::Bytes;
use chat_attachments::{AttachmentPolicy, Intake, Judgement, judge};
use chat_domain::Refusal;
use chat_pictures::{PictureError, PictureFormat, Removed, strip};
use futures::{Stream, StreamExt as _};
use std::io::Seek as _;

/// A file as it may be stored.
pub(super) struct TakenIn {
    pub(super) spool: Spool,
    pub(super) media_type: &'static str,
    /// What was removed from a photo (F9).
    pub(super) removed: Vec<Removed>,
    pub(super) admitted: Admitted,
}

/// Spools a stream with a hard limit (F6), judges it (F1 to F4), and strips the metadata of photos (F9).
/// Refuses as early as possible. The permit is held as long as the spool file, even if the client disconnects.
pub(super) async fn take_in<E>(
    spools: &Spools,
    policy: &AttachmentPolicy,
    claim: &FileClaim,
    max: u64,
    bytes: impl Stream<Item = Result<Bytes, E>>,
    admitted: Admitted,
) -> Result<TakenIn, AppError> {
    let spool = Spool::new(spools).await?;
    let intake = Intake::new(&claim.as_gate_claim(), policy, spool)
        .map_err(|refusal| FileRefused::early(&refusal))?;
    let arriving = Arriving {
        intake,
        claim: claim.clone(),
        policy: policy.clone(),
        admitted,
    };
    consume(limited(bytes, max), arriving).await
}

fn limited<E>(
    bytes: impl Stream<Item = Result<Bytes, E>>,
    max: u64,
) -> impl Stream<Item = Result<Bytes, AppError>> {
    let mut received = 0_u64;
    bytes.map(move |chunk| {
        let chunk = chunk.map_err(|_| AppError::UploadBroken)?;
        received = received.saturating_add(chunk.len() as u64);
        if received > max {
            return Err(Refusal::FileTooLarge { max }.into());
        }
        Ok(chunk)
    })
}

/// A file that is arriving.
struct Arriving {
    intake: Intake<Spool>,
    claim: FileClaim,
    policy: AttachmentPolicy,
    admitted: Admitted,
}

impl Consumer for Arriving {
    type Output = TakenIn;

    fn take(&mut self, bytes: &[u8]) -> Result<(), AppError> {
        match self.intake.feed(bytes)? {
            Some(refusal) => Err(FileRefused::early(&refusal).into()),
            None => Ok(()),
        }
    }

    /// A stripped photo is judged again, so that the stored bytes are always the judged ones.
    fn finish(self) -> Result<TakenIn, AppError> {
        let (judgement, mut spool) = self.intake.finish()?;
        let mut media_type = accepted(&judgement)?;
        let mut removed = Vec::new();
        if let Some(format) = PictureFormat::of_media_type(media_type) {
            (spool, removed) = stripped(spool, format)?;
            let judgement = judge(&mut spool, &self.claim.as_gate_claim(), &self.policy)?;
            media_type = accepted(&judgement)?;
        }
        spool.rewind()?;
        Ok(TakenIn {
            spool,
            media_type,
            removed,
            admitted: self.admitted,
        })
    }
}

fn stripped(mut photo: Spool, format: PictureFormat) -> Result<(Spool, Vec<Removed>), AppError> {
    let mut clean = photo.another()?;
    photo.rewind()?;
    match strip(&mut photo, format, &mut clean) {
        Ok(stripped) => {
            clean.rewind()?;
            Ok((clean, stripped.removed.into_iter().collect()))
        }
        Err(PictureError::Io(error)) => Err(error.into()),
        Err(error) => {
            tracing::warn!(%error, "a photo's metadata can't be removed");
            Err(FileRefused::not_stripped().into())
        }
    }
}

/// The media type of an accepted file.
fn accepted(judgement: &Judgement) -> Result<&'static str, AppError> {
    if !judgement.is_accepted() {
        return Err(FileRefused::judged(judgement).into());
    }
    let media_type = judgement.media_type();
    media_type.ok_or_else(|| AppError::unavailable("accepted without a kind"))
}
