//! A file's first bytes: refuse what certainly is no accepted kind, and name it.

use std::borrow::Cow;

use chat_formats::{jpeg, png};

use crate::bmff;
use crate::foreign;
use crate::kind::Kind;
use crate::markup;
use crate::reason::Reason;
use crate::stop::{Step, Stop};

/// How much of the beginning is looked at, in bytes.
pub(crate) const HEAD: usize = 4096;
/// How far into the file readers look for a PDF header.
const PDF_WITHIN: usize = 1024;

/// What a file is called that nothing recognizes.
pub(crate) const UNKNOWN: &str = "a file of an unknown kind";

pub(crate) const OLE: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

/// What a file begins like. The beginning accepts nothing; it only chooses the walk.
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

/// Chooses the walk.
///
/// # Errors
/// Refuses every beginning that no accepted kind has, and names what it is.
pub(crate) fn of(head: &[u8]) -> Step<Content> {
    match refuse(head) {
        Some((reason, what)) => Err(Stop::refused(reason, what)),
        None => content(head).ok_or_else(|| Stop::refused(Reason::Unrecognized, UNKNOWN)),
    }
}

/// The walk that the beginning calls for.
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

/// RTF 1 begins with `{\rtf1`. Old writers call it version 0, and some say none: what follows is read by the
/// same rules, by this walk as by the programs that open it.
fn is_rtf(head: &[u8]) -> bool {
    match head.strip_prefix(b"{\\rtf") {
        Some([b'1', ..]) => true,
        Some([b'0', rest @ ..] | rest) => matches!(rest, [b'\\' | b'{' | b' ' | b'\r' | b'\n', ..]),
        None => false,
    }
}

/// Where the PDF header is, if only white space or a byte order mark is before it.
pub(crate) fn pdf_header(head: &[u8]) -> Option<usize> {
    let blank = blanks(head);
    (blank < PDF_WITHIN && head.get(blank..)?.starts_with(b"%PDF-")).then_some(blank)
}

/// Why the beginning is refused and what it is, if that is certain.
pub(crate) fn refuse(head: &[u8]) -> Option<(Reason, Cow<'static, str>)> {
    // Players find these boxes whatever else the first bytes say.
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
    // A PDF header may still come behind the blanks that are here.
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
