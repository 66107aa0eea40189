//! Running the examples. Each of them ends with an error if what it shows is no longer true.

use crate::{Outcome, cargo, repository};
use std::process::Command;

/// The examples and what they are given to end by themselves.
const EXAMPLES: &[(&str, &[&str])] = &[
    ("one_to_one", &[]),
    ("group", &[]),
    ("embed", &["--self-check"]),
];

pub(crate) fn run() -> Outcome {
    cargo::run(cargo::checked("build", &["--examples"]))?;
    let this = std::env::current_exe().map_err(|error| format!("where am I? {error}"))?;
    for (name, arguments) in EXAMPLES {
        let mut example = Command::new(this.with_file_name("examples").join(name));
        example.args(*arguments).current_dir(repository::root());
        cargo::run(example)?;
    }
    Ok(())
}
