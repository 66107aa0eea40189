//! Kills, power cuts and failing disks for the real server: builds it, and runs `crates/chat-torture`.

use crate::{Outcome, cargo};
use std::{
    io::{BufRead as _, BufReader},
    process::{Command, Stdio},
};

/// A little of everything. Answers with what was done, and with what this machine can't do.
pub(crate) fn short() -> Outcome<String> {
    torture(&[])
}

/// As the arguments say; `--help` tells which there are.
pub(crate) fn run(arguments: &[String]) -> Outcome {
    torture(arguments).map(|_| ())
}

fn torture(arguments: &[String]) -> Outcome<String> {
    // With the examples, since only then cargo takes the features that the tests have.
    cargo::run(cargo::checked("build", &["--bins", "--examples"]))?;
    let this = std::env::current_exe().map_err(|error| format!("where am I? {error}"))?;
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
        Ok(status) => Err(format!("the torture ended with {status}: {last}")),
        Err(error) => Err(format!("the torture can't be waited for: {error}")),
    }
}
