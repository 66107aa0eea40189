//! The server under test, as a process.

use crate::{command, outcome::Outcome};
use std::{
    fs::{self, File},
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};
use visit_chat_tests::SECRET;

/// Timeout for a start and for a graceful shutdown.
const PATIENCE: Duration = Duration::from_secs(60);

/// How to start servers.
#[derive(Clone)]
pub(crate) struct Launch {
    /// The server binary.
    pub(crate) binary: PathBuf,
    /// The server's log file. Must not be on the tortured disk.
    pub(crate) log: PathBuf,
    /// A library to preload.
    pub(crate) preload: Option<PathBuf>,
}

/// A running server. Killed on drop.
pub(crate) struct Server {
    child: Child,
    url: String,
}

impl Launch {
    /// Starts the server on a data folder and a free port. Returns once it listens.
    ///
    /// # Errors
    /// If it exits or does not start in time.
    pub(crate) fn start(&self, data: &Path) -> Outcome<Server> {
        let log = File::options().create(true).append(true).open(&self.log);
        let log = log.map_err(|error| format!("{}: {error}", self.log.display()))?;
        let mut command = self.command("serve");
        command
            .env("VISIT_CHAT_LISTEN", "127.0.0.1:0")
            .env("VISIT_CHAT_DATA", data)
            .env("VISIT_CHAT_JWT_SECRET", SECRET)
            .env("VISIT_CHAT_LOG_FILTER", "warn")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log);
        let mut child = command
            .spawn()
            .map_err(|error| format!("{}: {error}", self.binary.display()))?;
        let stdout = child.stdout.take();
        // From here on, dropping the guard ends the process.
        let mut server = Server {
            child,
            url: String::new(),
        };
        let (sender, receiver) = mpsc::channel();
        thread::spawn(move || {
            let mut line = String::new();
            if let Some(stdout) = stdout {
                // A failed read leaves the line empty, which means that the server is not up.
                let _ = BufReader::new(stdout).read_line(&mut line);
            }
            // After a timeout nothing receives this any more.
            let _ = sender.send(line);
        });
        let line = receiver.recv_timeout(PATIENCE).unwrap_or_default();
        let url = line.trim().strip_prefix("Listening on ");
        url.ok_or_else(|| {
            let log = self.log.display();
            format!("the server does not start on {}; see {log}", data.display())
        })?
        .clone_into(&mut server.url);
        Ok(server)
    }

    /// Runs `chat-server verify` on a data folder.
    ///
    /// # Errors
    /// If the logs or files are not sound, with the findings.
    pub(crate) fn verify(&self, data: &Path) -> Outcome {
        let output = self
            .command("verify")
            .arg("--data")
            .arg(data)
            .output()
            .map_err(|error| format!("verify can't be started: {error}"))?;
        if output.status.success() {
            return Ok(());
        }
        let output = [output.stdout, output.stderr].concat();
        Err(String::from_utf8_lossy(&output).trim().to_owned())
    }

    /// The command, without settings from our environment.
    fn command(&self, verb: &str) -> Command {
        let mut command = Command::new(&self.binary);
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("VISIT_CHAT_") {
                command.env_remove(name);
            }
        }
        if let Some(library) = &self.preload {
            command.env("LD_PRELOAD", library);
        }
        command.arg(verb);
        command
    }
}

impl Server {
    /// The base URL.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// Its process id.
    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Whether the server has exited unexpectedly.
    pub(crate) fn has_ended(&mut self) -> bool {
        !matches!(self.child.try_wait(), Ok(None))
    }

    /// Stops all threads where they are, as a power cut would. A system call in progress may still
    /// finish in the kernel, but without further effect.
    ///
    /// # Errors
    /// If it can't be stopped.
    pub(crate) fn freeze(&self) -> Outcome {
        command::run("kill", &["-STOP", &self.pid().to_string()])?;
        let asked = Instant::now();
        while asked.elapsed() < PATIENCE {
            if is_frozen(self.pid())? {
                return Ok(());
            }
            thread::sleep(Duration::from_millis(1));
        }
        Err("the server can't be stopped".to_owned())
    }

    /// `kill -9`.
    pub(crate) fn kill(self) {
        drop(self);
    }

    /// Asks the server to exit and waits until it has.
    ///
    /// # Errors
    /// If it does not exit, or fails.
    pub(crate) fn terminate(mut self) -> Outcome {
        command::run("kill", &["-TERM", &self.pid().to_string()])?;
        let asked = Instant::now();
        while asked.elapsed() < PATIENCE {
            match self.child.try_wait() {
                Ok(Some(status)) if status.success() => return Ok(()),
                Ok(Some(status)) => return Err(format!("the server ended with {status}")),
                Ok(None) => thread::sleep(Duration::from_millis(10)),
                Err(error) => return Err(format!("the server can't be waited for: {error}")),
            }
        }
        Err("the server does not exit on request".to_owned())
    }
}

/// Whether every thread is stopped (`T`), or will be before it leaves the kernel (`D`).
fn is_frozen(pid: u32) -> Outcome<bool> {
    let threads = PathBuf::from(format!("/proc/{pid}/task"));
    let unreadable = |error| format!("{}: {error}", threads.display());
    for thread in fs::read_dir(&threads).map_err(unreadable)? {
        let stat = thread.map_err(unreadable)?.path().join("stat");
        // A thread that has exited does nothing more either.
        let stat = fs::read_to_string(stat).unwrap_or_default();
        // The state follows the name, which is in parentheses and may contain anything.
        let state = stat
            .rsplit_once(") ")
            .and_then(|(_, rest)| rest.chars().next());
        if !matches!(state, None | Some('T' | 'D' | 'Z' | 'X')) {
            return Ok(false);
        }
    }
    Ok(true)
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have exited already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
