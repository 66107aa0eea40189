//! NATS.

use crate::{
    child::{Child, bound_to_this_thread},
    wait,
};
use rustix::process::Signal;
use std::{fs, process::Stdio};
use tempfile::TempDir;

/// A NATS server at its own port. It is killed when dropped.
#[derive(Debug)]
pub struct Nats {
    child: Child,
    ports: Ports,
    arguments: Vec<String>,
}

/// Where a server listens on this machine.
#[derive(Clone, Copy, Debug)]
struct Ports {
    /// For clients.
    clients: u16,
    /// For other servers of its cluster; `None` without one.
    cluster: Option<u16>,
    /// For those who want to know what it does.
    monitoring: u16,
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
        let (child, ports) = launch(&arguments, "-1");
        Self {
            child,
            ports,
            arguments,
        }
    }

    /// Starts servers that form a cluster. A client may connect to any of them.
    #[must_use]
    pub fn cluster(count: usize) -> Vec<Self> {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("nats.conf");
        // The program takes a port of its choice only from a file.
        let text = "cluster { name: nodes, listen: \"127.0.0.1:-1\" }";
        fs::write(&file, text).unwrap();
        let file = file.to_str().unwrap();
        let mut servers: Vec<Self> = Vec::new();
        for _ in 0..count {
            let known: Vec<_> = servers.iter().map(Self::route).collect();
            servers.push(match known.is_empty() {
                true => Self::start_with(&["-c", file]),
                false => Self::start_with(&["-c", file, "--routes", &known.join(",")]),
            });
        }
        let routes: Vec<_> = servers.iter().map(Self::route).collect();
        for server in &mut servers {
            // For its next start: the others know its port.
            let own = server.route();
            let routes = routes.join(",");
            let arguments = [
                "--cluster",
                &own,
                "--cluster_name",
                "nodes",
                "--routes",
                &routes,
            ];
            server.arguments = arguments.map(str::to_owned).to_vec();
        }
        servers
    }

    /// Its address, such as `nats://127.0.0.1:34567`.
    #[must_use]
    pub fn address(&self) -> String {
        format!("nats://127.0.0.1:{}", self.ports.clients)
    }

    /// The address of its monitoring over HTTP, such as `http://127.0.0.1:34568`.
    #[must_use]
    pub fn monitoring(&self) -> String {
        format!("http://127.0.0.1:{}", self.ports.monitoring)
    }

    /// Kills it.
    pub fn kill(&mut self) {
        self.child.end(Signal::KILL);
    }

    /// Starts it again at the same port.
    pub fn restart(&mut self) {
        self.kill();
        let port = self.ports.clients.to_string();
        (self.child, self.ports) = launch(&self.arguments, &port);
    }

    /// Where other servers of its cluster connect to it.
    fn route(&self) -> String {
        let port = self.ports.cluster.expect("a server of a cluster");
        format!("nats://127.0.0.1:{port}")
    }
}

/// Starts a server at a port for clients. Returns once it listens.
fn launch(arguments: &[String], port: &str) -> (Child, Ports) {
    let folder = tempfile::tempdir().unwrap();
    let mut command = bound_to_this_thread(None);
    command.args(["nats-server", "-a", "127.0.0.1", "-p", port, "-m", "-1"]);
    command.arg("--ports_file_dir").arg(folder.path());
    command.args(arguments);
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let child = Child::start(command);
    let ports = ports(&folder, &child);
    (child, ports)
}

/// The ports that the server has written to its file.
fn ports(folder: &TempDir, child: &Child) -> Ports {
    let name = format!("nats-server_{}.ports", child.pid());
    wait::until("nats-server writes its ports", || {
        assert!(
            !child.has_ended(),
            "nats-server can't be started; `cargo xtask install` installs it"
        );
        let text = fs::read_to_string(folder.path().join(&name)).ok()?;
        text.ends_with('}').then_some(())?; // written completely
        Some(Ports {
            clients: port(&text, "nats")?,
            cluster: port(&text, "cluster"),
            monitoring: port(&text, "monitoring")?,
        })
    })
}

/// The port of a list such as `"nats":["nats://127.0.0.1:34567"]`.
fn port(text: &str, list: &str) -> Option<u16> {
    let (_, after) = text.split_once(&format!("\"{list}\":["))?;
    let (_, after) = after.split_once("//127.0.0.1:")?;
    let (digits, _) = after.split_once('"')?;
    digits.parse().ok()
}
