//! Copying a picture without its metadata.
//!
//! Only data known to make up the picture is kept. Everything else is dropped, including kinds of data that this
//! code doesn't know.

mod behind;
mod gif;
mod png;

use std::collections::BTreeSet;
use std::io::{BufWriter, Read, Seek, Write};

use chat_formats::Source;

use crate::error::Step;
use crate::format::PictureFormat;
use crate::jpeg::{PIECE, Picture};
use crate::removed::Removed;

/// Maximum memory that [`strip`] takes, in bytes, regardless of the picture's size.
pub const STRIP_MEMORY: usize = 512 * 1024;

/// Result of stripping.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stripped {
    /// Kinds of removed data. Empty exactly if the copy is identical to the original.
    pub removed: BTreeSet<Removed>,
    /// Size of the copy, in bytes.
    pub len: u64,
}

/// Copies a picture without location, device, time, comments, names, previews and extra pictures (F9).
///
/// Reads the input from its beginning. The copy has the same pixels, color profile, orientation and animation.
/// Idempotent: stripping the copy changes nothing. Data hidden in pixels or in a color profile stays.
///
/// # Errors
///
/// [`PictureError::Malformed`](crate::PictureError::Malformed) if the file violates its format,
/// [`PictureError::Unsupported`](crate::PictureError::Unsupported) for JPEG-LS, and
/// [`PictureError::Io`](crate::PictureError::Io) if reading or writing fails. Output written before an error is
/// not a valid picture and must be discarded.
pub fn strip(
    input: &mut (impl Read + Seek),
    format: PictureFormat,
    output: &mut impl Write,
) -> Step<Stripped> {
    let mut source = Source::forward(input)?;
    let inner = BufWriter::with_capacity(PIECE, output);
    let mut copy = Counted { inner, len: 0 };
    let mut removed = BTreeSet::new();
    let end = match format {
        PictureFormat::Jpeg => {
            let mut picture = Picture::new(&mut source);
            while let Some(piece) = picture.next()? {
                copy.write_all(piece)?;
            }
            let (dropped, end) = picture.finish();
            removed = dropped;
            end
        }
        PictureFormat::Png => png::strip(&mut source, &mut copy, &mut removed)?,
        PictureFormat::Gif => gif::strip(&mut source, &mut copy, &mut removed)?,
    };
    removed.extend(behind::kind(&mut source, end)?);
    copy.flush()?;
    let len = copy.len;
    Ok(Stripped { removed, len })
}

/// A writer that counts bytes.
struct Counted<W> {
    inner: W,
    len: u64,
}

impl<W: Write> Write for Counted<W> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let n = self.inner.write(bytes)?;
        self.len += n as u64;
        Ok(n)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.inner.flush()
    }
}
