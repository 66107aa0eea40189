//! PNG: row by row, interlaced or not.

use std::io::{BufReader, Read, Seek, SeekFrom};

use png::{
    BitDepth, ColorType, DecodeOptions, Decoder, DecodingError, Limits, Reader, Transformations,
};

use super::canvas::{Canvas, Rgb};
use super::limits::ThumbnailLimits;
use super::small::{Small, on_white};
use super::upright::upright;
use crate::error::{PictureError, Step};
use crate::exif;

/// Rows kept by decoder and filters, counted at the widest pixel format.
const ROWS: u64 = 4;

/// Decoder overhead beside its rows, in bytes.
const FIXED: u64 = 4 * 1024 * 1024;

/// First column, column distance, first row and row distance of each interlacing pass.
const PASSES: [(u32, u32, u32, u32); 7] = [
    (0, 8, 0, 8),
    (4, 8, 0, 8),
    (0, 4, 4, 8),
    (2, 4, 0, 4),
    (0, 2, 2, 4),
    (1, 2, 0, 2),
    (0, 1, 1, 2),
];

pub(super) fn shrink(
    input: &mut (impl Read + Seek),
    max_side: u16,
    limits: &ThumbnailLimits,
) -> Step<Small> {
    input.seek(SeekFrom::Start(0))?;
    let mut options = DecodeOptions::default();
    options.set_ignore_text_chunk(true);
    options.set_ignore_iccp_chunk(true);
    let mut decoder = Decoder::new_with_options(BufReader::new(input), options);
    let bytes = usize::try_from(limits.max_memory).unwrap_or(usize::MAX);
    decoder.set_limits(Limits { bytes });
    decoder.set_transformations(Transformations::EXPAND | Transformations::STRIP_16);
    let info = decoder.read_header_info().map_err(failed)?;
    let (width, height, interlaced) = (info.width, info.height, info.interlaced);
    let row = u64::from(width) * info.bytes_per_pixel().max(4) as u64;
    limits.check(u64::from(width) * u64::from(height), ROWS * row + FIXED)?;
    let mut reader = decoder.read_info().map_err(failed)?;
    let mut canvas = Canvas::new(width, height, max_side);
    if interlaced {
        for (x, dx, y, dy) in PASSES {
            // A pass without columns has no rows.
            for y in (y..height).step_by(dy as usize).filter(|_| x < width) {
                add(&mut reader, &mut canvas, y, (x, dx))?;
            }
        }
    } else {
        for y in 0..height {
            add(&mut reader, &mut canvas, y, (0, 1))?;
        }
    }
    let exif = reader.info().exif_metadata.as_ref();
    let orientation = exif
        .and_then(|bytes| exif::read(bytes).orientation)
        .unwrap_or(1);
    Ok(upright(canvas.finish(), orientation))
}

fn add(
    reader: &mut Reader<impl std::io::BufRead + Seek>,
    canvas: &mut Canvas,
    y: u32,
    places: (u32, u32),
) -> Step<()> {
    let (color, depth) = reader.output_color_type();
    if depth != BitDepth::Eight {
        return Err(PictureError::Unsupported("a PNG of an unknown depth"));
    }
    let row = reader
        .next_row()
        .map_err(failed)?
        .ok_or(PictureError::Malformed("it is truncated"))?;
    let data = row.data();
    match color {
        ColorType::Rgb => canvas.add_some(y, places, data.as_chunks().0.iter().copied()),
        ColorType::Rgba => canvas.add_some(y, places, data.as_chunks().0.iter().map(|p| rgba(*p))),
        ColorType::Grayscale => canvas.add_some(y, places, data.iter().map(|v| [*v; 3])),
        ColorType::GrayscaleAlpha => {
            let gray = |[v, a]: &[u8; 2]| [on_white(*v, *a); 3];
            canvas.add_some(y, places, data.as_chunks().0.iter().map(gray));
        }
        ColorType::Indexed => return Err(PictureError::Malformed("it has no palette")),
    }
    Ok(())
}

fn rgba([r, g, b, a]: [u8; 4]) -> Rgb {
    [r, g, b].map(|value| on_white(value, a))
}

fn failed(error: DecodingError) -> PictureError {
    match error {
        DecodingError::IoError(error) if error.kind() != std::io::ErrorKind::UnexpectedEof => {
            PictureError::Io(error)
        }
        DecodingError::LimitsExceeded => PictureError::TooLarge,
        _ => PictureError::Malformed("its data can't be decoded"),
    }
}
