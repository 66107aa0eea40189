//! Known holes (rustsec.org), by cargo-deny.

use crate::{
    Outcome,
    cargo::{cargo, output, run},
};

/// Checks the advisories where that can be done, and says where it can't: without the program, or
/// without its database, nothing is known, and that is no failure.
pub(super) fn check() -> Outcome {
    if output(cargo(&["deny", "--version"])).is_err() {
        println!(
            "  NOT CHECKED: there is no cargo-deny; `cargo install cargo-deny --locked` installs it"
        );
        return Ok(());
    }
    if let Err(problem) = output(cargo(&["deny", "fetch", "db"])) {
        println!("  NOT CHECKED: the advisory database can't be reached\n{problem}");
        return Ok(());
    }
    run(cargo(&["deny", "--offline", "check", "advisories"]))
}
