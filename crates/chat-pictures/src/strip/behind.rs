//! What is behind the end of a picture: none of it is copied.

use chat_formats::{Source, jpeg};
use memchr::memmem;

use crate::error::Step;
use crate::jpeg::PIECE;
use crate::removed::Removed;

/// Where a further picture or a video begins.
const PICTURES: &[&[u8]] = &[jpeg::SIGNATURE, b"\x89PNG", b"GIF8", b"ftyp"];

/// What kind of data is behind, as far as its beginning tells.
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
