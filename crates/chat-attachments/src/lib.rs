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
//! kind. Memory is bounded (below 1 MiB for an ordinary file, 24 MiB for one made to be heavy), and so is
//! the work: every loop has a cap, and every fetch is counted.
//!
//! Architecture Invariant: no runtime, no database, no web; the only I/O is the reader given to [`judge`].

mod agreement;
mod bmff;
mod bytes;
mod content;
mod finding;
#[cfg(feature = "fixture")]
pub mod fixture;
mod foreign;
mod gif;
mod intake;
mod jpeg;
mod judge;
mod judgement;
mod kind;
mod markup;
mod media_type;
mod name;
mod odf;
mod ole;
mod ooxml;
mod part;
mod pdf;
mod png;
mod policy;
mod program;
mod reason;
mod refusal;
mod remote;
mod rtf;
mod source;
mod start;
mod stop;
mod trailer;
mod xml;
mod zip;

pub use finding::{Finding, FindingSet};
pub use intake::Intake;
pub use judge::{Claim, judge, refuse_head};
pub use judgement::{Judgement, Picture, Verdict};
pub use kind::{Family, Kind};
pub use policy::AttachmentPolicy;
pub use reason::Reason;
pub use refusal::{ACCEPTED, Refusal, ShownName};
