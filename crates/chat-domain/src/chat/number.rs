//! Positions within a chat.

use serde::{Deserialize, Serialize};
use std::fmt;

/// The position of a chat entry (a message, correction or retraction) within its chat: 1, 2, 3 …
///
/// Clients page and resume by this number. They never see log positions, whose gaps would reveal
/// other people's direct chats (M7).
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct ChatNumber(pub u64);

impl ChatNumber {
    /// The first entry's number.
    pub const FIRST: Self = Self(1);

    /// The next number.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }
}

impl fmt::Display for ChatNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
