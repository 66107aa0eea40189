//! The command line, as used by people and scripts.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

mod backup;
mod canary;
mod check;
mod check_many;
mod checkpoint;
#[path = "../../crates/chat-clamav/tests/it/clamd.rs"]
mod clamd;
mod cut_uploads;
mod demo;
mod doctor;
mod export;
mod export_fhir;
mod failing_disk;
mod first_day;
mod host_python;
mod http_rules;
mod invitations;
mod late_attendees;
mod live_truth;
mod metrics;
mod presence;
mod read_marks;
mod readiness;
mod rules_versions;
mod scanning;
mod scene;
mod serve;
mod settings;
mod token;
mod verify;
mod waiting;
mod webhooks;

use std::process::{Command, Output};

/// A command's exit code and output.
pub(crate) struct CommandOutput {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

pub(crate) fn run(command: &mut Command) -> CommandOutput {
    let Output {
        status,
        stdout,
        stderr,
    } = command.output().unwrap();
    CommandOutput {
        code: status.code().unwrap(),
        out: String::from_utf8(stdout).unwrap(),
        err: String::from_utf8(stderr).unwrap(),
    }
}
