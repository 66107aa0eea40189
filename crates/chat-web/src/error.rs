//! Why a script can't be linked.

use thiserror::Error;

/// A script that can't be linked.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("{path}, line {line}: {problem}")]
#[non_exhaustive]
pub struct LinkError {
    /// The module.
    pub path: String,
    /// The number of its line, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub problem: String,
}

impl LinkError {
    pub(crate) fn new(path: &str, line: usize, problem: impl Into<String>) -> Self {
        Self {
            path: path.to_owned(),
            line,
            problem: problem.into(),
        }
    }
}
