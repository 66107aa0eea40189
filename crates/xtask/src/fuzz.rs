//! Lints of the fuzzer's programs, a separate workspace, without the fuzzer's toolchain. The code that they run
//! is tested with everything else.

use crate::{
    cargo::{cargo, run},
    outcome::Outcome,
};

/// Arguments with their manifest and a separate target folder.
const WHERE: [&str; 4] = [
    "--manifest-path",
    "crates/chat-attachments/fuzz/fuzzer/Cargo.toml",
    "--target-dir",
    "target/fuzz",
];

/// Checks formatting and lints, for which a stable toolchain is enough.
pub(crate) fn check() -> Outcome {
    let [option, manifest, ..] = WHERE;
    run(cargo(&["fmt", "--check", option, manifest]))?;
    let lints = ["--all-targets", "--", "-D", "warnings"];
    run(cargo(&[["clippy"].as_slice(), &WHERE, &lints].concat()))
}
