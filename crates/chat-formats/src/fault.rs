//! Why a walk ends early.

/// The end of a walk before its goal. Exhaustive: the caller decides what each case means.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The reader failed; nothing is known of the file.
    #[error(transparent)]
    Io(#[from] std::io::Error),
    /// The file is still arriving, and the next step needs bytes that are not there yet.
    #[error("the file is still arriving")]
    NotYet,
    /// The file breaks its own format or ends too early. The text says what is wrong, for a log.
    #[error("the file is damaged: {0}")]
    Damaged(&'static str),
    /// A bound on work or memory was reached.
    #[error("the file takes too much work")]
    TooComplex,
}

impl Fault {
    /// The file ends before its format does.
    pub const CUT_OFF: Self = Self::Damaged("it is cut off");
}

/// The result of a step of a walk.
pub type Step<T> = Result<T, Fault>;
