//! What making a thumbnail may take.

use crate::error::{PictureError, Step};

/// What making a thumbnail may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ThumbnailLimits {
    /// The largest picture that is decoded, width × height, in pixels. It bounds the time.
    pub max_pixels: u64,
    /// The most memory that decoding may take, in bytes.
    pub max_memory: u64,
}

impl ThumbnailLimits {
    /// The default: 100 megapixels and 64 MiB. With a longest side of 320 pixels, every JPEG and GIF
    /// within the pixels fits into the memory; a PNG does up to 2 million pixels a row.
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
