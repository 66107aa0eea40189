//! Runs the command of the command line.

use crate::{
    backup, check, checkpoint,
    cli::{Cli, CliCommand},
    copy, demo, doctor,
    error::StartError,
    export, migrate,
    report::report,
    serve, token,
    verdict::Verdict,
    verify,
};
use clap::Parser as _;
use std::process::ExitCode;

/// Runs the command line of this process.
///
/// Exit codes: 0 on success; 1 if `check` finds a file that is not accepted, if a check of `doctor` failed, if `verify` or
/// `checkpoint` find damaged logs or files, if a side of `copy` is not sound, if `export` of a clinic had to leave something out, if the copy made by `backup` is not sound, if `restore` is
/// given an incomplete backup, or if any other command fails; 2 for an invalid command line, and if
/// `check`, `verify`, `copy`, `backup`, `restore`, `export` or the checkpoint commands can't read or write something.
#[must_use]
pub fn run() -> ExitCode {
    let done = match Cli::parse().command {
        CliCommand::Demo(args) => demo::run(&args),
        CliCommand::Serve(args) => serve::run(&args),
        CliCommand::Token(args) => token::run(&args),
        CliCommand::Migrate(args) => migrate::run(&args),
        CliCommand::Check(args) => return check::run(&args),
        CliCommand::Doctor(args) => return doctor::run(&args),
        CliCommand::Verify(args) => return judged(verify::run(&args)),
        CliCommand::Checkpoint(args) => return judged(checkpoint::run(&args)),
        CliCommand::Copy(args) => return judged(copy::run(&args)),
        CliCommand::Backup(args) => return judged(backup::run(&args)),
        CliCommand::Restore(args) => return judged(backup::restore(&args)),
        CliCommand::Export(args) => {
            return judged(export::run(&args));
        }
        CliCommand::CheckpointKey(args) => {
            return judged(checkpoint::make_key(&args).map(|()| Verdict::Sound));
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            report(&error);
            ExitCode::FAILURE
        }
    }
}

/// Distinguishes "not sound" from "can't be checked" by the exit code.
fn judged(done: Result<Verdict, StartError>) -> ExitCode {
    match done {
        Ok(Verdict::Sound) => ExitCode::SUCCESS,
        Ok(Verdict::Findings) => ExitCode::from(1),
        Err(error) => {
            report(&error);
            ExitCode::from(2)
        }
    }
}
