//! A `chat-server`, or a server to compare it with, as a process on loopback.

use crate::{
    Result,
    token::SECRET,
    usage::{Running, Usage},
};
use std::{
    fs::{self, File},
    io::{BufRead as _, BufReader},
    net::{SocketAddr, TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::Duration,
};
use tempfile::TempDir;

/// The program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Program {
    /// A `chat-server` with its settings.
    VisitChat {
        binary: PathBuf,
        variables: Vec<(String, String)>,
        /// Its limit of open files; by default that of this process.
        files: Option<usize>,
    },
    /// A plain chat on Socket.IO and SQLite (`peers/socket-io`).
    SocketIo,
    /// A NATS server with JetStream.
    JetStream,
}

/// A running server. Killed by process id when dropped.
pub(crate) struct Server {
    program: Program,
    child: Child,
    address: SocketAddr,
    folder: TempDir,
}

impl Server {
    /// Starts it on a fresh data folder. Returns once it listens.
    pub(crate) fn start(program: &Program) -> Result<Self> {
        let folder = TempDir::with_prefix("visit-chat-load-")?;
        let (child, address) = program.spawn(folder.path())?;
        Ok(Self {
            program: program.clone(),
            child,
            address,
            folder,
        })
    }

    /// Stops it like an operator would, and waits for its exit.
    pub(crate) fn stop(&mut self) -> Result<()> {
        let id = self.child.id().to_string();
        let killed = Command::new("kill").args(["-TERM", &id]).status()?;
        if !killed.success() {
            return Err("the server can't be stopped".into());
        }
        self.child.wait()?;
        Ok(())
    }

    /// Restarts a stopped server on its data, at another address.
    pub(crate) fn start_again(&mut self) -> Result<()> {
        (self.child, self.address) = self.program.spawn(self.folder.path())?;
        Ok(())
    }

    /// Its program.
    pub(crate) const fn program(&self) -> &Program {
        &self.program
    }

    /// Its address.
    pub(crate) const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Its resource usage so far.
    pub(crate) fn usage(&self) -> Result<Usage> {
        Usage::of(self.child.id())
    }
}

impl Running for Server {
    fn usage(&self) -> Result<Usage> {
        self.usage()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have exited already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Program {
    /// The same, with one more setting; other servers have none.
    pub(crate) fn with(&self, key: &str, value: &str) -> Self {
        let mut program = self.clone();
        if let Self::VisitChat { variables, .. } = &mut program {
            variables.push((key.to_owned(), value.to_owned()));
        }
        program
    }

    /// The same program with a limit of open files, if it is ours.
    pub(crate) fn with_files(&self, most: usize) -> Self {
        let mut program = self.clone();
        if let Self::VisitChat { files, .. } = &mut program {
            *files = Some(most);
        }
        program
    }

    fn spawn(&self, folder: &Path) -> Result<(Child, SocketAddr)> {
        match self {
            Self::VisitChat {
                binary,
                variables,
                files,
            } => visit_chat(binary, variables, *files, folder),
            Self::SocketIo => socket_io(folder),
            Self::JetStream => jetstream(folder),
        }
    }
}

fn visit_chat(
    binary: &Path,
    variables: &[(String, String)],
    files: Option<usize>,
    folder: &Path,
) -> Result<(Child, SocketAddr)> {
    let failed = |error| format!("{} can't be started: {error}", binary.display());
    // A bare name would be searched in PATH.
    let binary = fs::canonicalize(binary).map_err(failed)?;
    let mut command = match files {
        Some(files) => {
            let mut shell = Command::new("sh");
            let script = format!("ulimit -n {files} && exec \"$0\" \"$@\"");
            shell.arg("-c").arg(script).arg(binary);
            shell
        }
        None => Command::new(binary),
    };
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("VISIT_CHAT_") {
            command.env_remove(name);
        }
    }
    command
        .arg("serve")
        .env("VISIT_CHAT_LISTEN", "127.0.0.1:0")
        .env("VISIT_CHAT_DATA", folder.join("data"))
        .env("VISIT_CHAT_JWT_SECRET", SECRET)
        .env("VISIT_CHAT_LOG_FORMAT", "json")
        .envs(variables.iter().map(|(key, value)| (key, value)));
    printed_address(command, folder)
}

fn socket_io(folder: &Path) -> Result<(Child, SocketAddr)> {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("peers/socket-io");
    if !own.join("node_modules").is_dir() {
        return Err(format!("run `npm install` in {} first", own.display()).into());
    }
    let mut command = Command::new("node");
    command.arg(own.join("server.js")).arg(folder);
    command.env("NODE_ENV", "production");
    printed_address(command, folder)
}

/// NATS does not print the port that it chooses, so it is given a port that was free just before.
fn jetstream(folder: &Path) -> Result<(Child, SocketAddr)> {
    let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
    let mut command = Command::new("nats-server");
    command.args(["-a", "127.0.0.1", "-p", &address.port().to_string(), "-js"]);
    command.arg("-sd").arg(folder);
    let mut child = command
        .stdin(Stdio::null())
        .stderr(File::create(folder.join("server.log"))?)
        .spawn()
        .map_err(|error| format!("nats-server can't be started: {error}"))?;
    for _ in 0..500 {
        if TcpStream::connect(address).is_ok() {
            return Ok((child, address));
        }
        thread::sleep(Duration::from_millis(10));
    }
    let _ = child.kill();
    let _ = child.wait();
    Err("nats-server did not start".into())
}

/// Starts a program that prints its address in its first line.
fn printed_address(mut command: Command, folder: &Path) -> Result<(Child, SocketAddr)> {
    let log = folder.join("server.log");
    let errors = File::options().create(true).append(true).open(&log)?;
    let program = command.get_program().to_string_lossy().into_owned();
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(errors)
        .spawn()
        .map_err(|error| format!("{program} can't be started: {error}"))?;
    let mut line = String::new();
    if let Some(stdout) = child.stdout.take() {
        BufReader::new(stdout).read_line(&mut line)?;
    }
    let address = line.trim().strip_prefix("Listening on http://");
    match address.map(str::parse) {
        Some(Ok(address)) => Ok((child, address)),
        _ => {
            let _ = child.kill();
            let _ = child.wait();
            let output = fs::read_to_string(&log).unwrap_or_default();
            Err(format!("the server didn't start: {line}{output}").into())
        }
    }
}
