//! Thumbnails, made on demand.

use super::{
    access::Permission,
    blocking::{blocking, consume},
    spool::{Spool, Spools},
};
use crate::{engine::Engine, error::AppError, settings::ThumbnailSettings, viewer::Viewer};
use bytes::Bytes;
use chat_domain::AttachmentId;
use chat_pictures::{PictureError, PictureFormat, ThumbnailLimits, thumbnail};
use chat_ports::{AccessKind, AttachmentKey, VisitKey};
use futures::TryStreamExt as _;
use moka::sync::Cache;
use std::sync::Arc;
use tokio::sync::Semaphore;

/// Bookkeeping bytes of one cached thumbnail.
const OVERHEAD: u32 = 256;

/// Cached JPEGs; `None` for a picture without a thumbnail.
type Made = Cache<AttachmentKey, Option<Bytes>>;

/// The cache of thumbnails, bounded by bytes, and their makers, bounded in number.
///
/// Failures are cached too, so a picture that is costly to refuse is refused once.
pub(crate) struct Thumbnails {
    engine: Arc<Engine>,
    spools: Spools,
    made: Made,
    makers: Arc<Semaphore>,
    max_side: u16,
}

fn cache(settings: &ThumbnailSettings) -> Made {
    let weight = |_: &AttachmentKey, jpeg: &Option<Bytes>| {
        let bytes = jpeg.as_ref().map_or(0, Bytes::len);
        u32::try_from(bytes)
            .unwrap_or(u32::MAX)
            .saturating_add(OVERHEAD)
    };
    Cache::builder()
        .max_capacity(settings.cache_bytes)
        .weigher(weight)
        .build()
}

impl Thumbnails {
    pub(super) fn new(engine: Arc<Engine>, spools: Spools) -> Self {
        let settings = &engine.settings.thumbnails;
        Self {
            made: cache(settings),
            makers: Arc::new(Semaphore::new(settings.at_once.max(1))),
            max_side: settings.max_side,
            engine,
            spools,
        }
    }

    /// [`ChatService::thumbnail`](crate::ChatService::thumbnail).
    pub(crate) async fn shown(
        &self,
        visit: VisitKey,
        viewer: Viewer,
        attachment: AttachmentId,
    ) -> Result<Bytes, AppError> {
        let (permission, file) = Permission::find(&self.engine, visit, viewer, attachment).await?;
        let format = PictureFormat::of_media_type(&file.media_type).ok_or(AppError::NoThumbnail)?;
        let key = permission.key();
        let made = match self.made.get(&key) {
            Some(made) => made,
            None => {
                let made = self.make(key, format).await?;
                // The message may have been retracted in the meantime.
                permission.check(&self.engine).await?;
                made
            }
        };
        let jpeg = made.ok_or(AppError::NoThumbnail)?;
        let shown = permission.subject(AccessKind::PictureShown);
        self.engine.accesses.open_once(&shown).await?;
        Ok(jpeg)
    }

    async fn make(
        &self,
        key: AttachmentKey,
        format: PictureFormat,
    ) -> Result<Option<Bytes>, AppError> {
        let permit = Arc::clone(&self.makers)
            .acquire_owned()
            .await
            .map_err(AppError::unavailable)?;
        if let Some(made) = self.made.get(&key) {
            return Ok(made); // by the previous holder of the permit
        }
        let mut picture = self.fetch(key).await?;
        let (max_side, kept) = (self.max_side, self.made.clone());
        blocking(move || {
            let small = thumbnail(&mut picture, format, max_side, &ThumbnailLimits::default());
            let made = match small {
                Ok(small) => Some(Bytes::from(small.bytes)),
                Err(PictureError::Io(error)) => return Err(error.into()),
                Err(error) => {
                    tracing::info!(%error, "a picture has no thumbnail");
                    None
                }
            };
            kept.insert(key, made.clone());
            drop(permit); // after the insert, for the next in line; also if the caller is gone
            Ok(made)
        })
        .await
    }

    /// A stored file, copied to the spool for random access.
    async fn fetch(&self, key: AttachmentKey) -> Result<Spool, AppError> {
        let stored = self.engine.ports.files.read(key, None).await?;
        let spool = Spool::new(&self.spools).await?;
        consume(stored.chunks.err_into(), spool).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chat_domain::{ClinicId, VisitId};
    use uuid::Uuid;

    #[test]
    fn least_used_thumbnails_are_evicted_beyond_the_byte_limit() {
        let settings = ThumbnailSettings {
            cache_bytes: 10_000,
            ..ThumbnailSettings::default()
        };
        let kept = cache(&settings);
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
