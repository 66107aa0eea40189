//! Small pictures of pictures.

mod canvas;
mod gif;
mod jpeg;
mod png;
mod upright;

use std::io::{Read, Seek};

use jpeg_encoder::{ColorType, Encoder, SamplingFactor};

use crate::error::{PictureError, Step};
use crate::format::PictureFormat;

/// The quality of the JPEGs that are made, of 100.
const QUALITY: u8 = 82;

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

    fn check(&self, pixels: u64, memory: u64) -> Step<()> {
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

/// A small picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Thumbnail {
    /// A JPEG without any metadata.
    pub bytes: Vec<u8>,
    /// In pixels.
    pub width: u16,
    /// In pixels.
    pub height: u16,
}

impl Thumbnail {
    /// The media type of [`bytes`](Self::bytes).
    pub const MEDIA_TYPE: &'static str = "image/jpeg";

    /// The longest side that is usual, in pixels.
    pub const MAX_SIDE: u16 = 320;
}

/// Makes a small picture of a picture: upright, on white, of an animation its first image.
///
/// Neither side is longer than `max_side` pixels, and the picture is never enlarged. The input is read
/// from its beginning.
///
/// # Errors
///
/// [`PictureError::TooLarge`] above the limits, [`PictureError::Malformed`] if it can't be decoded,
/// [`PictureError::Unsupported`] for kinds of JPEG that cameras don't write (arithmetic coding, more than
/// 8 bits, lossless), and [`PictureError::Io`] if reading fails.
pub fn thumbnail(
    input: &mut (impl Read + Seek),
    format: PictureFormat,
    max_side: u16,
    limits: &ThumbnailLimits,
) -> Step<Thumbnail> {
    let max_side = max_side.max(1);
    let picture = match format {
        PictureFormat::Jpeg => jpeg::shrink(input, max_side, limits)?,
        PictureFormat::Png => png::shrink(input, max_side, limits)?,
        PictureFormat::Gif => gif::shrink(input, max_side, limits)?,
    };
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, QUALITY);
    encoder.set_sampling_factor(SamplingFactor::F_1_1);
    encoder
        .encode(&picture.rgb, picture.width, picture.height, ColorType::Rgb)
        .map_err(|_| PictureError::Malformed("it can't be encoded"))?;
    let Small { width, height, .. } = picture;
    Ok(Thumbnail {
        bytes,
        width,
        height,
    })
}

/// A decoded picture of its final size.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Small {
    width: u16,
    height: u16,
    rgb: Vec<u8>,
}

/// The size of a thumbnail of a picture of this size.
fn fit(width: u32, height: u32, max_side: u16) -> (u16, u16) {
    let longest = u64::from(width.max(height).max(1));
    let most = u64::from(max_side).min(longest);
    let scaled = |side: u32| {
        let side = (u64::from(side) * most + longest / 2) / longest;
        u16::try_from(side.max(1)).unwrap_or(max_side)
    };
    (scaled(width), scaled(height))
}

/// A pixel with transparency, on white.
fn on_white(value: u8, alpha: u8) -> u8 {
    let (value, alpha) = (u32::from(value), u32::from(alpha));
    let mixed = (value * alpha + 255 * (255 - alpha) + 127) / 255;
    u8::try_from(mixed).unwrap_or(u8::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_keep_their_shape_and_are_never_enlarged() {
        assert_eq!(fit(4000, 3000, 320), (320, 240));
        assert_eq!(fit(3000, 4000, 320), (240, 320));
        assert_eq!(fit(100_000_000, 1, 320), (320, 1));
        assert_eq!(fit(31, 17, 320), (31, 17));
        assert_eq!(fit(1, 1, 320), (1, 1));
    }

    #[test]
    fn what_is_transparent_is_white() {
        assert_eq!(on_white(10, 0), 255);
        assert_eq!(on_white(10, 255), 10);
        assert_eq!(on_white(0, 128), 127);
    }
}
