//! Failing system calls of the server, injected with `strace`.

use crate::{command, outcome::Outcome};
use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

/// Timeout for `strace` to attach to all threads, and to detach.
const PATIENCE: Duration = Duration::from_secs(20);

/// Which calls fail and how.
pub(crate) struct Fault {
    /// The system calls, in `strace` syntax.
    pub(crate) calls: &'static str,
    /// The error.
    pub(crate) error: &'static str,
    /// Which invocations fail, in `strace` syntax: `first+step`.
    pub(crate) when: &'static str,
}

const fn fault(calls: &'static str, error: &'static str, when: &'static str) -> Fault {
    Fault { calls, error, when }
}

/// All faults, in the order they are tried. Excludes `write`, which the server's threads also use
/// to wake each other, unlike any disk fault. Full disks are a separate test.
pub(crate) const FAULTS: [Fault; 12] = [
    fault("fdatasync,fsync", "EIO", "1+3"),
    fault("pwrite64", "ENOSPC", "2+5"),
    fault("openat", "EIO", "1+2"),
    fault("pwrite64", "EIO", "1+7"),
    fault("rename,renameat,renameat2,link,linkat", "EIO", "1+2"),
    fault("pread64", "EIO", "1+3"),
    fault("fdatasync,fsync", "ENOSPC", "1+1"),
    fault("openat", "EMFILE", "1+1"),
    fault("pwrite64", "ENOSPC", "1+1"),
    fault("unlink,unlinkat", "EIO", "1+1"),
    fault("pread64", "EIO", "1+1"),
    fault("fdatasync,fsync", "EIO", "1+1"),
];

/// An active fault. Ends on drop.
pub(crate) struct ActiveFault {
    tracer: Option<Child>,
    trace: PathBuf,
}

impl Fault {
    /// Makes calls of a process fail from now on.
    ///
    /// # Errors
    /// If `strace` can't be started or attached.
    pub(crate) fn begin(&self, pid: u32, trace: &Path) -> Outcome<ActiveFault> {
        let stderr = trace.with_extension("stderr");
        let stderr_file =
            File::create(&stderr).map_err(|e| format!("{}: {e}", stderr.display()))?;
        let Self { calls, error, when } = self;
        let tracer = Command::new("strace")
            .args(["-f", "-p", &pid.to_string()])
            .args(["-e", &format!("trace={calls}")])
            .args(["-e", &format!("inject={calls}:error={error}:when={when}")])
            .arg("-o")
            .arg(trace)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(stderr_file)
            .spawn()
            .map_err(|error| format!("strace can't be started: {error}"))?;
        let mut active = ActiveFault {
            tracer: Some(tracer),
            trace: trace.to_owned(),
        };
        let begun = Instant::now();
        while begun.elapsed() < PATIENCE {
            let text = fs::read_to_string(&stderr).unwrap_or_default();
            if active.has_ended() {
                return Err(format!("strace: {}", text.trim()));
            }
            if text.contains("attached") {
                return Ok(active);
            }
            thread::sleep(Duration::from_millis(10));
        }
        Err("strace does not attach".to_owned())
    }
}

impl ActiveFault {
    /// Ends the fault. Returns the number of failed calls.
    ///
    /// # Errors
    /// If the trace can't be read.
    pub(crate) fn end(mut self) -> Outcome<u64> {
        self.detach();
        let trace = fs::read_to_string(&self.trace)
            .map_err(|error| format!("{}: {error}", self.trace.display()))?;
        Ok(trace.matches("(INJECTED)").count() as u64)
    }

    fn has_ended(&mut self) -> bool {
        let tracer = self.tracer.as_mut();
        tracer.is_none_or(|tracer| !matches!(tracer.try_wait(), Ok(None)))
    }

    /// Interrupts `strace`, which then detaches and leaves the process running.
    fn detach(&mut self) {
        if self.has_ended() {
            return;
        }
        let Some(mut tracer) = self.tracer.take() else {
            return;
        };
        // It may just have exited.
        let _ = command::run("kill", &["-INT", &tracer.id().to_string()]);
        let asked = Instant::now();
        while asked.elapsed() < PATIENCE {
            if !matches!(tracer.try_wait(), Ok(None)) {
                return;
            }
            thread::sleep(Duration::from_millis(10));
        }
        // As above.
        let _ = tracer.kill();
        let _ = tracer.wait();
    }
}

impl Drop for ActiveFault {
    fn drop(&mut self) {
        self.detach();
    }
}
