//! Findings.

use std::fmt;

/// The kinds of findings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// Acknowledged but missing (G3).
    Lost,
    /// Present more than once (F7).
    Duplicated,
    /// Present at a different position than acknowledged (G1).
    Misplaced,
    /// Present but different from what was acknowledged (G2).
    Changed,
    /// Present although refused or never sent.
    Invented,
    /// Returned after a retraction or to a removed participant (F8, W9).
    Leaked,
    /// Refused contrary to the rules.
    Refused,
    /// Reported by `chat-server verify` (G4).
    Unsound,
    /// No answer, or the server does not start.
    Down,
}

/// All kinds, in the order of the report.
pub(crate) const KINDS: [Kind; 9] = [
    Kind::Lost,
    Kind::Duplicated,
    Kind::Misplaced,
    Kind::Changed,
    Kind::Invented,
    Kind::Leaked,
    Kind::Refused,
    Kind::Unsound,
    Kind::Down,
];

/// A single finding.
#[derive(Clone, Debug)]
pub(crate) struct Finding {
    /// The kind.
    pub(crate) kind: Kind,
    /// A description.
    pub(crate) what: String,
}

impl Finding {
    /// Creates a finding.
    pub(crate) fn new(kind: Kind, what: impl Into<String>) -> Self {
        let what = what.into();
        Self { kind, what }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Lost => "lost",
            Self::Duplicated => "duplicated",
            Self::Misplaced => "misplaced",
            Self::Changed => "changed",
            Self::Invented => "invented",
            Self::Leaked => "leaked",
            Self::Refused => "wrongly refused",
            Self::Unsound => "unsound",
            Self::Down => "down",
        })
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.kind, self.what)
    }
}
