//! The load generator as a program.

use std::process::Command;

#[test]
fn a_server_that_is_not_there_is_named() {
    let output = Command::new(env!("CARGO_BIN_EXE_load"))
        .args(["start", "--rounds", "1", "--server", "/no/such/server"])
        .output()
        .unwrap();
    assert!(!output.status.success());
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert!(
        stderr.contains("/no/such/server can't be started"),
        "{stderr}"
    );
}

#[test]
fn program_that_is_not_a_server_is_refused_with_its_output() {
    let output = Command::new(env!("CARGO_BIN_EXE_load"))
        .args(["start", "--rounds", "1", "--server", "/bin/echo"])
        .output()
        .unwrap();
    assert!(!output.status.success());
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert!(
        stderr.contains("the server didn't start: serve"),
        "{stderr}"
    );
}
