//! Selection of the JPEG segments to keep.

use std::borrow::Cow;
use std::collections::BTreeSet;

use chat_formats::jpeg::{self, Frame};

use super::iptc;
use crate::error::{PictureError, Step};
use crate::exif;
use crate::removed::Removed;
use crate::xmp;

/// Length of a JFIF header without its preview, of a Motion JPEG's header, and of Adobe's segment, in bytes.
const JFIF: usize = 14;
const AVI: usize = 14;
const ADOBE: usize = 12;

/// State of the selection.
#[derive(Default)]
pub(super) struct Kept {
    pub(super) without_profile: bool,
    pub(super) removed: BTreeSet<Removed>,
    pub(super) frame: Option<Frame>,
    pub(super) scans: u64,
    pub(super) orientation: Option<u8>,
    jfif: bool,
    exif: bool,
    adobe: bool,
}

/// Output for a segment, if it is kept.
type Body<'a> = Option<Cow<'a, [u8]>>;

impl Kept {
    /// Output for this segment. Its length has been checked.
    pub(super) fn of<'a>(&mut self, marker: u8, body: &'a [u8]) -> Step<Body<'a>> {
        match marker {
            0xda if self.frame.is_none() => {
                return Err(PictureError::Malformed("a scan before its frame"));
            }
            0xda => self.scans += 1,
            // Tables, restart interval, number of lines, hierarchical pictures.
            0xc4 | 0xcc | 0xdb..=0xdf => {}
            _ if jpeg::is_frame(marker) => {
                if self.frame.is_none() {
                    self.frame = Frame::read(body);
                }
            }
            _ => return Ok(self.of_other(marker, body)),
        }
        Ok(Some(Cow::Borrowed(body)))
    }

    /// Application data and comments.
    fn of_other<'a>(&mut self, marker: u8, body: &'a [u8]) -> Body<'a> {
        let is = |start: &[u8]| body.starts_with(start);
        match marker {
            // A Motion JPEG frame: decoders supply its Huffman tables.
            0xe0 if is(b"AVI1\0") => self.cut(body, AVI),
            0xe0 if is(b"JFXX\0") => self.dropped(Removed::Thumbnail),
            0xe0 if is(b"JFIF\0") && body.len() >= JFIF && !self.jfif => self.jfif(body),
            0xe1 if is(b"Exif\0") && body.len() > 5 => self.exif(body),
            0xe1 if is(jpeg::XMP) => self.reported(xmp::kinds(body)),
            0xe2 if is(b"ICC_PROFILE\0") && body.len() > 14 => {
                (!self.without_profile).then_some(Cow::Borrowed(body))
            }
            0xe2 if is(jpeg::MULTI_PICTURE) || is(b"urn:iso:std:iso:ts:21496") => {
                self.dropped(Removed::OtherPictures)
            }
            0xed => match body.strip_prefix(b"Photoshop 3.0\0") {
                Some(resources) => self.reported(iptc::kinds(resources)),
                None => self.dropped(Removed::Other),
            },
            0xee if is(b"Adobe") && body.len() >= ADOBE && !self.adobe => {
                self.adobe = true;
                self.cut(body, ADOBE)
            }
            0xfe => self.dropped(Removed::Comment),
            _ => self.dropped(Removed::Other),
        }
    }

    pub(super) fn drops(&mut self, kind: Removed) {
        self.removed.insert(kind);
    }

    fn dropped<'a>(&mut self, kind: Removed) -> Body<'a> {
        self.drops(kind);
        None
    }

    /// Drops a segment; `reported` means that its content has been reported already.
    fn dropped_as<'a>(&mut self, reported: bool) -> Body<'a> {
        if !reported {
            self.drops(Removed::Other);
        }
        None
    }

    fn reported<'a>(&mut self, mut kinds: BTreeSet<Removed>) -> Body<'a> {
        self.removed.append(&mut kinds);
        None
    }

    fn cut<'a>(&mut self, body: &'a [u8], len: usize) -> Body<'a> {
        if body.len() > len {
            self.drops(Removed::Other);
        }
        Some(Cow::Borrowed(body.get(..len).unwrap_or(body)))
    }

    /// Keeps the JFIF header, without its preview.
    fn jfif<'a>(&mut self, body: &'a [u8]) -> Body<'a> {
        self.jfif = true;
        if body.get(12..JFIF) == Some(&[0, 0]) {
            return self.cut(body, JFIF);
        }
        self.drops(Removed::Thumbnail);
        Some(Cow::Owned([body.get(..12)?, &[0, 0]].concat()))
    }

    /// Keeps EXIF data with just the orientation.
    fn exif<'a>(&mut self, body: &'a [u8]) -> Body<'a> {
        // The prefix ends with a zero byte and one byte of any value.
        let mut exif = exif::read(body.get(6..)?);
        let reported = !exif.removed.is_empty();
        self.removed.append(&mut exif.removed);
        // If there are several, viewers use the first that states an orientation.
        if self.exif || !exif.states_orientation {
            return self.dropped_as(reported);
        }
        self.exif = true;
        self.orientation = exif.orientation;
        let Some(orientation) = exif.orientation else {
            return self.dropped_as(reported);
        };
        let minimal = [b"Exif\0\0".as_slice(), &exif::minimal(orientation)].concat();
        if minimal != body && !reported {
            self.drops(Removed::Other);
        }
        Some(Cow::Owned(minimal))
    }
}
