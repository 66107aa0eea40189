//! A position in a clinic's feed.

use chat_ports::FeedSpan;
use std::{fmt, str::FromStr};
use thiserror::Error;
use uuid::Uuid;

/// How far a host has read the feed of a clinic. It never expires, and is the same on all nodes.
///
/// An opaque text for clients. It names the pass that numbered the last entry read, so a feed that does not have that entry at that
/// position refuses it: the feed of another clinic, or one that was restored from a backup taken earlier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EventCursor {
    /// The number of entries read.
    pub(crate) position: u64,
    /// The pass that numbered the last of them; nil at the start.
    pub(crate) pass: Uuid,
}

/// A text that is no cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("not a cursor of the event feed")]
pub struct NotACursor;

impl EventCursor {
    /// Before the first entry.
    pub const START: Self = Self {
        position: 0,
        pass: Uuid::nil(),
    };

    /// After the entry at `position`, which the span has.
    pub(super) const fn after(span: &FeedSpan, position: u64) -> Self {
        Self {
            position: position.saturating_add(1),
            pass: span.pass,
        }
    }
}

impl fmt::Display for EventCursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.position, self.pass.simple())
    }
}

impl FromStr for EventCursor {
    type Err = NotACursor;

    fn from_str(text: &str) -> Result<Self, NotACursor> {
        let (position, pass) = text.split_once('.').ok_or(NotACursor)?;
        let cursor = Self {
            position: position.parse().map_err(|_| NotACursor)?,
            pass: pass.parse().map_err(|_| NotACursor)?,
        };
        let is_start = cursor.position == 0;
        // One spelling only: as the feed gave it.
        if cursor.to_string() == text && is_start == cursor.pass.is_nil() {
            Ok(cursor)
        } else {
            Err(NotACursor)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_texts_that_the_feed_gave_are_cursors() {
        let cursor = EventCursor {
            position: 42,
            pass: Uuid::from_u128(7),
        };
        for cursor in [cursor, EventCursor::START] {
            assert_eq!(cursor.to_string().parse(), Ok(cursor));
        }
        let pass = "00000000000000000000000000000007";
        let nil = "00000000000000000000000000000000";
        for wrong in [
            String::new(),
            "42".to_owned(),
            format!("42.{nil}"),
            format!("0.{pass}"),
            format!("+42.{pass}"),
            format!("042.{pass}"),
            format!("-1.{pass}"),
            format!("18446744073709551616.{pass}"),
            format!("42.{pass} "),
            format!("42.{{{pass}}}"),
            "42.00000000-0000-0000-0000-000000000007".to_owned(),
            format!("42.{}", pass.replace('7', "A")),
        ] {
            assert_eq!(wrong.parse::<EventCursor>(), Err(NotACursor), "{wrong:?}");
        }
    }
}
