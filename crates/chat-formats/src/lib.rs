//! The structure of pictures, read in bounded memory: PNG chunks, JPEG segments, GIF blocks and EXIF tables.
//!
//! The upload gate (`chat-attachments`) and the photo stripper (`chat-pictures`) share this crate, so both see the
//! same chunks, segments and blocks. It describes a file and never decides whether its content is allowed.
//!
//! ```
//! use chat_formats::{Source, png};
//!
//! let file = b"\x89PNG\r\n\x1a\n\0\0\0\0IEND\xae\x42\x60\x82";
//! let mut reader = std::io::Cursor::new(file);
//! let mut source = Source::new(&mut reader)?;
//! let chunk = png::Chunk::read(&mut source, png::SIGNATURE.len() as u64)?;
//! chunk.check(&mut source)?;
//! assert_eq!((&chunk.name, chunk.len(), chunk.end()), (b"IEND", 0, 20));
//! # Ok::<(), chat_formats::Fault>(())
//! ```
//!
//! # Reading
//!
//! All reads go through a [`Source`]: by offset, in pages of 64 KiB, with limits on the pages kept and fetched. A
//! walker takes a source and an offset, and returns the offset of the next piece. Every length in the file is
//! checked against the available bytes before it is used.
//!
//! # Searching
//!
//! [`Words`] finds many byte strings in one pass. [`Watch`] searches all pages that a walk reads. [`Seam`] joins
//! both sides of a border between pieces, so that a search finds words that span it.
//!
//! Architecture Invariant: no policy, no verdict, no runtime, no other crate of this workspace; the only I/O is
//! the caller's reader.

pub mod bytes;
pub mod exif;
mod fault;
pub mod gif;
pub mod jpeg;
pub mod png;
mod seam;
mod source;
mod watch;
mod words;

pub use fault::{Fault, Step};
pub use seam::Seam;
pub use source::{ReadSeek, Source};
pub use watch::{Sight, Watch};
pub use words::{AnyCase, Hit, Words};
