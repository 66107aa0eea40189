//! Results of a verification.

use crate::{finding::Finding, head::Head};

/// Counts of what was checked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Logs that were checked, each from its first entry.
    pub visits: u64,
    /// Logs that were skipped because the scope excludes them.
    pub passed_over: u64,
    /// Entries of the logs that were checked.
    pub entries: u64,
    /// The entries that could not be checked against the rules because earlier entries are missing
    /// or unreadable. Greater than 0 only if there are findings.
    pub unproven: u64,
    /// Files that were read.
    pub files: u64,
    /// Findings.
    pub findings: u64,
    /// Entries of these logs that are newer than the checkpoint, if there is one. Truncating them
    /// would go unnoticed.
    pub uncovered: Option<u64>,
}

impl Report {
    /// Whether there are no findings.
    #[must_use]
    pub const fn is_sound(&self) -> bool {
        self.findings == 0
    }
}

/// Progress reports of a running verification.
#[derive(Clone, Copy, Debug)]
pub enum Progress<'a> {
    /// A problem was found.
    Finding(&'a Finding),
    /// The counts so far.
    Counts(&'a Report),
    /// A log was checked to its end. This is its head.
    Head(&'a Head),
}
