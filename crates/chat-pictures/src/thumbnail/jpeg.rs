//! JPEG: a large picture by its blocks' mean colors, a small one decoded at reduced size.

mod bits;
mod blocks;
mod color;

use std::io::{BufReader, Read, Seek};

use chat_formats::Source;
use chat_formats::jpeg::Frame;
use jpeg_decoder::{Decoder, Error, PixelFormat};

use super::canvas::Canvas;
use super::limits::ThumbnailLimits;
use super::small::{Small, fit};
use super::upright::upright;
use crate::error::{PictureError, Step};
use crate::jpeg::{PIECE, Picture};

/// Maximum number of scans, above what any program writes. Each may cost as much as the whole picture.
const MAX_SCANS: u64 = 200;

/// Decoder overhead beside the picture, in bytes.
const FIXED: u64 = 4 * 1024 * 1024;

pub(super) fn shrink(
    input: &mut (impl Read + Seek),
    max_side: u16,
    limits: &ThumbnailLimits,
) -> Step<Small> {
    let mut source = Source::forward(input)?;
    let mut picture = Picture::bare(&mut source);
    while picture.next()?.is_some() {}
    let orientation = picture.orientation().unwrap_or(1);
    let frame = picture
        .frame()
        .ok_or(PictureError::Malformed("it has no frame"))?
        .clone();
    if picture.scans() > MAX_SCANS {
        return Err(PictureError::TooLarge);
    }
    let mut source = Source::forward(input)?;
    let picture = Picture::bare(&mut source);
    let (width, height) = fit(frame.width.into(), frame.height.into(), max_side);
    let is_large = frame.width.div_ceil(8) >= width && frame.height.div_ceil(8) >= height;
    let small = if is_large {
        // One 16-bit number per block.
        limits.check(frame.pixels(), frame.samples() / 32 + FIXED)?;
        let mut reader = BufReader::with_capacity(PIECE, picture);
        blocks::shrink(&mut reader, (width, height))?
    } else {
        whole(picture, &frame, (width, height), limits)?
    };
    Ok(upright(small, orientation))
}

/// Decodes the whole picture.
fn whole(
    picture: Picture<'_, '_>,
    frame: &Frame,
    size: (u16, u16),
    limits: &ThumbnailLimits,
) -> Step<Small> {
    // Two bytes per sample, for a whole progressive picture or for queues of the decoder's threads. The decoded
    // picture has at most half the width and height, unless it is hardly larger than its thumbnail.
    let scaled = 16 * u64::from(size.0) * u64::from(size.1) * frame.components.len() as u64;
    limits.check(frame.pixels(), 2 * frame.samples() + scaled + FIXED)?;
    let mut decoder = Decoder::new(BufReader::with_capacity(PIECE, picture));
    let (width, height) = decoder.scale(size.0, size.1).map_err(failed)?;
    let pixels = decoder.decode().map_err(failed)?;
    let format = decoder.info().map(|info| info.pixel_format);
    let mut canvas = Canvas::sized(width.into(), height.into(), size);
    let bytes = format.map_or(1, |format| format.pixel_bytes());
    for (y, row) in (0..).zip(pixels.chunks_exact(usize::from(width) * bytes)) {
        match format {
            Some(PixelFormat::L8) => canvas.add(y, row.iter().map(|v| [*v; 3])),
            Some(PixelFormat::RGB24) => canvas.add(y, row.as_chunks().0.iter().copied()),
            Some(PixelFormat::CMYK32) => {
                let ink =
                    |[c, m, y, k]: &[u8; 4]| color::cmyk([*c, *m, *y].map(|v| 255 - v), 255 - k);
                canvas.add(y, row.as_chunks().0.iter().map(ink));
            }
            _ => return Err(PictureError::Unsupported("a JPEG of more than 8 bits")),
        }
    }
    Ok(canvas.finish())
}

fn failed(error: Error) -> PictureError {
    match error {
        Error::Io(error) if error.kind() != std::io::ErrorKind::UnexpectedEof => {
            PictureError::Io(error)
        }
        Error::Unsupported(_) => PictureError::Unsupported("an unusual kind of JPEG"),
        _ => PictureError::Malformed("its data can't be decoded"),
    }
}
