//! Running the examples. Each of them ends with an error if what it shows is no longer true.

use crate::{
    Outcome,
    cargo::{self, cargo},
    repository,
};
use std::process::Command;

/// The examples and what they are given to end by themselves.
const EXAMPLES: &[(&str, &[&str])] = &[
    ("one_to_one", &[]),
    ("group", &[]),
    ("embed", &["--self-check"]),
];

pub(crate) fn run() -> Outcome {
    // Built with the whole workspace, as the tests are, so that nothing is built a second time with
    // other features.
    cargo::run(cargo(&["build", "--workspace", "--examples"]))?;
    let this = std::env::current_exe().map_err(|error| format!("where am I? {error}"))?;
    for (name, arguments) in EXAMPLES {
        let mut example = Command::new(this.with_file_name("examples").join(name));
        example.args(*arguments).current_dir(repository::root());
        cargo::run(example)?;
    }
    Ok(())
}
