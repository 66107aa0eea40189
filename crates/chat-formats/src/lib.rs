//! The structure of pictures, read in bounded memory: PNG chunks, JPEG segments, GIF blocks and EXIF tables.
//!
//! The upload gate (`chat-attachments`) and the cleaning of photos (`chat-pictures`) read files by this one copy,
//! so that both see the same chunks, segments and blocks. It says what is there, and never whether that is
//! allowed.
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
//! A [`Source`] is the only place that reads: by offset, in pages of 64 KiB, with a bound on the pages kept and on
//! the pages fetched. A walker takes a source and an offset, and returns where the next piece begins. Every length
//! in the file is checked against what is there before it is used.
//!
//! # Searching
//!
//! [`Words`] finds many byte strings in one pass. [`Watch`] runs a search over all pages that a walk reads, and
//! [`Seam`] joins the two sides of a border between pieces, so that a word that is cut by it is found too.
//!
//! Architecture Invariant: no policy, no verdict, no runtime, no other crate of this workspace; the only I/O is
//! the reader that the caller gives.

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
pub use watch::Watch;
pub use words::{AnyCase, Hit, Words};
