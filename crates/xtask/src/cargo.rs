//! What cargo does for us.

use crate::{Outcome, repository};
use std::process::Command;

/// What only `prove` builds.
pub(crate) const PROOFS: [&str; 2] = ["chat-model", "chat-second-opinion"];

pub(crate) fn fmt() -> Outcome {
    run(cargo(&["fmt", "--all", "--check"]))
}

pub(crate) fn clippy() -> Outcome {
    run(checked(
        "clippy",
        &["--all-targets", "--", "-D", "warnings"],
    ))
}

/// The documentation of libraries, programs and examples. With the examples, cargo takes the same features
/// as for clippy, and checks no dependency a second time.
pub(crate) fn docs() -> Outcome {
    let mut command = checked("doc", &["--no-deps", "--lib", "--examples"]);
    // All programs but `chat-server`: its pages would be those of its library.
    command.args(["--bin", "[!c]*", "--bin", "chat-[!s]*"]);
    command.env("RUSTDOCFLAGS", "-D warnings");
    run(command)
}

/// Unit, integration and documentation tests. All of them run, whichever fails first.
pub(crate) fn test() -> Outcome {
    run(checked("test", &["--no-fail-fast"]))
}

/// A cargo command for every crate but the [`PROOFS`]. For the same crates in each step: for others,
/// cargo might take other features, and build again what they use.
pub(crate) fn checked(command: &str, arguments: &[&str]) -> Command {
    let mut all = vec![command, "--workspace"];
    all.extend(PROOFS.iter().flat_map(|proof| ["--exclude", proof]));
    all.extend(arguments);
    cargo(&all)
}

/// The cargo that runs us, at the root, with the arguments.
pub(crate) fn cargo(arguments: &[&str]) -> Command {
    let program = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(program);
    command.args(arguments).current_dir(repository::root());
    if std::env::var_os("CI").is_some_and(|ci| ci == "true") {
        // A machine that builds once gains nothing from incremental compilation.
        command.env("CARGO_INCREMENTAL", "0");
    }
    command
}

/// Runs a command and lets its output through.
pub(crate) fn run(mut command: Command) -> Outcome {
    let shown = shown(&command);
    println!("$ {shown}");
    let status = command
        .status()
        .map_err(|error| format!("`{shown}` can't be started: {error}"))?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("`{shown}` failed: {status}"))
    }
}

/// Runs a command and returns what it prints.
pub(crate) fn output(mut command: Command) -> Outcome<String> {
    let shown = shown(&command);
    let output = command
        .output()
        .map_err(|error| format!("`{shown}` can't be started: {error}"))?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        let said = String::from_utf8_lossy(&output.stderr);
        Err(format!("`{shown}` failed: {}\n{said}", output.status))
    }
}

fn shown(command: &Command) -> String {
    let program = std::path::Path::new(command.get_program());
    let name = program.file_name().unwrap_or(program.as_os_str());
    let words = std::iter::once(name).chain(command.get_args());
    words
        .map(|word| word.to_string_lossy())
        .collect::<Vec<_>>()
        .join(" ")
}
