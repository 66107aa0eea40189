//! `chat-server` as a separate process.

use crate::{binary::chat_server, process::signal, token::SECRET};
use std::{
    ffi::OsStr,
    fs::{self, File},
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Child, ChildStdout, Command, ExitStatus, Stdio},
};

/// A running `chat-server`. It is killed when dropped.
pub struct ServerProcess {
    child: Child,
    url: String,
    stdout: Option<BufReader<ChildStdout>>,
    log: PathBuf,
}

impl ServerProcess {
    /// The program with arguments, without settings from the tests' environment.
    #[must_use]
    pub fn command<I, S>(arguments: I) -> Command
    where
        I: IntoIterator<Item = S>,
        S: AsRef<OsStr>,
    {
        let mut command = Command::new(chat_server());
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("VISIT_CHAT_") {
                command.env_remove(name);
            }
        }
        command.args(arguments);
        command
    }

    /// Starts `chat-server serve` on a data folder, on any free port, with [`SECRET`]. Returns once it
    /// listens. A second start on the same folder sees the data of the first.
    #[must_use]
    pub fn serve(data: &Path) -> Self {
        Self::serve_with(data, &[])
    }

    /// [`ServerProcess::serve`] with additional environment variables.
    #[must_use]
    pub fn serve_with(data: &Path, variables: &[(&str, &str)]) -> Self {
        let mut command = Self::serving(Self::command(["serve"]), data);
        command.envs(variables.iter().copied());
        Self::start(command, data)
    }

    /// [`ServerProcess::serve`] with `SIGXFSZ` ignored, so that a file that exceeds its size limit causes an
    /// error, as on a full disk, and does not end the process.
    #[must_use]
    pub fn serve_on_a_small_disk(data: &Path) -> Self {
        let mut command = Command::new("bash");
        command.args(["-c", "trap '' XFSZ && exec \"$0\" serve"]);
        command.arg(chat_server());
        Self::start(Self::serving(command, data), data)
    }

    fn serving(mut command: Command, data: &Path) -> Command {
        command
            .env("VISIT_CHAT_LISTEN", "127.0.0.1:0")
            .env("VISIT_CHAT_DATA", data)
            .env("VISIT_CHAT_JWT_SECRET", SECRET)
            .env("VISIT_CHAT_LOG_FORMAT", "json")
            .env("VISIT_CHAT_RATES_LIMITED", "false"); // tests are faster than people
        command
    }

    /// Starts `chat-server demo` on a data folder, on any free port.
    #[must_use]
    pub fn demo(data: &Path) -> Self {
        let data_arg = data.as_os_str();
        let arguments = [
            "demo".as_ref(),
            "--port".as_ref(),
            "0".as_ref(),
            "--data".as_ref(),
            data_arg,
        ];
        Self::start(Self::command(arguments), data)
    }

    fn start(mut command: Command, data: &Path) -> Self {
        let log = data.with_extension("log");
        let errors = File::options()
            .create(true)
            .append(true)
            .open(&log)
            .unwrap();
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(errors)
            .spawn()
            .unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        stdout.read_line(&mut line).unwrap();
        let Some(url) = line.trim().strip_prefix("Listening on ") else {
            let _ = child.wait();
            panic!(
                "the server didn't start: {line}{}",
                fs::read_to_string(&log).unwrap()
            );
        };
        Self {
            child,
            url: url.to_owned(),
            stdout: Some(stdout),
            log,
        }
    }

    /// The server's address, such as `http://127.0.0.1:40123`.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The process id.
    #[must_use]
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// The demo's output after its address, up to its last line.
    pub fn demo_text(&mut self) -> String {
        let mut text = String::new();
        let stdout = self.stdout.as_mut().expect("the process runs");
        while !text.ends_with("Stop with Ctrl+C.\n") {
            assert_ne!(
                stdout.read_line(&mut text).unwrap(),
                0,
                "the demo ended: {text}"
            );
        }
        text
    }

    /// The next line of the output after the address.
    pub fn next_line(&mut self) -> String {
        let mut line = String::new();
        let stdout = self.stdout.as_mut().expect("the process runs");
        assert_ne!(stdout.read_line(&mut line).unwrap(), 0, "the process ended");
        line
    }

    /// The log so far.
    #[must_use]
    pub fn log(&self) -> String {
        fs::read_to_string(&self.log).unwrap()
    }

    /// Kills the server with SIGKILL, like a crash.
    pub fn kill_9(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Stops the server with SIGTERM and waits for its exit.
    pub fn terminate(mut self) -> ExitStatus {
        signal(self.pid(), "TERM");
        self.child.wait().unwrap()
    }
}

impl Drop for ServerProcess {
    fn drop(&mut self) {
        // It may have exited already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
