//! Reasons for a walk to end early.

/// Early end of a walk. Exhaustive: the caller decides what each case means.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The reader failed; nothing is known about the file.
    #[error(transparent)]
    Io(#[from] std::io::Error),
    /// The file is still arriving, and the next step needs bytes that are missing.
    #[error("the file is still arriving")]
    NotYet,
    /// The file violates its own format or ends too early. The text gives details for a log.
    #[error("the file is damaged: {0}")]
    Damaged(&'static str),
    /// A limit on work or memory was reached.
    #[error("the file takes too much work")]
    TooComplex,
}

impl Fault {
    /// The file is truncated.
    pub const CUT_OFF: Self = Self::Damaged("it is truncated");
}

/// Result of a step of a walk.
pub type Step<T> = Result<T, Fault>;
