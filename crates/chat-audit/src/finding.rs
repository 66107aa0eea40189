//! Findings of a verification.

use chat_domain::{
    AttachmentId, Seq, Violation,
    log::{Newer, StoredError},
};
use chat_ports::VisitKey;
use std::fmt;
use thiserror::Error;

/// A problem and its location. Contains ids and positions, never content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The visit; `None` if the problem concerns the store as a whole.
    pub visit: Option<VisitKey>,
    /// The entry's position; `None` if the problem concerns the whole log.
    pub seq: Option<Seq>,
    /// The problem.
    pub problem: Problem,
}

/// The kinds of problems. `Display` is a sentence for people, [`Problem::code`] is the stable name.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum Problem {
    /// The visit has no entries.
    #[error("the visit has no entries")]
    NoEntries,
    /// Entries are missing.
    #[error("entries {from} to {to} are missing")]
    Missing {
        /// The first missing position.
        from: Seq,
        /// The last missing position.
        to: Seq,
    },
    /// The entry is not in ascending order.
    #[error("the entry follows one with the same or a later position")]
    OutOfOrder,
    /// The stored hash is not a hash.
    #[error("the entry has no hash")]
    NoHash,
    /// The hash does not chain the entry to its predecessor (G4).
    #[error("the hash doesn't match the entry and its predecessor")]
    BrokenChain,
    /// The stored bytes are not an entry.
    #[error("{0}")]
    Unreadable(Unreadable),
    /// The stored bytes are an entry, but not in canonical form: spelled or ordered differently, or
    /// with additions that no program reads.
    #[error("the entry is not in the form that programs write")]
    OtherSpelling,
    /// The entry claims another position.
    #[error("the entry claims to be entry {says}")]
    OtherPlace {
        /// The claimed position.
        says: Seq,
    },
    /// The log's first entry does not schedule a visit.
    #[error("the log doesn't begin with a visit being scheduled")]
    NotScheduled,
    /// The log's first entry schedules another visit.
    #[error("the log belongs to another visit")]
    OtherVisit,
    /// The state before the entry does not permit it (G2).
    #[error("{0}")]
    NotPermitted(Violation),
    /// The visit's dashboard row can't be read.
    #[error("the visit's dashboard row can't be read")]
    SummaryUnreadable,
    /// The visit's dashboard row does not match its log.
    #[error("the visit's dashboard row doesn't match its log")]
    SummaryDiffers,
    /// The stored version does not match the newest entry.
    #[error("the stored version is {stored}, but the newest entry is {found}")]
    VersionDiffers {
        /// The stored version.
        stored: Seq,
        /// The position of the newest entry.
        found: Seq,
    },
    /// A problem reported by the storage itself.
    #[error("{0}")]
    Store(String),
    /// A sent file is missing from the store.
    #[error("file {attachment} is missing")]
    FileMissing {
        /// The file.
        attachment: AttachmentId,
    },
    /// A sent file has a different size.
    #[error("file {attachment} has {found} bytes instead of {expected}")]
    FileSize {
        /// The file.
        attachment: AttachmentId,
        /// The size in bytes according to the message.
        expected: u64,
        /// The actual size in bytes.
        found: u64,
    },
    /// A sent file has different content.
    #[error("file {attachment} differs from what was sent")]
    FileChanged {
        /// The file.
        attachment: AttachmentId,
    },
    /// A sent file can't be read.
    #[error("file {attachment} can't be read")]
    FileUnreadable {
        /// The file.
        attachment: AttachmentId,
    },
    /// A visit of the checkpoint no longer exists.
    #[error("the visit is missing; at the checkpoint it had {version} entries")]
    VisitMissing {
        /// Its version at the checkpoint.
        version: Seq,
    },
    /// The log has fewer entries than at the checkpoint.
    #[error("the log has {found} entries; at the checkpoint it had {version}")]
    Truncated {
        /// Its version at the checkpoint.
        version: Seq,
        /// Its version now.
        found: Seq,
    },
    /// The log's entries differ from those at the checkpoint.
    #[error("the first {version} entries differ from the checkpoint")]
    Rewritten {
        /// Its version at the checkpoint.
        version: Seq,
    },
}

/// Why stored bytes are not an entry. Contains none of the bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unreadable {
    /// They were written by a newer program.
    Newer(Newer),
    /// No program writes such bytes.
    Malformed,
}

impl From<StoredError> for Unreadable {
    fn from(error: StoredError) -> Self {
        match error {
            StoredError::Newer(newer) => Self::Newer(newer),
            StoredError::Malformed { .. } => Self::Malformed,
        }
    }
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Newer(newer) => write!(f, "{newer}, so it can't be checked"),
            Self::Malformed => f.write_str("the stored bytes are not a log entry"),
        }
    }
}

impl Problem {
    /// The stable name.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NoEntries => "no_entries",
            Self::Missing { .. } => "missing",
            Self::OutOfOrder => "out_of_order",
            Self::NoHash => "no_hash",
            Self::BrokenChain => "broken_chain",
            Self::Unreadable(Unreadable::Newer(Newer::Form { .. })) => "newer",
            Self::Unreadable(Unreadable::Newer(Newer::Rules { .. })) => "newer_rules",
            Self::Unreadable(Unreadable::Malformed) => "unreadable",
            Self::OtherSpelling => "other_spelling",
            Self::OtherPlace { .. } => "other_place",
            Self::NotScheduled => "not_scheduled",
            Self::OtherVisit => "other_visit",
            Self::NotPermitted(_) => "not_permitted",
            Self::SummaryUnreadable => "summary_unreadable",
            Self::SummaryDiffers => "summary_differs",
            Self::VersionDiffers { .. } => "version_differs",
            Self::Store(_) => "store",
            Self::FileMissing { .. } => "file_missing",
            Self::FileSize { .. } => "file_size",
            Self::FileChanged { .. } => "file_changed",
            Self::FileUnreadable { .. } => "file_unreadable",
            Self::VisitMissing { .. } => "visit_missing",
            Self::Truncated { .. } => "truncated",
            Self::Rewritten { .. } => "rewritten",
        }
    }

    /// Whether the problem can only be found with a checkpoint.
    #[must_use]
    pub const fn is_found_by_checkpoint(&self) -> bool {
        matches!(
            self,
            Self::VisitMissing { .. } | Self::Truncated { .. } | Self::Rewritten { .. }
        )
    }
}
