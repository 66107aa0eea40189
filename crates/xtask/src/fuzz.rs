//! The fuzzer's own programs, a workspace of their own: checked without the fuzzer's toolchain. What they
//! run is tested with everything else.

use crate::{
    Outcome,
    cargo::{cargo, run},
};

/// Their manifest, as a command's arguments say it, and a target folder of their own.
const WHERE: [&str; 4] = [
    "--manifest-path",
    "crates/chat-attachments/fuzz/fuzzer/Cargo.toml",
    "--target-dir",
    "target/fuzz",
];

/// Formatting, and lints, which a stable toolchain can do.
pub(crate) fn check() -> Outcome {
    let [option, manifest, ..] = WHERE;
    run(cargo(&["fmt", "--check", option, manifest]))?;
    let lints = ["--all-targets", "--", "-D", "warnings"];
    run(cargo(&[["clippy"].as_slice(), &WHERE, &lints].concat()))
}
