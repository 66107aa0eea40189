//! A node of the previous version.

use crate::nodes::Cluster;
use std::{
    io::{BufRead as _, BufReader},
    process::{Child, Command, Stdio},
};
use visit_chat_tests::{SECRET, chat_server, signal};

/// The previous version's program; `cargo xtask cluster --long` sets it.
const PROGRAM: &str = "VISIT_CHAT_TESTS_PREVIOUS";

/// A process of the previous version, killed when dropped. It is started by settings that both versions know.
pub(crate) struct PreviousProcess {
    child: Child,
    url: String,
}

impl PreviousProcess {
    /// Starts a node of a cluster. Returns once it listens.
    pub(crate) fn serve(cluster: &Cluster, number: usize) -> Self {
        let program = std::env::var_os(PROGRAM);
        let program = program.unwrap_or_else(|| chat_server().into());
        let mut command = Command::new(program);
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("VISIT_CHAT_") {
                command.env_remove(name);
            }
        }
        command
            .arg("serve")
            .envs(cluster.variables())
            .env("VISIT_CHAT_LISTEN", "127.0.0.1:0")
            .env(
                "VISIT_CHAT_DATA",
                cluster.path(&format!("previous-{number}")),
            )
            .env("VISIT_CHAT_JWT_SECRET", SECRET)
            .env("VISIT_CHAT_RATES_LIMITED", "false");
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        output.read_line(&mut line).unwrap();
        let url = line.trim().strip_prefix("Listening on ");
        let url = url.expect("the previous version starts").to_owned();
        Self { child, url }
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// Stops it as an operator does.
    pub(crate) fn terminate(mut self) {
        signal(self.child.id(), "TERM");
        assert!(self.child.wait().unwrap().success());
    }
}

impl Drop for PreviousProcess {
    fn drop(&mut self) {
        // It may have ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
