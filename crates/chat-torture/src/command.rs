//! Running system programs.

use crate::outcome::Outcome;
use std::{
    ffi::OsStr,
    process::{Command, Stdio},
};

/// Runs a program and returns its standard output.
///
/// # Errors
/// If it can't be started or fails, with its output.
pub(crate) fn run<S: AsRef<OsStr>>(program: &str, arguments: &[S]) -> Outcome<String> {
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::null());
    // Debian installs system tools in folders that are only on root's `PATH`.
    if let Some(path) = std::env::var_os("PATH") {
        let mut folders = path;
        folders.push(":/usr/sbin:/sbin");
        command.env("PATH", folders);
    }
    let output = command
        .output()
        .map_err(|error| format!("{program} can't be started: {error}"))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned());
    }
    let words: Vec<_> = arguments
        .iter()
        .map(|argument| argument.as_ref().to_string_lossy())
        .collect();
    let stderr = String::from_utf8_lossy(&output.stderr);
    Err(format!("{program} {}: {}", words.join(" "), stderr.trim()))
}
