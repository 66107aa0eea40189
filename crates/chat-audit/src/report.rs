//! What a verification did.

use crate::{finding::Finding, head::Head};

/// What was checked, in numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Logs that were checked, from their first entry on.
    pub visits: u64,
    /// Logs that were passed over, since the scope leaves them out by their time.
    pub passed_over: u64,
    /// Entries of the logs that were checked.
    pub entries: u64,
    /// Of these, the ones that could not be held against the rules, since entries before them are
    /// missing or unreadable. Never any without a finding.
    pub unproven: u64,
    /// Files that were read.
    pub files: u64,
    /// Findings.
    pub findings: u64,
    /// Entries of these logs that are newer than the checkpoint, if there is one, and so could be
    /// cut off again without being missed.
    pub uncovered: Option<u64>,
}

impl Report {
    /// Whether nothing was found.
    #[must_use]
    pub const fn is_sound(&self) -> bool {
        self.findings == 0
    }
}

/// What is told while a verification goes on.
#[derive(Clone, Copy, Debug)]
pub enum Progress<'a> {
    /// Something is wrong.
    Finding(&'a Finding),
    /// So much is done.
    Counts(&'a Report),
    /// A log was checked to its end, where it stands here.
    Head(&'a Head),
}
