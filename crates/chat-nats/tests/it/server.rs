//! A private NATS server.

use std::{
    fs,
    net::TcpStream,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};
use tempfile::TempDir;

/// Killed on drop.
pub(crate) struct Server {
    process: Child,
    port: u16,
    arguments: Vec<String>,
}

impl Server {
    pub(crate) fn start() -> Self {
        Self::start_with(&[])
    }

    /// Starts a server at a free port, which it chooses.
    pub(crate) fn start_with(arguments: &[&str]) -> Self {
        let arguments: Vec<_> = arguments.iter().map(|word| (*word).to_owned()).collect();
        let folder = tempfile::tempdir().unwrap();
        let process = spawn(
            &arguments,
            &[
                "-p",
                "-1",
                "--ports_file_dir",
                folder.path().to_str().unwrap(),
            ],
        );
        let port = port(&folder, &process);
        Self {
            process,
            port,
            arguments,
        }
    }

    pub(crate) fn address(&self) -> String {
        format!("nats://127.0.0.1:{}", self.port)
    }

    pub(crate) fn kill(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    /// Starts it again at the same port.
    pub(crate) fn restart(&mut self) {
        self.process = spawn(&self.arguments, &["-p", &self.port.to_string()]);
        wait("the server listens", || {
            TcpStream::connect(("127.0.0.1", self.port)).ok()
        });
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

fn spawn(arguments: &[String], port: &[&str]) -> Child {
    let mut command = Command::new("nats-server");
    command.args(["-a", "127.0.0.1"]).args(port).args(arguments);
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let started = command.spawn();
    started.expect("nats-server starts; `cargo xtask install` installs it")
}

/// The port that the server has written to its file, such as `"nats://127.0.0.1:34567"`.
fn port(folder: &TempDir, process: &Child) -> u16 {
    let file = folder
        .path()
        .join(format!("nats-server_{}.ports", process.id()));
    wait("the server writes its port", || {
        let ports = fs::read_to_string(&file).ok()?;
        let (_, after) = ports.split_once("nats://127.0.0.1:")?;
        let (digits, _) = after.split_once('"')?;
        digits.parse().ok()
    })
}

fn wait<T>(what: &str, look: impl Fn() -> Option<T>) -> T {
    let patience = Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(patience.elapsed() < Duration::from_secs(30), "{what}");
        thread::sleep(Duration::from_millis(20));
    }
}
