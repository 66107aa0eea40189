//! The load generator as a program.

use std::process::Command;

#[test]
fn a_server_that_is_not_there_is_named() {
    let output = Command::new(env!("CARGO_BIN_EXE_load"))
        .args(["start", "--rounds", "1", "--server", "/no/such/server"])
        .output()
        .unwrap();
    assert!(!output.status.success());
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("/no/such/server can't be started"), "{said}");
}

#[test]
fn a_program_that_is_no_server_is_refused_with_what_it_said() {
    let output = Command::new(env!("CARGO_BIN_EXE_load"))
        .args(["start", "--rounds", "1", "--server", "/bin/echo"])
        .output()
        .unwrap();
    assert!(!output.status.success());
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("the server didn't start: serve"), "{said}");
}
