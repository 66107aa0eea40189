//! A server's process.

use rustix::process::{Pid, Signal, kill_process};
use std::{
    process::{Command, ExitStatus},
    sync::mpsc,
    thread::{self, JoinHandle},
};

/// A process that ends with this one, and when it is dropped.
#[derive(Debug)]
pub(crate) struct Child {
    pid: Pid,
    ended: Option<JoinHandle<ExitStatus>>,
}

impl Child {
    /// Starts it from a thread that waits for it: the system ends a process with the thread that started it, not only with
    /// the whole process, and a test's thread may end before the other tests.
    ///
    /// # Panics
    /// If the program can't be started.
    pub(crate) fn start(mut command: Command) -> Self {
        let (started, waiting) = mpsc::channel();
        let ended = thread::spawn(move || {
            let mut child = command
                .spawn()
                .unwrap_or_else(|error| panic!("{command:?} can't be started: {error}"));
            started.send(child.id()).unwrap();
            child.wait().unwrap()
        });
        let pid = waiting.recv().expect("the program starts");
        let pid = i32::try_from(pid).ok().and_then(Pid::from_raw).unwrap();
        let ended = Some(ended);
        Self { pid, ended }
    }

    pub(crate) fn has_ended(&self) -> bool {
        self.ended.as_ref().is_none_or(JoinHandle::is_finished)
    }

    pub(crate) fn signal(&self, signal: Signal) {
        if !self.has_ended() {
            // It may end at this moment.
            let _ = kill_process(self.pid, signal);
        }
    }

    /// Sends a signal that ends it, and waits for its end.
    pub(crate) fn end(&mut self, signal: Signal) {
        self.signal(signal);
        if let Some(ended) = self.ended.take() {
            // A thread that panicked has started no process.
            let _ = ended.join();
        }
    }

    pub(crate) fn pid(&self) -> u32 {
        self.pid.as_raw_nonzero().get().unsigned_abs()
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        self.end(Signal::KILL);
    }
}

/// A command that ends when the thread that starts it ends.
pub(crate) fn bound_to_this_thread(user: Option<&str>) -> Command {
    let mut command = Command::new("setpriv");
    if let Some(user) = user {
        let (uid, gid) = (format!("--reuid={user}"), format!("--regid={user}"));
        command.args([&uid, &gid, "--clear-groups"]);
    }
    command.arg("--pdeathsig=KILL").current_dir("/");
    command
}
