//! Resource limits of thumbnails.

use crate::error::{PictureError, Step};

/// Resource limits for making a thumbnail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ThumbnailLimits {
    /// The largest picture decoded, width × height, in pixels. Bounds the time.
    pub max_pixels: u64,
    /// Maximum memory for decoding, in bytes.
    pub max_memory: u64,
}

impl ThumbnailLimits {
    /// The default: 100 megapixels and 64 MiB. At a maximum side of 320 pixels, this is enough memory for every JPEG
    /// and GIF within the pixel limit, and for every PNG of up to 2 million pixels per row.
    pub const DEFAULT: Self = Self {
        max_pixels: 100_000_000,
        max_memory: 64 * 1024 * 1024,
    };

    /// # Errors
    /// [`PictureError::TooLarge`] above the limits.
    pub(super) fn check(&self, pixels: u64, memory: u64) -> Step<()> {
        if pixels > self.max_pixels || memory > self.max_memory {
            return Err(PictureError::TooLarge);
        }
        Ok(())
    }
}

impl Default for ThumbnailLimits {
    fn default() -> Self {
        Self::DEFAULT
    }
}
