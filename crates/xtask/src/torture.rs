//! Kills, power cuts and failing disks for the real server: builds it, and runs `crates/chat-torture`.

use crate::{
    Outcome,
    cargo::{self, cargo},
};
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
    // Built with the whole workspace, as the examples are, so that nothing is built a second time with
    // other features.
    cargo::run(cargo(&["build", "--workspace", "--bins", "--examples"]))?;
    let this = std::env::current_exe().map_err(|error| format!("where am I? {error}"))?;
    let mut command = Command::new(this.with_file_name("chat-torture"));
    command.args(arguments);
    if !arguments.iter().any(|argument| argument == "--server") {
        command
            .arg("--server")
            .arg(this.with_file_name("chat-server"));
    }
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
