//! Boxes of a motion photo's video (ISO/IEC 14496-12), from which the compressed media is taken out.

use std::ops::Range;

use chat_formats::{Source, bytes};

use crate::stop::Step;

/// Maximum number of boxes at the top level. Phones write about five.
const MAX_BOXES: usize = 64;

/// Compressed media of the video that begins at `start`, in order. Only boxes that follow each other without a gap
/// belong to the video.
pub(crate) fn media(source: &mut Source<'_>, start: u64) -> Step<Vec<Range<u64>>> {
    let mut media = Vec::new();
    let mut at = start;
    for index in 0..MAX_BOXES {
        let Some(head) = source.array::<16>(at)? else {
            break;
        };
        let kind: [u8; 4] = bytes::array(&head, 4).unwrap_or_default();
        let is_box = match &kind {
            b"ftyp" => index == 0,
            b"moov" | b"mdat" | b"free" | b"skip" | b"wide" | b"uuid" | b"meta" | b"moof"
            | b"sidx" | b"styp" | b"mfra" | b"mpvd" => index > 0,
            _ => false,
        };
        let (header, size) = match bytes::be32(&head, 0).map(u64::from) {
            Some(1) => (16, bytes::be64(&head, 8).unwrap_or(0)),
            size => (8, size.unwrap_or(0)),
        };
        let Some(end) = at.checked_add(size).filter(|_| is_box && size >= header) else {
            break;
        };
        if !source.reaches(end)? {
            break;
        }
        if &kind == b"mdat" {
            media.push(at + header..end);
        }
        at = end;
    }
    Ok(media)
}
