//! Copying a picture without what it tells beside the picture.
//!
//! What is known to make up the picture is kept; everything else goes, so that data nobody has thought
//! of goes too.

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

/// The most memory that [`strip`] takes, in bytes, whatever the size of the picture.
pub const STRIP_MEMORY: usize = 512 * 1024;

/// What came of stripping.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stripped {
    /// What the picture carried and its copy doesn't. Empty exactly when the copy is the same, byte for
    /// byte.
    pub removed: BTreeSet<Removed>,
    /// The copy's size, in bytes.
    pub len: u64,
}

/// Copies a picture without location, device, time, comments, names, previews and further pictures (F9).
///
/// The input is read from its beginning. The copy has the same pixels, color profile, orientation and
/// animation; a copy of the copy is the same. What is hidden in the pixels or in a color profile stays.
///
/// # Errors
///
/// [`PictureError::Malformed`](crate::PictureError::Malformed) if the structure is not that of the
/// format, [`PictureError::Unsupported`](crate::PictureError::Unsupported) for JPEG-LS, and
/// [`PictureError::Io`](crate::PictureError::Io) if reading or writing fails. What was written until
/// then is no picture and has to be thrown away.
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

/// A writer that counts.
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
