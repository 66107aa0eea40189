//! The outcome of checking logs.

/// The outcome of checking logs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Sound,
    Findings,
}
