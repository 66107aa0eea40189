//! What is wrong.

use std::fmt;

/// What kind of thing is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// Acknowledged, and not there (G3).
    Lost,
    /// There twice (F7).
    Doubled,
    /// There, in another place than acknowledged (G1).
    Misplaced,
    /// There, and not as acknowledged (G2).
    Changed,
    /// There, and refused or never sent.
    False,
    /// Given out after a retraction or to somebody who was removed (F8, W9).
    Shown,
    /// Refused against the rules.
    Refused,
    /// `chat-server verify` says so (G4).
    Unsound,
    /// No answer, or no start.
    Down,
}

/// All kinds, in the order in which they are reported.
pub(crate) const KINDS: [Kind; 9] = [
    Kind::Lost,
    Kind::Doubled,
    Kind::Misplaced,
    Kind::Changed,
    Kind::False,
    Kind::Shown,
    Kind::Refused,
    Kind::Unsound,
    Kind::Down,
];

/// One thing that is wrong.
#[derive(Clone, Debug)]
pub(crate) struct Finding {
    /// What kind of thing.
    pub(crate) kind: Kind,
    /// Which.
    pub(crate) what: String,
}

impl Finding {
    /// Something is wrong.
    pub(crate) fn new(kind: Kind, what: impl Into<String>) -> Self {
        let what = what.into();
        Self { kind, what }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Lost => "lost",
            Self::Doubled => "doubled",
            Self::Misplaced => "misplaced",
            Self::Changed => "changed",
            Self::False => "false",
            Self::Shown => "shown",
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
