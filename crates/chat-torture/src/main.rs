//! Kills, power cuts and failing system calls for a real `chat-server`, while many clients use it. What
//! the server acknowledged is in a ledger of the clients' own, and after each disturbance everything is held
//! against that: there exactly once, in its place, unchanged; nothing that was refused; no retracted
//! text; nothing for who was removed.
//!
//! `cargo xtask torture` runs it. It listens and connects on the loopback interface only, ends only
//! processes that it started, and takes its mounts and loop devices away, also when it is interrupted.

mod args;
mod check;
mod client;
mod command;
mod disk;
mod fault;
mod finding;
mod hash;
mod ledger;
mod phases;
mod report;
mod round;
mod run;
mod server;
mod socket;
mod writers;

use args::Args;
use clap::Parser as _;
use std::process::ExitCode;

/// What something answers: a value, or a sentence that says what is wrong.
type Outcome<T = ()> = Result<T, String>;

/// Exit codes: 0 if nothing was found, 1 if something was, 2 if it can't be tried.
fn main() -> ExitCode {
    match run::run(&Args::parse()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(problem) => {
            eprintln!("torture: {problem}");
            ExitCode::from(2)
        }
    }
}
