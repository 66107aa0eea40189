//! Kills, power cuts and failing system calls for a real `chat-server` under load. Clients record
//! in a ledger everything the server acknowledges. After each disturbance, all data is compared
//! with the ledger: acknowledged data must be there exactly once, in its place and unchanged;
//! refused data, retracted text and data for removed participants must not.
//!
//! `cargo xtask torture` runs it. It uses the loopback interface only, ends only processes that it
//! started, and cleans up its mounts and loop devices even when interrupted.

mod args;
mod cast;
mod check;
mod client;
mod command;
mod disk;
mod fault;
mod finding;
mod hash;
mod ledger;
mod outcome;
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

/// Exit codes: 0 without findings, 1 with findings, 2 if the test could not be run.
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
