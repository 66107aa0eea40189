//! The result of a chore.

/// A value, or a sentence that says what is wrong.
pub(crate) type Outcome<T = ()> = Result<T, String>;
