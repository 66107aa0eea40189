//! Conventions of the repository that no compiler checks.

mod circles;
mod code_map;
mod enforced;
mod leftovers;
mod manifests;
mod named_tests;
mod root;
mod size;
mod words;

use crate::{outcome::Outcome, repository};
use std::path::Path;

/// A check of the repository at a root. Returns a sentence for every problem.
type Check = fn(&Path) -> Outcome<Vec<String>>;

const CHECKS: &[(&str, Check)] = &[
    ("the root folder", root::check),
    ("file sizes", size::check),
    ("import cycles", circles::check),
    ("leftovers", leftovers::check),
    ("avoided words", words::check),
    ("the code map, and paths in documents", code_map::check),
    ("tests named in documents", named_tests::check),
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
