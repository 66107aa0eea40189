//! Running the examples. Each of them ends with an error if what it shows is no longer true.

use crate::{
    Outcome,
    cargo::{self, cargo},
};

/// The examples and what they are given to end by themselves.
const EXAMPLES: &[(&str, &[&str])] = &[
    ("one_to_one", &[]),
    ("group", &[]),
    ("embed", &["--self-check"]),
];

pub(crate) fn run() -> Outcome {
    for (name, arguments) in EXAMPLES {
        let mut command = cargo(&[
            "run",
            "--quiet",
            "--package",
            "visit-chat-examples",
            "--example",
            name,
        ]);
        if !arguments.is_empty() {
            command.arg("--").args(*arguments);
        }
        cargo::run(command)?;
    }
    Ok(())
}
