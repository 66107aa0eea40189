//! What is found wrong.

use chat_domain::{
    AttachmentId, Seq, Violation,
    log::{Newer, StoredError},
};
use chat_ports::VisitKey;
use std::fmt;
use thiserror::Error;

/// Something that is not as it should be. Holds ids and places, and nothing of any content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The visit; `None` if it is of the store as a whole.
    pub visit: Option<VisitKey>,
    /// The entry's place; `None` if it is of the whole log.
    pub seq: Option<Seq>,
    /// What.
    pub problem: Problem,
}

/// What can be wrong. `Display` is a sentence for people, [`Problem::code`] the stable name.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Problem {
    /// The visit has no entries at all.
    #[error("the visit has no entries")]
    NoEntries,
    /// Places without entries.
    #[error("entries {from} to {to} are missing")]
    Missing {
        /// The first of them.
        from: Seq,
        /// The last of them.
        to: Seq,
    },
    /// An entry that does not stand after the one before.
    #[error("the entry stands after one of a later or the same place")]
    OutOfOrder,
    /// What is stored as its hash is none.
    #[error("the entry has no hash")]
    NoHash,
    /// The hash is not that of the entry and the one before (G4).
    #[error("the entry and its hash don't belong together, or not after the entry before")]
    BrokenChain,
    /// The bytes are no entry.
    #[error("{0}")]
    Unreadable(Unreadable),
    /// The bytes are an entry, but not as a program writes it: another spelling or order, or
    /// something added that no program reads.
    #[error("the entry is spelled otherwise than a program writes it")]
    OtherSpelling,
    /// The entry says that it is another one.
    #[error("the entry is the one of place {says}")]
    OtherPlace {
        /// Where it belongs by its own account.
        says: Seq,
    },
    /// The log's first entry schedules no visit.
    #[error("the log doesn't begin with a visit being scheduled")]
    NotScheduled,
    /// The log's first entry schedules another visit.
    #[error("the log is that of another visit")]
    OtherVisit,
    /// The state before it did not permit the entry (G2).
    #[error("{0}")]
    NotPermitted(Violation),
    /// The entry is not found under its chat and number, or is found under another.
    #[error("the entry is filed under another chat or number than its own")]
    Misfiled,
    /// The visit's line on dashboards can't be read.
    #[error("the visit's line on dashboards can't be read")]
    SummaryUnreadable,
    /// The visit's line on dashboards is not what the log makes.
    #[error("the visit's line on dashboards is not what its log says")]
    SummaryDiffers,
    /// The store disagrees with itself about the newest entry.
    #[error("the store says that the newest entry is {stored}, and has {found}")]
    VersionDiffers {
        /// What it says.
        stored: Seq,
        /// What it has.
        found: Seq,
    },
    /// What the storage itself finds.
    #[error("{0}")]
    Store(String),
    /// A sent file is not in the store.
    #[error("file {attachment} is missing")]
    FileMissing {
        /// Which.
        attachment: AttachmentId,
    },
    /// A sent file has another size.
    #[error("file {attachment} has {found} bytes instead of {expected}")]
    FileSize {
        /// Which.
        attachment: AttachmentId,
        /// As the message says.
        expected: u64,
        /// As it is.
        found: u64,
    },
    /// A sent file has another content.
    #[error("file {attachment} has another content than was sent")]
    FileChanged {
        /// Which.
        attachment: AttachmentId,
    },
    /// A sent file can't be read.
    #[error("file {attachment} can't be read")]
    FileUnreadable {
        /// Which.
        attachment: AttachmentId,
    },
    /// A visit of the checkpoint is gone.
    #[error("the visit is missing; at the checkpoint it had {version} entries")]
    VisitMissing {
        /// Its newest entry then.
        version: Seq,
    },
    /// The log had more entries at the checkpoint.
    #[error("the log has {found} entries; at the checkpoint it had {version}")]
    Truncated {
        /// Its newest entry then.
        version: Seq,
        /// Its newest entry now.
        found: Seq,
    },
    /// The log was another one at the checkpoint.
    #[error("the first {version} entries are not those of the checkpoint")]
    Rewritten {
        /// Its newest entry then.
        version: Seq,
    },
}

/// Why bytes are no entry, without any of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// A newer program wrote them.
    Newer(Newer),
    /// They are not what a program writes.
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
    /// A name that stays.
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
            Self::Misfiled => "misfiled",
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

    /// Whether only a checkpoint tells it.
    #[must_use]
    pub const fn is_told_by_checkpoint(&self) -> bool {
        matches!(
            self,
            Self::VisitMissing { .. } | Self::Truncated { .. } | Self::Rewritten { .. }
        )
    }
}
