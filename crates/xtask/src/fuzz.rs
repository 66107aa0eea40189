//! The fuzz targets: a workspace of their own, checked and run over their seeds without the fuzzer.

use crate::{
    Outcome,
    cargo::{cargo, run},
};

/// The fuzz crate's manifest, as a command's arguments say it, and a target folder of its own.
const WHERE: [&str; 4] = [
    "--manifest-path",
    "crates/chat-attachments/fuzz/Cargo.toml",
    "--target-dir",
    "target/fuzz",
];

/// Formatting, lints of everything (the fuzzer's own programs too, which a stable toolchain can check),
/// and every target on all its seeds.
pub(crate) fn check() -> Outcome {
    let [option, manifest, ..] = WHERE;
    run(cargo(&["fmt", "--check", option, manifest]))?;
    let lints = ["--all-targets", "--", "-D", "warnings"];
    run(cargo(&[["clippy"].as_slice(), &WHERE, &lints].concat()))?;
    let plain = ["--no-default-features"];
    run(cargo(&[["test"].as_slice(), &WHERE, &plain].concat()))
}
