//! Processes that are killed while they work.

use std::{
    io::{BufRead as _, BufReader},
    path::Path,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

/// Runs a test of this program as a separate process, which gets its file from an environment variable. Kills
/// it once the given time has passed and `enough` has accepted one of its lines.
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
    assert!(killed, "it exited before the kill");
}
