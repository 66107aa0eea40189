//! Running the examples, which fail if what they show is no longer true.

use crate::{cargo, outcome::Outcome, repository};
use std::process::Command;

/// The examples, with arguments that make them exit.
const EXAMPLES: &[(&str, &[&str])] = &[
    ("one_to_one", &[]),
    ("group", &[]),
    ("embed", &["--self-check"]),
];

pub(crate) fn run() -> Outcome {
    cargo::run(cargo::checked("build", &["--examples"]))?;
    let this = std::env::current_exe()
        .map_err(|error| format!("can't find this program's path: {error}"))?;
    for (name, arguments) in EXAMPLES {
        let mut example = Command::new(this.with_file_name("examples").join(name));
        example.args(*arguments).current_dir(repository::root());
        cargo::run(example)?;
    }
    Ok(())
}
