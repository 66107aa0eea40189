//! The command line.

use crate::{scenario::Scenario, server::Program};
use clap::Parser;
use std::{path::PathBuf, time::Duration};

/// Drives a real `chat-server` over the wire and prints what it costs, as JSON lines.
///
/// Each measurement starts a server of its own on loopback, with a data folder that is removed at
/// the end (in TMPDIR). Load is bounded in time and count.
#[derive(Debug, Parser)]
pub(crate) struct Args {
    /// What to measure; all if none is named.
    #[arg(value_enum)]
    pub(crate) scenarios: Vec<Scenario>,
    /// The server.
    #[arg(
        long,
        value_name = "PATH",
        default_value = "target/release/chat-server"
    )]
    server: PathBuf,
    /// Another server, run by turns with the first: a `chat-server`, or `socket-io` or `jetstream`
    /// for the scenarios that those can do. Ratios are of the first to this one.
    #[arg(long, value_name = "PATH|NAME")]
    against: Option<String>,
    /// How long the load of one measurement lasts.
    #[arg(long, value_name = "N", default_value_t = 2)]
    seconds: u64,
    /// How often each measurement is made; figures are medians.
    #[arg(long, value_name = "N", default_value_t = 3)]
    pub(crate) rounds: usize,
    /// Only cases whose name contains this text, such as `32`.
    #[arg(long, value_name = "TEXT")]
    pub(crate) case: Option<String>,
    /// A file that the JSON lines are appended to as well.
    #[arg(long, value_name = "FILE")]
    pub(crate) json: Option<PathBuf>,
    /// A file for a chart of the medians (SVG).
    #[arg(long, value_name = "FILE")]
    pub(crate) plot: Option<PathBuf>,
    /// An environment variable of the servers, such as one that lifts a limit.
    #[arg(long = "env", value_name = "KEY=VALUE", value_parser = variable)]
    variables: Vec<(String, String)>,
}

impl Args {
    /// The server that is measured.
    pub(crate) fn program(&self) -> Program {
        self.visit_chat(self.server.clone())
    }

    /// What it is compared with.
    pub(crate) fn other(&self) -> Option<Program> {
        Some(match self.against.as_deref()? {
            "socket-io" => Program::SocketIo,
            "jetstream" => Program::JetStream,
            path => self.visit_chat(path.into()),
        })
    }

    fn visit_chat(&self, binary: PathBuf) -> Program {
        Program::VisitChat {
            binary,
            variables: self.variables.clone(),
            files: None,
        }
    }

    /// How long the load of one measurement lasts.
    pub(crate) fn span(&self) -> Duration {
        Duration::from_secs(self.seconds.clamp(1, 60))
    }
}

fn variable(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((key, value)) if !key.is_empty() => Ok((key.to_owned(), value.to_owned())),
        _ => Err("write KEY=VALUE".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variable_has_a_key_and_may_contain_equals_signs() {
        assert_eq!(variable("A=b=c"), Ok(("A".to_owned(), "b=c".to_owned())));
        assert!(variable("A").is_err());
        assert!(variable("=b").is_err());
    }
}
