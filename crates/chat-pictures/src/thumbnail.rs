//! Small pictures of pictures.

mod canvas;
mod gif;
mod jpeg;
mod limits;
mod png;
mod small;
mod upright;

use std::io::{Read, Seek};

use jpeg_encoder::{ColorType, Encoder, SamplingFactor};

use crate::error::{PictureError, Step};
use crate::format::PictureFormat;
use small::Small;

pub use limits::ThumbnailLimits;

/// The quality of the JPEGs that are made, of 100.
const QUALITY: u8 = 82;

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
