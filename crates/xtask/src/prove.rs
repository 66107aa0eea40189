//! The slow proofs of the rules: all short visits, and the comparison with Cedar policies.

use crate::{
    cargo::{PROOFS, cargo, run},
    outcome::Outcome,
};

/// Runs lints, documentation and tests of the crates that `ci` leaves out.
pub(crate) fn run_all() -> Outcome {
    run(proofs("clippy", &["--all-targets", "--", "-D", "warnings"]))?;
    let mut docs = proofs("doc", &["--no-deps"]);
    docs.env("RUSTDOCFLAGS", "-D warnings");
    run(docs)?;
    run(proofs("test", &["--no-fail-fast"]))
}

fn proofs(command: &str, arguments: &[&str]) -> std::process::Command {
    let mut all = vec![command];
    all.extend(PROOFS.iter().flat_map(|proof| ["--package", proof]));
    all.extend(arguments);
    cargo(&all)
}
