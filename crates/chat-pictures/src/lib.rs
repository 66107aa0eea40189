//! Photos without private metadata, and thumbnails (rule F9).
//!
//! [`strip`] copies a PNG, JPEG or GIF without the metadata that reveals where, when, by whom and with which
//! device it was taken. The picture is not re-encoded: pixels, color profile and orientation stay as they were.
//! [`thumbnail`] makes a small JPEG of it.
//!
//! ```
//! use chat_pictures::{PictureFormat, Removed, strip};
//! use std::io::Cursor;
//!
//! let photo = chat_attachments::fixture::jpeg_with_location();
//! let mut clean = Vec::new();
//! let stripped = strip(&mut Cursor::new(photo), PictureFormat::Jpeg, &mut clean)?;
//! assert!(stripped.removed.contains(&Removed::Location));
//! # Ok::<(), chat_pictures::PictureError>(())
//! ```
//!
//! The same input gives the same output, byte for byte. Stripping takes at most [`STRIP_MEMORY`] bytes of memory,
//! regardless of the file's size. [`ThumbnailLimits`] bounds the cost of a thumbnail.
//!
//! Architecture Invariant: no runtime, no database, no web; the only I/O is the caller's reader and writer.

mod error;
mod exif;
mod format;
mod jpeg;
mod removed;
mod strip;
mod thumbnail;
mod xmp;

pub use error::PictureError;
pub use format::PictureFormat;
pub use removed::Removed;
pub use strip::{STRIP_MEMORY, Stripped, strip};
pub use thumbnail::{Thumbnail, ThumbnailLimits, thumbnail};
