//! A limit with its tests.

/// The title of a section, a limit in it, and its tests: the file below `crates`, and the function.
pub(super) type Tested = (&'static str, &'static str, &'static [&'static str]);
