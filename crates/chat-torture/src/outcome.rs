//! The outcome of a step of the test.

/// A value, or a sentence that describes the error.
pub(crate) type Outcome<T = ()> = Result<T, String>;
