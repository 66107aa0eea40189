//! Processes that these tests started.

use std::process::Command;

/// Sends a signal, such as `TERM`, to a process by its id.
///
/// # Panics
/// If there is no such process.
pub fn signal(pid: u32, name: &str) {
    let status = Command::new("kill")
        .args([&format!("-{name}"), &pid.to_string()])
        .status()
        .expect("kill runs");
    assert!(status.success(), "no process {pid} to send {name} to");
}
