//! The upload gate: decides from a file's bytes, name and declared type whether a visit chat may send it.
//!
//! To judge a whole file, call [`judge`] with a reader, a [`Claim`] and an [`AttachmentPolicy`]; it returns a
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
//! A file that arrives in chunks is fed to an [`Intake`], which refuses it as soon as refusal is certain and
//! accepts it only at its end.
//!
//! Fail-closed: a file is accepted only if its whole structure was walked and is that of an accepted kind.
//!
//! # Blocking
//!
//! [`judge`], [`judge_bytes`] and [`Intake`] block: they read from the caller's reader and compute, for microseconds up
//! to about a second for a file made to be expensive. They need no runtime. In async code, call them on a thread for
//! blocking work, such as `tokio::task::spawn_blocking(move || judge_bytes(&bytes, &claim, &policy))`, and bound
//! the number of concurrent calls.
//!
//! # Bounds
//!
//! They apply to every file and are tested (`tests/memory`, `tests/it/limits.rs`):
//!
//! - **Memory:** less than 1 MiB for an ordinary file, even one of a GiB; less than 8 MiB for one made to be
//!   expensive.
//! - **Bytes read:** an ordinary file is read once. Each page of 64 KiB is fetched at most 24 times on average,
//!   plus 256 fetches in total; beyond that, the file is `too_complex`. An [`Intake`] reads 2⅓ times as much as
//!   [`judge`].
//! - **Work:** every loop is capped. An archive may have 10,000 entries with 1 MiB of names, and unpack to at
//!   most 512 MiB and 200 times the file's size (or 32 MiB, if that is more), counted on actual output. A PDF may have 64 MiB of object
//!   streams, whose packed bytes are read at most four times the file's size in total. An OLE file may have 50,000
//!   directory entries and a million records.
//! - **Depth:** 256 levels of XML. Only nested documents and objects recurse, seven levels deep at most. Each level
//!   gets a quarter of the limits of the one above, and its unpacked bytes count toward all enclosing documents.
//!
//! Architecture Invariant: no runtime, no database, no web; the only I/O is the reader passed to [`judge`].

mod agreement;
mod bmff;
mod claim;
mod content;
mod declared;
mod finding;
mod findings;
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
mod object;
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
mod video;
mod xml;
mod zip;

pub use claim::Claim;
pub use finding::{Finding, FindingSet};
pub use intake::Intake;
pub use judge::{judge, judge_bytes, refuse_head};
pub use judgement::{Judgement, Picture, Verdict};
pub use kind::{Family, Kind};
pub use object::Object;
pub use policy::AttachmentPolicy;
pub use reason::Reason;
pub use refusal::{ACCEPTED, Refusal, ShownName};

/// Compiles and runs the README's example.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
