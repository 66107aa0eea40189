//! Reasons for a walk to end early.

use std::borrow::Cow;

use chat_formats::Fault;

use crate::reason::Reason;

/// Early end of a walk.
#[derive(Debug)]
pub(crate) enum Stop {
    /// The reader failed; nothing is known about the file.
    Io(std::io::Error),
    /// The file is refused. `what` is a noun phrase ("an MP4 video"); if empty, the kind's own is used.
    Refused {
        reason: Reason,
        what: Cow<'static, str>,
    },
    /// The file is still arriving, and the next step needs bytes that are missing.
    NotYet,
}

/// Result of a step of a walk.
pub(crate) type Step<T> = Result<T, Stop>;

impl From<Fault> for Stop {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Io(error) => Self::Io(error),
            Fault::NotYet => Self::NotYet,
            Fault::Damaged(_) => Self::damaged(),
            Fault::TooComplex => Self::too_complex(),
        }
    }
}

impl Stop {
    pub(crate) fn refused(reason: Reason, what: impl Into<Cow<'static, str>>) -> Self {
        Self::Refused {
            reason,
            what: what.into(),
        }
    }

    /// Fills in the noun phrase for the file where the walk gave none.
    pub(crate) fn named(self, noun: impl Into<Cow<'static, str>>) -> Self {
        match self {
            Self::Refused { reason, what } if what.is_empty() => Self::refused(reason, noun),
            other => other,
        }
    }

    /// The file violates its own format or ends too early.
    pub(crate) fn damaged() -> Self {
        Self::refused(Reason::Damaged, "")
    }

    /// A limit on work or memory was reached.
    pub(crate) fn too_complex() -> Self {
        Self::refused(Reason::TooComplex, "")
    }

    /// The file contains a second format.
    pub(crate) fn hidden(what: impl Into<Cow<'static, str>>) -> Self {
        Self::refused(Reason::HiddenFile, what)
    }
}
