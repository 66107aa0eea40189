//! Known vulnerabilities (rustsec.org), checked by cargo-deny.

use crate::{
    cargo::{cargo, output, run},
    outcome::Outcome,
};

/// Checks the advisories if cargo-deny is installed and its database can be reached. Otherwise prints that
/// they were not checked, which is not an error.
pub(super) fn check() -> Outcome {
    if output(cargo(&["deny", "--version"])).is_err() {
        println!(
            "  NOT CHECKED: cargo-deny is not installed (`cargo install cargo-deny --locked`)"
        );
        return Ok(());
    }
    if let Err(problem) = output(cargo(&["deny", "fetch", "db"])) {
        println!("  NOT CHECKED: the advisory database can't be reached\n{problem}");
        return Ok(());
    }
    run(cargo(&["deny", "--offline", "check", "advisories"]))
}
