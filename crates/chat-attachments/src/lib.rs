//! Decides from a file's bytes, name and declared type whether it may be sent in a visit chat.
//!
//! One call for a whole file: [`judge`] takes a reader, a [`Claim`] and an [`AttachmentPolicy`], and gives a
//! [`Judgement`]. Rules F1 to F4 and F6 are enforced here and nowhere else.
//!
//! ```
//! use chat_attachments::{AttachmentPolicy, Claim, judge};
//!
//! let claim = Claim { name: "clip.png", media_type: Some("image/png") };
//! let video = b"\0\0\0\x18ftypisom\0\0\0\0isommp41";
//! let judgement = judge(std::io::Cursor::new(video), &claim, &AttachmentPolicy::DEFAULT)?;
//! assert!(!judgement.is_accepted());
//! assert!(judgement.sentence().starts_with("“clip.png” is an MP4 video"));
//! # Ok::<(), std::io::Error>(())
//! ```
//!
//! A file that arrives in chunks is fed to an [`Intake`], which refuses it as soon as that is certain and
//! accepts it only at its end.
//!
//! Fail-closed: a file is accepted only when its whole structure was walked and is that of an accepted
//! kind.
//!
//! # Bounds
//!
//! Whatever the file, and held by tests (`tests/memory`, `tests/it/limits.rs`):
//!
//! - **Memory:** less than 1 MiB for an ordinary file, also one of a GiB; less than 8 MiB for one made to be
//!   heavy.
//! - **Bytes read:** an ordinary file is read once. Each 64 KiB of it are fetched 24 times on average at most,
//!   and 256 fetches more; then the file is `too_complex`. An [`Intake`] reads 2⅓ times as much as [`judge`].
//! - **Work:** every loop has a cap. 10,000 entries of an archive with a MiB of names; 512 MiB and 200 times the
//!   file's size unpacked, counted by the bytes that come out; 64 MiB of object streams of a PDF, whose packed
//!   bytes are read four times the file's size in all; 50,000 entries of an OLE directory, a million records.
//! - **Depth:** 256 levels of XML; nothing recurses. An object in a presentation is opened, one in that is not.
//!
//! Architecture Invariant: no runtime, no database, no web; the only I/O is the reader given to [`judge`].

mod agreement;
mod bmff;
mod claim;
mod content;
mod declared;
mod finding;
#[cfg(feature = "fixture")]
pub mod fixture;
mod foreign;
mod found;
mod gif;
mod guest;
mod intake;
mod jpeg;
mod judge;
mod judgement;
mod kind;
mod location;
mod markup;
mod media_type;
mod name;
mod nested;
mod odf;
mod ole;
mod ooxml;
mod package;
mod part;
mod pdf;
mod png;
mod policy;
mod program;
mod reason;
mod refusal;
mod remote;
mod rtf;
mod samsung;
mod start;
mod stop;
mod trailer;
mod xml;
mod zip;

pub use claim::Claim;
pub use finding::{Finding, FindingSet};
pub use intake::Intake;
pub use judge::{judge, refuse_head};
pub use judgement::{Judgement, Picture, Verdict};
pub use kind::{Family, Kind};
pub use policy::AttachmentPolicy;
pub use reason::Reason;
pub use refusal::{ACCEPTED, Refusal, ShownName};

/// The example of the README, kept true.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
