//! Which walk a file's beginning calls for, and the checks that all walks share.

use std::sync::LazyLock;

use memchr::memmem::Finder;

use crate::judge::{Claim, Found};
use crate::kind::Kind;
use crate::policy::AttachmentPolicy;
use crate::reason::Reason;
use crate::source::Source;
use crate::stop::{Step, Stop};
use crate::watch::Watch;
use crate::{gif, guest, jpeg, ole, pdf, png, rtf, start, zip};

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
    match start::refuse(head) {
        Some((reason, what)) => Err(Stop::refused(reason, what)),
        None => {
            start::content(head).ok_or_else(|| Stop::refused(Reason::Unrecognized, start::UNKNOWN))
        }
    }
}

/// Walks the file.
pub(crate) fn walk(
    content: Content,
    source: &mut Source<'_>,
    claim: &Claim<'_>,
    policy: &AttachmentPolicy,
) -> Step<Found> {
    refuse_second_start(content, source)?;
    if matches!(content, Content::Png | Content::Jpeg | Content::Gif) {
        source.watch(Watch::new(guest::in_picture));
    }
    let found = match content {
        Content::Png => png::walk(source, policy),
        Content::Jpeg => jpeg::walk(source, policy),
        Content::Gif => gif::walk(source, policy),
        Content::Pdf => pdf::walk(source),
        Content::Rtf => rtf::walk(source),
        Content::Zip => zip::walk(source, claim),
        Content::Ole => ole::walk(source, claim),
    }?;
    if let Some(picture) = found.picture
        && let Some(what) = source.found_before(picture.end)?
    {
        return Err(Stop::hidden(what));
    }
    refuse_disk_image(source)?;
    Ok(found)
}

/// How a PDF begins, which readers find behind other bytes.
static PDF: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(b"%PDF-"));

/// Refuses formats that readers find away from the first byte.
fn refuse_second_start(content: Content, source: &mut Source<'_>) -> Step<()> {
    let head = source.bytes(0, start::HEAD)?;
    let first = head.get(..1024 + 4).unwrap_or(&head);
    if content != Content::Pdf && PDF.find(first).is_some() {
        return Err(Stop::hidden(Kind::Pdf.noun()));
    }
    if head.get(257..262) == Some(b"ustar") {
        return Err(Stop::hidden("a TAR archive"));
    }
    Ok(())
}

/// A disk image (ISO 9660) begins behind 32 KiB that are anything's.
fn refuse_disk_image(source: &mut Source<'_>) -> Step<()> {
    if source.array(32_769)? == Some(*b"CD001") {
        return Err(Stop::hidden("a disk image"));
    }
    Ok(())
}
