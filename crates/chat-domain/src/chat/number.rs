//! Positions within a chat: in its log, and as one reader counts them.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Declares a count from 1.
macro_rules! count {
    ($(#[$about:meta])* $name:ident) => {
        $(#[$about])*
        #[derive(
            Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
        )]
        #[serde(transparent)]
        pub struct $name(pub u64);

        impl $name {
            /// The first entry's number.
            pub const FIRST: Self = Self(1);

            /// The next number.
            #[must_use]
            pub const fn next(self) -> Self {
                Self(self.0.saturating_add(1))
            }

            /// The number before; 0 has none before it.
            #[must_use]
            pub const fn before(self) -> Self {
                Self(self.0.saturating_sub(1))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

count! {
    /// The position of a chat entry (a message, correction or retraction) within its chat: 1, 2, 3 …
    ///
    /// It never leaves the server, since it tells how many entries came before (M7). Readers see a
    /// [`ReaderNumber`].
    ChatNumber
}

count! {
    /// The position of a chat entry among those that one reader may read: 1, 2, 3 … without gaps.
    ///
    /// Clients page, mark and resume by it. [`Readable`](super::Readable) converts it.
    ReaderNumber
}
