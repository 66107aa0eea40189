//! A process that is killed in the middle of its work.

use std::{
    io::{BufRead as _, BufReader},
    path::Path,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

/// Runs a test of this program as a process of its own, which finds in a variable of its environment
/// the file to work on. It is killed when that took so long and `enough` said so of one of its lines.
pub(crate) fn killed_at_work(
    test: &str,
    (variable, file): (&str, &Path),
    after: Duration,
    mut enough: impl FnMut(&str) -> bool,
) {
    let mut process = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "--nocapture", test])
        .env(variable, file)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(process.stdout.take().unwrap()).lines();
    let begun = Instant::now();
    let mut killed = false;
    for line in lines {
        if enough(&line.unwrap()) && !killed && begun.elapsed() > after {
            process.kill().unwrap(); // SIGKILL
            killed = true;
        }
    }
    process.wait().unwrap();
    assert!(killed, "it ended by itself");
}
