//! Walk through a file, with the checks that all formats share.

use std::sync::LazyLock;

use chat_formats::{Source, Watch};
use memchr::memmem::Finder;

use crate::claim::Claim;
use crate::found::Found;
use crate::kind::Kind;
use crate::policy::AttachmentPolicy;
use crate::start::{self, Content};
use crate::stop::{Step, Stop};
use crate::{gif, guest, jpeg, ole, package, pdf, png, rtf};

/// Walks the whole file.
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
        Content::Png => png::walk(source, policy, inside),
        Content::Jpeg => jpeg::walk(source, policy),
        Content::Gif => gif::walk(source, policy),
        Content::Pdf => pdf::walk(source),
        Content::Rtf => rtf::walk(source, inside),
        Content::Zip => package::walk(source, claim, inside),
        Content::Ole => ole::walk(source, claim, inside),
    }?;
    if let Some(picture) = found.picture
        && let Some(what) = source.found_before(picture.end)?
    {
        return Err(Stop::hidden(what));
    }
    refuse_disk_image(source)?;
    Ok(found)
}

/// Maximum number of enclosing documents. Each level gets a quarter of the limits, so deeper ones hardly fit.
const MAX_DEPTH: u32 = 6;

/// Walks a document embedded in another.
fn inside(source: &mut Source<'_>) -> Step<Found> {
    let claim = Claim::named("");
    if source.depth() > MAX_DEPTH {
        Err(Stop::too_complex())
    } else if source.has(0, start::OLE)? {
        ole::walk(source, &claim, inside)
    } else if source.has(0, b"%PDF-")? {
        pdf::walk(source)
    } else {
        package::walk(source, &claim, inside)
    }
}

/// PDF header, which readers also find after other bytes.
static PDF: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(b"%PDF-"));

/// Refuses formats that readers find at an offset other than 0.
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

/// Refuses disk images (ISO 9660), which begin after 32 KiB of arbitrary data.
fn refuse_disk_image(source: &mut Source<'_>) -> Step<()> {
    if source.array(32_769)? == Some(*b"CD001") {
        return Err(Stop::hidden("a disk image"));
    }
    Ok(())
}
