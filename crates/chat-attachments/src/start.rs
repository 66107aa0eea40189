//! First bytes of a file: names and refuses what is certainly of no accepted kind.

use std::borrow::Cow;

use chat_formats::{jpeg, png};

use crate::bmff;
use crate::foreign;
use crate::kind::Kind;
use crate::markup;
use crate::reason::Reason;
use crate::stop::{Step, Stop};

/// Bytes inspected at the start of a file.
pub(crate) const HEAD: usize = 4096;
/// Bytes within which readers look for a PDF header.
const PDF_WITHIN: usize = 1024;

/// Noun phrase for an unrecognized file.
pub(crate) const UNKNOWN: &str = "a file of an unknown kind";

pub(crate) const OLE: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

/// Format that a file's first bytes suggest. This accepts nothing; it only selects the walk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Content {
    Png,
    Jpeg,
    Gif,
    Pdf,
    Rtf,
    Zip,
    Ole,
}

impl Content {
    pub(crate) const fn noun(self) -> &'static str {
        match self {
            Content::Png => Kind::Png.noun(),
            Content::Jpeg => Kind::Jpeg.noun(),
            Content::Gif => Kind::Gif.noun(),
            Content::Pdf => Kind::Pdf.noun(),
            Content::Rtf => Kind::Rtf.noun(),
            Content::Zip => "a ZIP archive",
            Content::Ole => "an Office 97–2003 file",
        }
    }
}

/// Selects the walk.
///
/// # Errors
/// Refuses any start that no accepted kind has, and names the format.
pub(crate) fn of(head: &[u8]) -> Step<Content> {
    match refuse(head) {
        Some((reason, what)) => Err(Stop::refused(reason, what)),
        None => content(head).ok_or_else(|| Stop::refused(Reason::Unrecognized, UNKNOWN)),
    }
}

/// The walk for these first bytes.
pub(crate) fn content(head: &[u8]) -> Option<Content> {
    let starts = |magic: &[u8]| head.starts_with(magic);
    if starts(png::SIGNATURE) {
        Some(Content::Png)
    } else if starts(jpeg::SIGNATURE) {
        Some(Content::Jpeg)
    } else if starts(b"GIF87a") || starts(b"GIF89a") {
        Some(Content::Gif)
    } else if is_rtf(head) {
        Some(Content::Rtf)
    } else if starts(b"PK\x03\x04") {
        Some(Content::Zip)
    } else if starts(OLE) {
        Some(Content::Ole)
    } else {
        pdf_header(head).map(|_| Content::Pdf)
    }
}

/// RTF 1 begins with `{\rtf1`. Old writers use version 0 or omit the version. The rest follows the same rules,
/// for this walk and for the programs that open the file.
fn is_rtf(head: &[u8]) -> bool {
    match head.strip_prefix(b"{\\rtf") {
        Some([b'1', ..]) => true,
        Some([b'0', rest @ ..] | rest) => matches!(rest, [b'\\' | b'{' | b' ' | b'\r' | b'\n', ..]),
        None => false,
    }
}

/// Offset of the PDF header, if only white space or a byte order mark precedes it.
pub(crate) fn pdf_header(head: &[u8]) -> Option<usize> {
    let blank = blanks(head);
    (blank < PDF_WITHIN && head.get(blank..)?.starts_with(b"%PDF-")).then_some(blank)
}

/// Reason and noun phrase, if the first bytes are certain to be refused.
pub(crate) fn refuse(head: &[u8]) -> Option<(Reason, Cow<'static, str>)> {
    // Video players find these boxes regardless of the first bytes.
    if let Some(what) = bmff::name(head) {
        return Some((Reason::NotAccepted, what.into()));
    }
    if head.starts_with(b"\xff\xd8\xff\xf7") {
        return Some((Reason::NotAccepted, "a JPEG-LS image".into()));
    }
    if content(head).is_some() {
        return None;
    }
    if let Some(what) = foreign::name(head) {
        return Some((Reason::NotAccepted, what.into()));
    }
    if let Some(what) = markup::name(head) {
        return Some((Reason::NotAccepted, what.into()));
    }
    // A PDF header may still follow these blanks.
    if blanks(head) == head.len() && head.len() < PDF_WITHIN + 5 {
        return None;
    }
    if is_text(head) {
        return Some((Reason::NotAccepted, "a text file".into()));
    }
    Some((Reason::Unrecognized, UNKNOWN.into()))
}

fn blanks(head: &[u8]) -> usize {
    let mark = if head.starts_with(b"\xef\xbb\xbf") {
        3
    } else {
        0
    };
    let white = head
        .iter()
        .skip(mark)
        .take_while(|b| matches!(b, b' ' | b'\t' | b'\r' | b'\n' | 0x0c));
    mark + white.count()
}

fn is_text(head: &[u8]) -> bool {
    if head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff") {
        return true;
    }
    let valid = match std::str::from_utf8(head) {
        Ok(_) => true,
        Err(error) => error.error_len().is_none() && head.len() > 16,
    };
    valid
        && !head
            .iter()
            .any(|b| matches!(b, 0..=8 | 0x0e..=0x1a | 0x1c..=0x1f))
}
