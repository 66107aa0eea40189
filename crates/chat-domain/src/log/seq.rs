//! Positions within a log.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A position in a visit's log: 1, 2, 3 … without gaps; 0 is before the first entry.
///
/// Never leaves the server: its gaps would reveal other people's direct messages to an attendee
/// (M7).
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Seq(pub u64);

impl Seq {
    /// The position before the first entry.
    pub const ZERO: Self = Self(0);

    /// The next position.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }
}

impl fmt::Display for Seq {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
