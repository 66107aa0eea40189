//! Why a walk through a file ends early.

use std::borrow::Cow;

use crate::reason::Reason;

/// The end of a walk before its verdict.
#[derive(Debug)]
pub(crate) enum Stop {
    /// The reader failed; nothing is said of the file.
    Io(std::io::Error),
    /// The file is refused. `what` is a noun phrase ("an MP4 video"); empty means the kind's own.
    Refused {
        reason: Reason,
        what: Cow<'static, str>,
    },
    /// The file is still arriving, and the next step needs what hasn't come.
    NotYet,
}

/// A step of a walk.
pub(crate) type Step<T> = Result<T, Stop>;

impl Stop {
    pub(crate) fn refused(reason: Reason, what: impl Into<Cow<'static, str>>) -> Self {
        Self::Refused {
            reason,
            what: what.into(),
        }
    }

    /// The file breaks its own format, or ends too early.
    pub(crate) fn damaged() -> Self {
        Self::refused(Reason::Damaged, "")
    }

    /// A cap on work or memory was reached.
    pub(crate) fn too_complex() -> Self {
        Self::refused(Reason::TooComplex, "")
    }

    /// The reader gave fewer bytes than it measured.
    pub(crate) fn shrunk() -> Self {
        Self::damaged()
    }

    /// A second format is hidden in the file.
    pub(crate) fn hidden(what: impl Into<Cow<'static, str>>) -> Self {
        Self::refused(Reason::HiddenFile, what)
    }
}
