//! Steps that run cargo, and cargo commands for other steps.

use crate::{failures::Failures, outcome::Outcome, repository};
use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};

/// Crates that only `prove` builds.
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

/// Documentation of libraries, programs and examples. Including the examples selects the same features as
/// clippy does, so cargo checks no dependency twice.
pub(crate) fn docs() -> Outcome {
    let mut command = checked("doc", &["--no-deps", "--lib", "--examples"]);
    // All programs except `chat-server`, whose pages would collide with its library's.
    command.args(["--bin", "[!c]*", "--bin", "chat-[!s]*"]);
    command.env("RUSTDOCFLAGS", "-D warnings");
    run(command)
}

/// Unit, integration and documentation tests. A failure does not stop the others. What failed tests printed is
/// repeated at the end, where a reader of a long output looks first.
pub(crate) fn test() -> Outcome {
    let mut command = checked("test", &["--no-fail-fast"]);
    let shown = shown(&command);
    println!("$ {shown}");
    let problem = |error| format!("`{shown}` can't be run: {error}");
    let mut running = command.stdout(Stdio::piped()).spawn().map_err(problem)?;
    let mut failures = Failures::default();
    let output = running.stdout.take();
    let output = output.ok_or("the standard output of cargo is not piped")?;
    for line in BufReader::new(output).lines() {
        let line = line.map_err(problem)?;
        println!("{line}");
        failures.read(&line);
    }
    let status = running.wait().map_err(problem)?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("{}`{shown}` failed: {status}", failures.reports()))
    }
}

/// A cargo command for every crate except the [`PROOFS`], and what several nodes need. All steps select the same
/// crates and features: another selection could rebuild dependencies.
pub(crate) fn checked(command: &str, arguments: &[&str]) -> Command {
    let mut all = vec![command, "--workspace", "--features", "chat-server/cluster"];
    all.extend(PROOFS.iter().flat_map(|proof| ["--exclude", proof]));
    all.extend(arguments);
    cargo(&all)
}

/// The cargo that runs this program, at the root, with these arguments.
pub(crate) fn cargo(arguments: &[&str]) -> Command {
    let program = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(program);
    command.args(arguments).current_dir(repository::root());
    if std::env::var_os("CI").is_some_and(|ci| ci == "true") {
        // A machine that builds once does not benefit from incremental compilation.
        command.env("CARGO_INCREMENTAL", "0");
    }
    command
}

/// Runs a command, passing its output through.
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

/// Runs a command and returns its standard output.
pub(crate) fn output(mut command: Command) -> Outcome<String> {
    let shown = shown(&command);
    let output = command
        .output()
        .map_err(|error| format!("`{shown}` can't be started: {error}"))?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        let stderr = String::from_utf8_lossy(&output.stderr);
        Err(format!("`{shown}` failed: {}\n{stderr}", output.status))
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
