//! The tests, one after the other.

use super::{previous, table::Table};
use crate::{cargo, dist::target, outcome::Outcome};
use std::{
    fs,
    io::{BufRead, BufReader},
    process::Stdio,
};

/// Runs the tests whose names contain one of these, or all. What they report becomes a table, in the output and in a file. The
/// long form repeats faults many times, and upgrades from the previous version, which it builds.
pub(super) fn run(names: &[String], long: bool) -> Outcome {
    let tests = ["--package", "chat-server", "--test", "cluster"];
    let features = ["--features", "chat-server/cluster"];
    let mut command = cargo::cargo(&[&["test"], &features[..], &tests].concat());
    // One after the other, so that each has the machine.
    command.args(["--", "--nocapture", "--test-threads=1"]);
    command.args(names);
    if long {
        command.env("VISIT_CHAT_TESTS_LONG", "1");
        command.env("VISIT_CHAT_TESTS_PREVIOUS", previous::build()?);
    }
    let problem = |error: std::io::Error| format!("the tests can't be run: {error}");
    let mut running = command.stdout(Stdio::piped()).spawn().map_err(problem)?;
    let mut table = Table::default();
    let output = running.stdout.take().map(BufReader::new);
    for line in output.into_iter().flat_map(BufRead::lines) {
        let line = line.map_err(problem)?;
        println!("{line}");
        table.take(&line);
    }
    let status = running.wait().map_err(problem)?;
    let table = table.text();
    let file = target()?.join("cluster.md");
    fs::write(&file, format!("{table}\n"))
        .map_err(|error| format!("{}: {error}", file.display()))?;
    println!("\n{table}\n\nThe table is in {}.", file.display());
    match status.success() {
        true => Ok(()),
        false => Err(format!("the tests failed: {status}")),
    }
}
