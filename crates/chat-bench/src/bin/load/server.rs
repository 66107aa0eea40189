//! A `chat-server` as a process, on loopback.

use crate::{Result, token::SECRET, usage::Usage};
use std::{
    fs::{self, File},
    io::{BufRead as _, BufReader},
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};
use tempfile::TempDir;

/// Which program, with which settings.
#[derive(Clone, Debug)]
pub(crate) struct Program {
    pub(crate) binary: PathBuf,
    pub(crate) variables: Vec<(String, String)>,
}

/// A running server. It is killed, by its id, when dropped.
pub(crate) struct Server {
    program: Program,
    child: Child,
    address: SocketAddr,
    folder: TempDir,
}

impl Server {
    /// Starts it on a fresh data folder. Returns when it listens.
    pub(crate) fn start(program: &Program) -> Result<Self> {
        let folder = TempDir::with_prefix("visit-chat-load-")?;
        let (child, address) = spawn(program, folder.path())?;
        Ok(Self {
            program: program.clone(),
            child,
            address,
            folder,
        })
    }

    /// Ends it as an operator would, and waits until it has ended.
    pub(crate) fn stop(&mut self) -> Result<()> {
        let id = self.child.id().to_string();
        let told = Command::new("kill").args(["-TERM", &id]).status()?;
        if !told.success() {
            return Err("the server can't be told to stop".into());
        }
        self.child.wait()?;
        Ok(())
    }

    /// Starts it, once it was stopped, on what it stored. It listens elsewhere then.
    pub(crate) fn start_again(&mut self) -> Result<()> {
        (self.child, self.address) = spawn(&self.program, self.folder.path())?;
        Ok(())
    }

    /// Where it listens.
    pub(crate) const fn address(&self) -> SocketAddr {
        self.address
    }

    /// What it has used so far.
    pub(crate) fn usage(&self) -> Result<Usage> {
        Usage::of(self.child.id())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn spawn(program: &Program, folder: &Path) -> Result<(Child, SocketAddr)> {
    let log = folder.join("server.log");
    let errors = File::options().create(true).append(true).open(&log)?;
    let failed = |error| format!("{} can't be started: {error}", program.binary.display());
    // A bare name would be looked for in PATH.
    let binary = fs::canonicalize(&program.binary).map_err(failed)?;
    let mut command = Command::new(binary);
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("VISIT_CHAT_") {
            command.env_remove(name);
        }
    }
    let mut child = command
        .arg("serve")
        .env("VISIT_CHAT_LISTEN", "127.0.0.1:0")
        .env("VISIT_CHAT_DATA", folder.join("data"))
        .env("VISIT_CHAT_JWT_SECRET", SECRET)
        .env("VISIT_CHAT_LOG_FORMAT", "json")
        .envs(program.variables.iter().map(|(key, value)| (key, value)))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(errors)
        .spawn()
        .map_err(failed)?;
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
            let said = fs::read_to_string(&log).unwrap_or_default();
            Err(format!("the server didn't start: {line}{said}").into())
        }
    }
}
