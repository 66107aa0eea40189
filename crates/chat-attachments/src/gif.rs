//! Walk through a GIF 87a or 89a: every block up to the trailer.

use chat_formats::{Source, bytes, gif};

use crate::declared::Declared;
use crate::found::Found;
use crate::guest;
use crate::judgement::Picture;
use crate::kind::Kind;
use crate::policy::AttachmentPolicy;
use crate::reason::Reason;
use crate::stop::{Step, Stop};
use crate::trailer;

/// Walks all blocks to the end of the image, then the data after it.
pub(crate) fn walk(source: &mut Source<'_>, policy: &AttachmentPolicy) -> Step<Found> {
    let (screen, mut at) = gif::screen(source)?;
    // If a browser runs the file as a script, the version is an identifier and `/*` opens a comment that hides
    // the rest. As a width, `/*` would be 10,799 or 12,093 pixels.
    let opens_comment = |at: usize| screen.get(at..at + 2) == Some(b"/*");
    if opens_comment(6) || (screen.get(6) == Some(&b'=') && opens_comment(7)) {
        return Err(Stop::hidden("a script"));
    }
    let mut width = u32::from(bytes::le16(&screen, 6).unwrap_or(0));
    let mut height = u32::from(bytes::le16(&screen, 8).unwrap_or(0));
    let mut images = 0_u64;
    for _ in 0..MAX_BLOCKS {
        match gif::block(source, &mut at)? {
            gif::Block::Image {
                width: image_width,
                height: image_height,
                code_size,
            } => {
                if image_width == 0 || image_height == 0 {
                    return Err(Stop::damaged());
                }
                width = width.max(image_width.into());
                height = height.max(image_height.into());
                if u64::from(width) * u64::from(height) > policy.max_pixels {
                    return Err(Stop::refused(Reason::TooManyPixels, ""));
                }
                let [bits] = source.array(code_size)?.ok_or_else(Stop::damaged)?;
                if !(1..=11).contains(&bits) {
                    return Err(Stop::damaged());
                }
                let data = code_size + 1;
                at = sub_blocks(source, data, true)?;
                if at == data + 1 {
                    return Err(Stop::damaged());
                }
                images += 1;
            }
            gif::Block::Extension(_) => at = sub_blocks(source, at + 2, false)?,
            gif::Block::End { len } if images > 0 => return end(source, width, height, at + len),
            gif::Block::End { .. } => return Err(Stop::damaged()),
        }
    }
    Err(Stop::too_complex())
}

/// Maximum number of images and extensions. A long animation has a few thousand.
const MAX_BLOCKS: u32 = 200_000;

/// Checks the data after the image.
fn end(source: &mut Source<'_>, width: u32, height: u32, end: u64) -> Step<Found> {
    let picture = Picture { width, height, end };
    let mut found = Found::new(Kind::Gif);
    found.findings.add(trailer::of_picture(
        source,
        picture.end,
        Declared::default(),
    )?);
    found.picture = Some(picture);
    Ok(found)
}

/// Walks sub-blocks from `at` and returns the offset after them. Text and private data are searched both
/// raw and as readers see them: without the length bytes in between.
fn sub_blocks(source: &mut Source<'_>, mut at: u64, is_image: bool) -> Step<u64> {
    let (mut raw, mut text) = (Vec::new(), Vec::new());
    loop {
        let data = gif::sub_block(source, at)?;
        if !is_image {
            let block = source.bytes(at, (data.end - at) as usize)?;
            raw.extend_from_slice(&block);
            text.extend_from_slice(block.get(1..).unwrap_or_default());
            if raw.len() >= TOGETHER || data.is_empty() {
                if let Some(what) = guest::in_metadata(&text).or_else(|| guest::in_metadata(&raw)) {
                    return Err(Stop::hidden(what));
                }
                raw.drain(..raw.len().saturating_sub(OVERLAP));
                text.drain(..text.len().saturating_sub(OVERLAP));
            }
        }
        if data.is_empty() {
            return Ok(data.end);
        }
        at = data.end;
    }
}

/// Sub-blocks are searched in pieces of this many bytes.
const TOGETHER: usize = 64 * 1024;
/// Bytes at the end of a piece that are searched again with the next one.
const OVERLAP: usize = 1024;
