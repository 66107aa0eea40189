//! Photos without their secrets, and small pictures of them (rule F9).
//!
//! [`strip`] copies a PNG, JPEG or GIF without what tells where, when, by whom and with what it was
//! taken. The picture is not recoded: every pixel, the color profile and the orientation stay as they
//! were. [`thumbnail`] makes a small JPEG of it.
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
//! Same input, same output, byte for byte. Stripping takes [`STRIP_MEMORY`] bytes at most, whatever the
//! size of the file. What a thumbnail may take is stated by [`ThumbnailLimits`].
//!
//! Architecture Invariant: no runtime, no database, no web; the only I/O is the reader and the writer
//! that the caller gives.

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
