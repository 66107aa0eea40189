//! Data that Samsung phones append to a photo: named blocks, and a list of them at the very end.
//!
//! A block consists of two zero bytes, its type, the length of its name, the name, and its content. The list is
//! `SEFH`, a version, a count and 12 bytes per block, which give its distance before the list; then the list's
//! length and `SEFT`. All numbers are little-endian. The format is not standardized; all phones since 2016 use it.

use chat_formats::{Source, bytes};

use crate::stop::Step;

/// Start of the block with a motion photo's video.
const VIDEO: &[u8; 24] = b"\0\0\x30\x0a\x10\0\0\0MotionPhoto_Data";
/// Size of an empty list, and of each block's entry, in bytes.
const LIST: u64 = 12;
const BLOCK: u64 = 12;
/// Maximum number of blocks. Phones write about ten.
const MAX_BLOCKS: u64 = 256;

/// Whether the list declares the video at this offset as a motion photo's. Photos from 2016 to 2020 declare it
/// nowhere else.
pub(crate) fn declares(source: &mut Source<'_>, video: u64) -> Step<bool> {
    let Some(block) = video.checked_sub(VIDEO.len() as u64) else {
        return Ok(false);
    };
    if !source.has(block, VIDEO)? {
        return Ok(false);
    }
    let end = source.len()?.saturating_sub(8);
    let Some(last) = source.array::<8>(end)? else {
        return Ok(false);
    };
    let len = u64::from(bytes::le32(&last, 0).unwrap_or(0));
    let count = len.saturating_sub(LIST) / BLOCK;
    let Some(list) = end.checked_sub(len).filter(|_| count <= MAX_BLOCKS) else {
        return Ok(false);
    };
    let whole = last.ends_with(b"SEFT") && len == LIST + BLOCK * count;
    let head: [u8; 12] = source.array(list)?.unwrap_or_default();
    if !whole || !head.starts_with(b"SEFH") || bytes::le32(&head, 8).map(u64::from) != Some(count) {
        return Ok(false);
    }
    for n in 0..count {
        let entry: [u8; 12] = source.array(list + LIST + BLOCK * n)?.unwrap_or_default();
        let back = bytes::le32(&entry, 4).map(u64::from);
        let size = bytes::le32(&entry, 8).map(u64::from);
        let is_there = back.and_then(|back| list.checked_sub(back)) == Some(block);
        let fits = size.is_some_and(|size| size >= VIDEO.len() as u64 && block + size <= list);
        if entry.starts_with(b"\0\0\x30\x0a") && is_there && fits {
            return Ok(true);
        }
    }
    Ok(false)
}
