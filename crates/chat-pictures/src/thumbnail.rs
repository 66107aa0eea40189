//! Thumbnails of pictures.

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

/// JPEG quality of thumbnails, of 100.
const QUALITY: u8 = 82;

/// A thumbnail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Thumbnail {
    /// A JPEG without any metadata.
    pub bytes: Vec<u8>,
    /// Width in pixels.
    pub width: u16,
    /// Height in pixels.
    pub height: u16,
}

impl Thumbnail {
    /// The media type of [`bytes`](Self::bytes).
    pub const MEDIA_TYPE: &'static str = "image/jpeg";

    /// The usual maximum side, in pixels.
    pub const MAX_SIDE: u16 = 320;
}

/// Makes a thumbnail: upright, on white, and of an animation's first image.
///
/// Neither side exceeds `max_side` pixels, and the picture is never enlarged. Reads the input from its beginning.
///
/// ```
/// use chat_pictures::{PictureFormat, Thumbnail, ThumbnailLimits, thumbnail};
/// use std::io::Cursor;
///
/// let mut photo = Cursor::new(chat_attachments::fixture::png(640, 480));
/// let limits = ThumbnailLimits::DEFAULT;
/// let small = thumbnail(&mut photo, PictureFormat::Png, Thumbnail::MAX_SIDE, &limits)?;
/// assert_eq!((small.width, small.height), (320, 240));
/// # Ok::<(), chat_pictures::PictureError>(())
/// ```
///
/// # Errors
///
/// [`PictureError::TooLarge`] above the limits, [`PictureError::Malformed`] if the picture can't be decoded,
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
