//! What is behind the end of a picture: none of it is copied.

use std::io::{Read, Seek};

use memchr::memmem;

use crate::error::Step;
use crate::removed::Removed;
use crate::source::{BUFFER, Source};

/// Where a further picture or a video begins.
const PICTURES: &[&[u8]] = &[b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"ftyp"];

/// What kind of data is behind, as far as its beginning tells.
pub(super) fn kind(source: &mut Source<impl Read + Seek>) -> Step<Option<Removed>> {
    let head = source.at_most(BUFFER)?;
    let is_picture = || {
        PICTURES
            .iter()
            .any(|start| memmem::find(&head, start).is_some())
    };
    Ok(match head.as_slice() {
        [] => None,
        _ if is_picture() => Some(Removed::OtherPictures),
        _ => Some(Removed::Other),
    })
}
