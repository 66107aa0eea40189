//! The command line.

use crate::{scenario::Scenario, server::Program};
use clap::Parser;
use std::{path::PathBuf, time::Duration};

/// Drives a real `chat-server` over the wire and prints its costs as JSON lines.
///
/// Each measurement starts a server on loopback with a temporary data folder (in TMPDIR). Load is bounded
/// in time and count.
#[derive(Debug, Parser)]
pub(crate) struct Args {
    /// Scenarios to measure; all by default.
    #[arg(value_enum)]
    pub(crate) scenarios: Vec<Scenario>,
    /// The server.
    #[arg(
        long,
        value_name = "PATH",
        default_value = "target/release/chat-server"
    )]
    server: PathBuf,
    /// Another server, alternating with the first: a `chat-server`, or `socket-io` or `jetstream` for the
    /// scenarios that those support. Ratios are of the first server to this one.
    #[arg(long, value_name = "PATH|NAME")]
    against: Option<String>,
    /// How long the load of one measurement lasts.
    #[arg(long, value_name = "N", default_value_t = 2)]
    seconds: u64,
    /// Rounds of each measurement; figures are medians.
    #[arg(long, value_name = "N", default_value_t = 3)]
    pub(crate) rounds: usize,
    /// Only cases whose name contains this text, such as `32`.
    #[arg(long, value_name = "TEXT")]
    pub(crate) case: Option<String>,
    /// A file to append the JSON lines to.
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
    /// The measured server.
    pub(crate) fn program(&self) -> Program {
        self.visit_chat(self.server.clone())
    }

    /// The server to compare it with.
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
