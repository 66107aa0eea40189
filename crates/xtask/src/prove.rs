//! The proofs of the rules that take too long for every change: all short visits, and the rules once more
//! as Cedar policies.

use crate::{
    Outcome,
    cargo::{PROOFS, cargo, run},
};

/// Lints, documentation and tests of the crates that `ci` leaves out.
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
