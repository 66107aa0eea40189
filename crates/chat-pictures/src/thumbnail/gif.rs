//! GIF: the first image, row by row.

use std::io::{Read, Seek, SeekFrom};
use std::num::NonZeroU64;

use gif::{ColorOutput, DecodeOptions, DecodingError, MemoryLimit};

use super::canvas::{Canvas, Rgb, WHITE};
use super::limits::ThumbnailLimits;
use super::small::Small;
use crate::error::{PictureError, Step};

/// First row and row distance of each interlacing pass.
const PASSES: [(u32, usize); 4] = [(0, 8), (4, 8), (2, 4), (1, 2)];

pub(super) fn shrink(
    input: &mut (impl Read + Seek),
    max_side: u16,
    limits: &ThumbnailLimits,
) -> Step<Small> {
    input.seek(SeekFrom::Start(0))?;
    let mut options = DecodeOptions::new();
    options.set_color_output(ColorOutput::Indexed);
    let bytes = NonZeroU64::new(limits.max_memory).unwrap_or(NonZeroU64::MIN);
    options.set_memory_limit(MemoryLimit::Bytes(bytes));
    let mut decoder = options.read_info(input).map_err(failed)?;
    let frame = decoder.next_frame_info().map_err(failed)?;
    let frame = frame
        .ok_or(PictureError::Malformed("it has no image"))?
        .clone();
    let sides = |screen: u16, image: u16| u32::from(if screen == 0 { image } else { screen });
    let width = sides(decoder.width(), frame.width);
    let height = sides(decoder.height(), frame.height);
    if width == 0 || height == 0 || frame.width == 0 {
        return Err(PictureError::Malformed("it has no size"));
    }
    let image = u64::from(frame.width) * u64::from(frame.height);
    limits.check((u64::from(width) * u64::from(height)).max(image), 0)?;

    let palette = decoder.palette().map_err(failed)?.to_vec();
    let (colors, _) = palette.as_chunks::<3>();
    let color = |index: &u8| -> Rgb {
        let seen = frame.transparent != Some(*index);
        colors
            .get(usize::from(*index))
            .filter(|_| seen)
            .copied()
            .unwrap_or(WHITE)
    };
    let mut canvas = Canvas::new(width, height, max_side);
    let (left, top) = (u32::from(frame.left), u32::from(frame.top));
    let mut row = vec![0; usize::from(frame.width)];
    for y in rows(frame.height.into(), frame.interlaced) {
        if !decoder.fill_buffer(&mut row).map_err(failed)? {
            return Err(PictureError::Malformed("it is truncated"));
        }
        if top + y < height {
            let before = std::iter::repeat_n(WHITE, left as usize);
            let pixels = before
                .chain(row.iter().map(color))
                .chain(std::iter::repeat(WHITE));
            canvas.add(top + y, pixels.take(width as usize));
        }
    }
    // Area that the image leaves empty.
    let bottom = top + u32::from(frame.height);
    for y in (0..top.min(height)).chain(bottom.min(height)..height) {
        canvas.add(y, std::iter::repeat_n(WHITE, width as usize));
    }
    Ok(canvas.finish())
}

/// Row numbers in stored order.
fn rows(height: u32, interlaced: bool) -> impl Iterator<Item = u32> {
    let passes: &[(u32, usize)] = if interlaced { &PASSES } else { &[(0, 1)] };
    passes
        .iter()
        .flat_map(move |(first, step)| (*first..height).step_by(*step))
}

fn failed(error: DecodingError) -> PictureError {
    match error {
        DecodingError::Io(error) if error.kind() != std::io::ErrorKind::UnexpectedEof => {
            PictureError::Io(error)
        }
        DecodingError::MemoryLimit | DecodingError::OutOfMemory => PictureError::TooLarge,
        _ => PictureError::Malformed("its data can't be decoded"),
    }
}
