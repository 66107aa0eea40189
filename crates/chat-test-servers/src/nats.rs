//! NATS.

use crate::{
    child::{Child, bound_to_this_thread},
    wait,
};
use rustix::process::Signal;
use std::{fs, net::TcpStream, process::Stdio};
use tempfile::TempDir;

/// A NATS server at its own port. It is killed when dropped.
#[derive(Debug)]
pub struct Nats {
    child: Child,
    port: u16,
    arguments: Vec<String>,
}

impl Nats {
    /// Starts a server.
    #[must_use]
    pub fn start() -> Self {
        Self::start_with(&[])
    }

    /// Starts a server with more arguments, at a free port that it chooses.
    #[must_use]
    pub fn start_with(arguments: &[&str]) -> Self {
        let arguments: Vec<_> = arguments.iter().map(|word| (*word).to_owned()).collect();
        let folder = tempfile::tempdir().unwrap();
        let ports = folder.path().to_str().unwrap();
        let child = child(&arguments, &["-p", "-1", "--ports_file_dir", ports]);
        let port = port(&folder, &child);
        Self {
            child,
            port,
            arguments,
        }
    }

    /// Its address, such as `nats://127.0.0.1:34567`.
    #[must_use]
    pub fn address(&self) -> String {
        format!("nats://127.0.0.1:{}", self.port)
    }

    /// Kills it.
    pub fn kill(&mut self) {
        self.child.end(Signal::KILL);
    }

    /// Starts it again at the same port.
    pub fn restart(&mut self) {
        self.kill();
        self.child = child(&self.arguments, &["-p", &self.port.to_string()]);
        wait::until("the server listens", || {
            TcpStream::connect(("127.0.0.1", self.port)).ok()
        });
    }
}

fn child(arguments: &[String], port: &[&str]) -> Child {
    let mut command = bound_to_this_thread(None);
    command.args(["nats-server", "-a", "127.0.0.1"]);
    command.args(port).args(arguments);
    command.stdout(Stdio::null()).stderr(Stdio::null());
    Child::start(command)
}

/// The port that the server has written to its file, such as `"nats://127.0.0.1:34567"`.
fn port(folder: &TempDir, child: &Child) -> u16 {
    let name = format!("nats-server_{}.ports", child.pid());
    wait::until("nats-server writes its port", || {
        assert!(
            !child.has_ended(),
            "nats-server can't be started; `cargo xtask install` installs it"
        );
        let ports = fs::read_to_string(folder.path().join(&name)).ok()?;
        let (_, after) = ports.split_once("nats://127.0.0.1:")?;
        let (digits, _) = after.split_once('"')?;
        digits.parse().ok()
    })
}
