//! The command line.

use crate::{check, demo, error::StartError, serve, token};
use clap::{Args, Parser, Subcommand};
use std::{path::PathBuf, process::ExitCode};
use uuid::Uuid;

/// Chat for telehealth visits.
#[derive(Parser)]
#[command(name = "chat-server", version, about)]
struct Cli {
    #[command(subcommand)]
    command: CliCommand,
}

#[derive(Subcommand)]
enum CliCommand {
    /// Start a clinic to try things out, and print a link for each person in it
    Demo(DemoArgs),
    /// Start the server
    Serve(ServeArgs),
    /// Print a token for a person or for the service that embeds the chat
    Token(TokenArgs),
    /// Say whether files could be sent, and why not
    Check(CheckArgs),
}

#[derive(Args)]
pub(crate) struct DemoArgs {
    /// Where the demo keeps its data
    #[arg(long, value_name = "DIR", default_value = "visit-chat-data")]
    pub(crate) data: PathBuf,
    /// The port on 127.0.0.1; 0 takes any free one
    #[arg(long, default_value_t = 8080)]
    pub(crate) port: u16,
}

#[derive(Args)]
pub(crate) struct ServeArgs {
    /// Settings in TOML; `VISIT_CHAT_…` variables take precedence over them
    #[arg(long, value_name = "FILE", env = "VISIT_CHAT_CONFIG")]
    pub(crate) config: Option<PathBuf>,
}

#[derive(Args)]
pub(crate) struct TokenArgs {
    /// The clinic
    #[arg(long, value_name = "UUID")]
    pub(crate) clinic: Uuid,
    /// The person; left out only with `--host`
    #[arg(long, value_name = "UUID", required_unless_present = "host")]
    pub(crate) person: Option<Uuid>,
    /// For the embedding service, which schedules visits
    #[arg(long, conflicts_with_all = ["person", "oversight"])]
    pub(crate) host: bool,
    /// The person may break the glass (rule M5)
    #[arg(long)]
    pub(crate) oversight: bool,
    /// How long the token is valid
    #[arg(long, default_value_t = 12, value_parser = clap::value_parser!(u32).range(1..=8760))]
    pub(crate) hours: u32,
    /// The server's settings, for its secret
    #[arg(long, value_name = "FILE", env = "VISIT_CHAT_CONFIG")]
    pub(crate) config: Option<PathBuf>,
    /// Take the secret of a demo's data folder instead
    #[arg(long, value_name = "DIR", conflicts_with = "config")]
    pub(crate) data: Option<PathBuf>,
}

#[derive(Args)]
pub(crate) struct CheckArgs {
    /// The files
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// Print one JSON object a line
    #[arg(long)]
    pub(crate) json: bool,
}

/// Runs the command line of this process.
///
/// Exit codes: 0 on success; 1 if `check` finds a file that is not accepted, or if something can't
/// be started; 2 for a wrong command line, and if `check` can't read a file.
#[must_use]
pub fn run() -> ExitCode {
    let done = match Cli::parse().command {
        CliCommand::Demo(args) => demo::run(&args),
        CliCommand::Serve(args) => serve::run(&args),
        CliCommand::Token(args) => token::run(&args),
        CliCommand::Check(args) => return check::run(&args),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            report(&error);
            ExitCode::FAILURE
        }
    }
}

/// The error with everything that led to it, on one line.
fn report(error: &StartError) {
    let mut line = format!("chat-server: {error}");
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        let text = cause.to_string();
        // Some errors tell their cause themselves.
        if !line.contains(text.trim_end()) {
            line.push_str(": ");
            line.push_str(text.trim_end());
        }
        source = cause.source();
    }
    eprintln!("{line}");
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    #[test]
    fn the_command_line_is_well_formed() {
        Cli::command().debug_assert();
    }

    #[test]
    fn a_token_is_for_a_person_or_for_the_host() {
        let clinic = "--clinic=0192d1f0-0000-7000-8000-000000000001";
        let person = "--person=0192d1f0-0000-7000-8000-000000000002";
        let parsed = |args: &[&str]| {
            Cli::try_parse_from(["chat-server", "token", clinic].iter().chain(args)).is_ok()
        };
        assert!(parsed(&[person]));
        assert!(parsed(&["--host"]));
        assert!(!parsed(&[]));
        assert!(!parsed(&["--host", person]));
        assert!(!parsed(&[person, "--hours=0"]));
    }
}
