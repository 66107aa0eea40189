//! GIF 87a and 89a: every block to the trailer.

use crate::bytes;
use crate::guest;
use crate::judge::Found;
use crate::judgement::Picture;
use crate::kind::Kind;
use crate::policy::AttachmentPolicy;
use crate::reason::Reason;
use crate::source::Source;
use crate::stop::{Step, Stop};
use crate::trailer;

/// Walks all blocks to the end of the image, then what is behind.
pub(crate) fn walk(source: &mut Source<'_>, policy: &AttachmentPolicy) -> Step<Found> {
    let screen: [u8; 13] = source.array(0)?.ok_or_else(Stop::damaged)?;
    // To a browser that takes the file for a script, the version is a name and a comment begins: all that
    // follows is hidden from it up to wherever the comment ends. As a width it would be 10,799 or 12,093.
    let opens_comment = |at: usize| screen.get(at..at + 2) == Some(b"/*");
    if opens_comment(6) || (screen.get(6) == Some(&b'=') && opens_comment(7)) {
        return Err(Stop::hidden("a script"));
    }
    let mut width = u32::from(bytes::le16(&screen, 6).unwrap_or(0));
    let mut height = u32::from(bytes::le16(&screen, 8).unwrap_or(0));
    let mut at = 13 + color_table(bytes::array(&screen, 10));
    let mut images = 0_u64;
    for _ in 0..MAX_BLOCKS {
        let [block] = source.array(at)?.ok_or_else(Stop::damaged)?;
        match block {
            0x2c => {
                let image: [u8; 10] = source.array(at)?.ok_or_else(Stop::damaged)?;
                let image_width = u32::from(bytes::le16(&image, 5).unwrap_or(0));
                let image_height = u32::from(bytes::le16(&image, 7).unwrap_or(0));
                if image_width == 0 || image_height == 0 {
                    return Err(Stop::damaged());
                }
                (width, height) = (width.max(image_width), height.max(image_height));
                if u64::from(width) * u64::from(height) > policy.max_pixels {
                    return Err(Stop::refused(Reason::TooManyPixels, ""));
                }
                at += 10 + color_table(bytes::array(&image, 9));
                let [code_size] = source.array(at)?.ok_or_else(Stop::damaged)?;
                if !(1..=11).contains(&code_size) {
                    return Err(Stop::damaged());
                }
                let data = at + 1;
                at = sub_blocks(source, data, true)?;
                if at == data + 1 {
                    return Err(Stop::damaged());
                }
                images += 1;
            }
            0x21 => {
                at = sub_blocks(source, at + 2, false)?;
            }
            0x3b if images > 0 => return end(source, width, height, at + 1),
            _ => return Err(Stop::damaged()),
        }
    }
    Err(Stop::too_complex())
}

/// Most images and extensions: a long animation has some thousands.
const MAX_BLOCKS: u32 = 200_000;

/// Looks at what is behind the image.
fn end(source: &mut Source<'_>, width: u32, height: u32, end: u64) -> Step<Found> {
    let picture = Picture { width, height, end };
    let mut found = Found::new(Kind::Gif);
    found.findings = trailer::of_picture(source, picture.end, trailer::Declared::default())?;
    found.picture = Some(picture);
    Ok(found)
}

/// Bytes of the color table that the flags announce.
fn color_table(flags: Option<[u8; 1]>) -> u64 {
    match flags {
        Some([flags]) if flags & 0x80 != 0 => 3 << ((flags & 7) + 1),
        _ => 0,
    }
}

/// Walks sub-blocks from `at`; the offset behind their end. Text and private data are looked at as they
/// are, and as their readers do: without the lengths between them.
fn sub_blocks(source: &mut Source<'_>, mut at: u64, is_image: bool) -> Step<u64> {
    let (mut raw, mut text) = (Vec::new(), Vec::new());
    loop {
        let [len] = source.array(at)?.ok_or_else(Stop::damaged)?;
        let end = at + 1 + u64::from(len);
        if !source.reaches(end)? {
            return Err(Stop::damaged());
        }
        if !is_image {
            let block = source.bytes(at, 1 + usize::from(len))?;
            raw.extend_from_slice(&block);
            text.extend_from_slice(block.get(1..).unwrap_or_default());
            if raw.len() >= TOGETHER || len == 0 {
                if let Some(what) = guest::in_metadata(&text).or_else(|| guest::in_metadata(&raw)) {
                    return Err(Stop::hidden(what));
                }
                raw.drain(..raw.len().saturating_sub(OVERLAP));
                text.drain(..text.len().saturating_sub(OVERLAP));
            }
        }
        if len == 0 {
            return Ok(end);
        }
        at = end;
    }
}

/// Sub-blocks are looked at in pieces of so many bytes.
const TOGETHER: usize = 64 * 1024;
/// How much of a piece is looked at again with the next.
const OVERLAP: usize = 1024;
