//! Small pictures of files, made when somebody asks for one.

use super::{
    Permits,
    spool::{Spool, blocking},
};
use crate::{error::AppError, rates::Kind, service::ChatService, settings::ThumbnailSettings};
use bytes::Bytes;
use chat_domain::{
    AttachmentId, PersonId,
    access::{may_oversee_file, may_read_file},
};
use chat_pictures::{PictureError, PictureFormat, ThumbnailLimits, thumbnail};
use chat_ports::{AttachmentKey, PortError, VisitKey};
use futures::StreamExt as _;
use moka::sync::Cache;
use std::sync::Arc;
use tokio::sync::Semaphore;

/// What the book-keeping of one kept picture weighs, in bytes.
const OVERHEAD: u32 = 256;

/// A small picture, encoded by us.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ThumbnailShown {
    /// A JPEG.
    pub jpeg: Bytes,
}

/// The small pictures in memory, and who may make more.
///
/// They are kept by what they weigh. That there is none of a picture is kept, too, so that a picture
/// that is costly to refuse is refused once.
pub(crate) struct Thumbnails {
    made: Cache<AttachmentKey, Option<Bytes>>,
    makers: Arc<Semaphore>,
    max_side: u16,
}

impl Thumbnails {
    pub(crate) fn new(settings: &ThumbnailSettings) -> Self {
        let weight = |_: &AttachmentKey, jpeg: &Option<Bytes>| {
            let bytes = jpeg.as_ref().map_or(0, Bytes::len);
            u32::try_from(bytes)
                .unwrap_or(u32::MAX)
                .saturating_add(OVERHEAD)
        };
        Self {
            made: Cache::builder()
                .max_capacity(settings.cache_bytes)
                .weigher(weight)
                .build(),
            makers: Arc::new(Semaphore::new(settings.at_once.max(1))),
            max_side: settings.max_side,
        }
    }
}

impl ChatService {
    /// A small picture of a picture that the person may read now (F5).
    ///
    /// # Errors
    /// As [`ChatService::download`]; [`AppError::NoThumbnail`].
    pub async fn thumbnail(
        &self,
        visit: VisitKey,
        person: PersonId,
        attachment: AttachmentId,
    ) -> Result<ThumbnailShown, AppError> {
        self.inner.rates.admit(Kind::Read, visit.clinic, person)?;
        // Asked first as of a person to whom the visit may not exist (M7).
        let state = self.snapshot_for(visit, person).await?.state;
        may_read_file(&state, person, attachment)?;
        self.thumbnail_as(may_read_file, visit, person, attachment)
            .await
    }

    /// A small picture of a picture for which the person broke the glass (M5).
    ///
    /// # Errors
    /// As [`ChatService::oversee_file`]; [`AppError::NoThumbnail`].
    pub async fn oversee_thumbnail(
        &self,
        visit: VisitKey,
        overseer: PersonId,
        attachment: AttachmentId,
    ) -> Result<ThumbnailShown, AppError> {
        self.thumbnail_as(may_oversee_file, visit, overseer, attachment)
            .await
    }

    async fn thumbnail_as(
        &self,
        permits: Permits,
        visit: VisitKey,
        reader: PersonId,
        attachment: AttachmentId,
    ) -> Result<ThumbnailShown, AppError> {
        let state = self.snapshot(visit).await?.state;
        let file = permits(&state, reader, attachment)?;
        let format = PictureFormat::of_media_type(&file.media_type).ok_or(AppError::NoThumbnail)?;
        let key = AttachmentKey { visit, attachment };
        let thumbnails = &self.inner.thumbnails;
        let made = match thumbnails.made.get(&key) {
            Some(made) => made,
            None => {
                let made = self.make(key, format).await?;
                // Making it took a while: the message may have been retracted.
                let state = self.snapshot(visit).await?.state;
                permits(&state, reader, attachment)?;
                made
            }
        };
        let jpeg = made.ok_or(AppError::NoThumbnail)?;
        Ok(ThumbnailShown { jpeg })
    }

    async fn make(
        &self,
        key: AttachmentKey,
        format: PictureFormat,
    ) -> Result<Option<Bytes>, AppError> {
        let thumbnails = &self.inner.thumbnails;
        let permit = Arc::clone(&thumbnails.makers)
            .acquire_owned()
            .await
            .map_err(AppError::unavailable)?;
        if let Some(made) = thumbnails.made.get(&key) {
            return Ok(made); // by whoever was waited for
        }
        let mut picture = self.fetch(key).await?;
        let (max_side, kept) = (thumbnails.max_side, thumbnails.made.clone());
        blocking(move || {
            let small = thumbnail(&mut picture, format, max_side, &ThumbnailLimits::default());
            let made = match small {
                Ok(small) => Some(Bytes::from(small.bytes)),
                Err(PictureError::Io(error)) => return Err(error),
                Err(error) => {
                    tracing::info!(%error, "there is no thumbnail of a picture");
                    None
                }
            };
            kept.insert(key, made.clone());
            drop(permit); // not before whoever waits finds it; also if nobody waits any more
            Ok(made)
        })
        .await
    }

    /// A stored file in a file of the spool, in which one can go back and forth.
    async fn fetch(&self, key: AttachmentKey) -> Result<Spool, AppError> {
        let mut chunks = match self.inner.ports.files.read(key, None).await {
            Ok(stored) => stored.chunks,
            // The log says that it is there.
            Err(error @ PortError::NotFound) => return Err(PortError::corrupt(error).into()),
            Err(error) => return Err(error.into()),
        };
        let mut spool = Spool::new(&self.inner.spools).await?;
        while let Some(chunk) = chunks.next().await {
            let chunk = chunk?;
            spool = blocking(move || {
                std::io::Write::write_all(&mut spool, &chunk)?;
                Ok(spool)
            })
            .await?;
        }
        Ok(spool)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chat_domain::{ClinicId, VisitId};
    use uuid::Uuid;

    #[test]
    fn beyond_the_bytes_that_are_kept_the_least_used_go() {
        let settings = ThumbnailSettings {
            cache_bytes: 10_000,
            ..ThumbnailSettings::default()
        };
        let kept = Thumbnails::new(&settings).made;
        let id = Uuid::from_u128;
        let visit = VisitKey::new(ClinicId::new(id(1)), VisitId::new(id(2)));
        for n in 0..100 {
            let attachment = AttachmentId::new(id(n));
            let jpeg = Bytes::from_static(&[0; 1_000]);
            kept.insert(AttachmentKey { visit, attachment }, Some(jpeg));
            kept.run_pending_tasks();
            assert!(kept.weighted_size() <= settings.cache_bytes);
        }
        assert!(kept.entry_count() > 0);
    }
}
