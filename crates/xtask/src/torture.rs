//! Builds the real server and runs `crates/chat-torture` on it.

use crate::{cargo, outcome::Outcome};
use std::{
    io::{BufRead as _, BufReader},
    process::{Command, Stdio},
};

/// The short run. Returns what was done and what this machine can't do.
pub(crate) fn short() -> Outcome<String> {
    torture(&[])
}

/// A run with arguments; `--help` lists them.
pub(crate) fn run(arguments: &[String]) -> Outcome {
    torture(arguments).map(|_| ())
}

fn torture(arguments: &[String]) -> Outcome<String> {
    // Including the examples selects the same features as the tests.
    cargo::run(cargo::checked("build", &["--bins", "--examples"]))?;
    let this = std::env::current_exe()
        .map_err(|error| format!("can't find this program's path: {error}"))?;
    let mut command = Command::new(this.with_file_name("chat-torture"));
    command.args(arguments);
    let mut child = command
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| format!("chat-torture can't be started: {error}"))?;
    let mut last = String::new();
    let lines = child.stdout.take().map(|out| BufReader::new(out).lines());
    for line in lines.into_iter().flatten().map_while(Result::ok) {
        println!("{line}");
        last = line;
    }
    match child.wait() {
        Ok(status) if status.success() => Ok(last),
        Ok(status) => Err(format!("chat-torture failed with {status}: {last}")),
        Err(error) => Err(format!("can't wait for chat-torture: {error}")),
    }
}
