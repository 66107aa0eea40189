//! Data after the end of a picture, which is never copied.

use chat_formats::{Source, jpeg};
use memchr::memmem;

use crate::error::Step;
use crate::jpeg::PIECE;
use crate::removed::Removed;

/// First bytes of an extra picture or video.
const PICTURES: &[&[u8]] = &[jpeg::SIGNATURE, b"\x89PNG", b"GIF8", b"ftyp"];

/// Kind of the data after the picture, judged by its first bytes.
pub(super) fn kind(source: &mut Source<'_>, end: u64) -> Step<Option<Removed>> {
    let head = source.bytes(end, PIECE)?;
    let is_picture = || {
        PICTURES
            .iter()
            .any(|start| memmem::find(&head, start).is_some())
    };
    Ok(match &*head {
        [] => None,
        _ if is_picture() => Some(Removed::OtherPictures),
        _ => Some(Removed::Other),
    })
}
