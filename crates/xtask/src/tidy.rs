//! Order in the repository: what a compiler doesn't look at.

mod circles;
mod code_map;
mod enforced;
mod leftovers;
mod manifests;
mod named_tests;
mod root;
mod size;
mod words;

use crate::{Outcome, repository};
use std::path::Path;

/// A check of the repository at this root: a sentence for every problem.
type Check = fn(&Path) -> Outcome<Vec<String>>;

const CHECKS: &[(&str, Check)] = &[
    ("the root folder", root::check),
    ("file sizes", size::check),
    ("circles of imports", circles::check),
    ("leftovers", leftovers::check),
    ("avoided words", words::check),
    ("the code map and what the documents name", code_map::check),
    ("the tests that documents name", named_tests::check),
    ("the lines that enforce rules", enforced::check),
    (
        "the manifests and the stated Rust version",
        manifests::check,
    ),
];

pub(crate) fn run() -> Outcome {
    let mut problems = Vec::new();
    for (about, check) in CHECKS {
        println!("{about}");
        problems.extend(check(repository::root())?);
    }
    if problems.is_empty() {
        Ok(())
    } else {
        Err(problems.join("\n"))
    }
}
