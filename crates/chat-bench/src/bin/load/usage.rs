//! A process's resource usage (`/proc`).

use crate::Result;
use std::{collections::BTreeMap, fs, path::Path, time::Duration};

/// CPU time, context switches and memory of a process at a moment.
#[derive(Clone, Debug)]
pub(crate) struct Usage {
    threads: BTreeMap<String, Thread>,
    /// Resident memory in bytes.
    pub(crate) resident: u64,
}

/// What is measured: a server, or several.
pub(crate) trait Running {
    /// The resource usage so far.
    fn usage(&self) -> Result<Usage>;
}

/// Usage between two moments.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Used {
    /// User and system time of all threads.
    pub(crate) cpu: Duration,
    /// Number of times a thread blocked (voluntary context switches).
    pub(crate) sleeps: u64,
}

#[derive(Clone, Copy, Debug, Default)]
struct Thread {
    nanos: u64,
    sleeps: u64,
}

impl Usage {
    /// Usage so far. CPU time is summed over threads, which is counted in nanoseconds; that of the process is in
    /// hundredths of a second.
    pub(crate) fn of(process: u32) -> Result<Self> {
        let folder = format!("/proc/{process}");
        let status = fs::read_to_string(format!("{folder}/status"))?;
        let resident = field(&status, "VmRSS:").ok_or("no memory usage in /proc")?;
        let mut threads = BTreeMap::new();
        for thread in fs::read_dir(format!("{folder}/task"))? {
            let thread = thread?;
            // The thread may exit in between.
            if let Some(used) = Thread::at(&thread.path()) {
                threads.insert(thread.file_name().to_string_lossy().into_owned(), used);
            }
        }
        Ok(Self {
            threads,
            resident: resident * 1024,
        })
    }

    /// The usage of both processes.
    pub(crate) fn and(mut self, other: Self) -> Self {
        self.threads.extend(other.threads); // each has an id of the system
        self.resident += other.resident;
        self
    }

    /// Usage since an earlier moment, without threads that have exited since.
    pub(crate) fn since(&self, before: &Self) -> Used {
        let (mut nanos, mut sleeps) = (0, 0);
        for (id, now) in &self.threads {
            let then = before.threads.get(id).copied().unwrap_or_default();
            nanos += now.nanos.saturating_sub(then.nanos);
            sleeps += now.sleeps.saturating_sub(then.sleeps);
        }
        Used {
            cpu: Duration::from_nanos(nanos),
            sleeps,
        }
    }
}

impl Thread {
    fn at(folder: &Path) -> Option<Self> {
        let schedule = fs::read_to_string(folder.join("schedstat")).ok()?;
        let status = fs::read_to_string(folder.join("status")).ok()?;
        Some(Self {
            nanos: schedule.split_whitespace().next()?.parse().ok()?,
            sleeps: field(&status, "voluntary_ctxt_switches:")?,
        })
    }
}

fn field(status: &str, name: &str) -> Option<u64> {
    let mut lines = status.lines();
    let value = lines.find_map(|line| line.strip_prefix(name))?;
    value.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_found_by_its_whole_name() {
        let status = "nonvoluntary_ctxt_switches:\t7\nVmRSS:\t  12 kB\nvoluntary_ctxt_switches:\t9";
        assert_eq!(field(status, "VmRSS:"), Some(12));
        assert_eq!(field(status, "voluntary_ctxt_switches:"), Some(9));
        assert_eq!(field(status, "VmSwap:"), None);
    }

    #[test]
    fn work_of_this_process_is_seen() {
        let before = Usage::of(std::process::id()).unwrap();
        let end = std::time::Instant::now() + Duration::from_millis(30);
        while std::time::Instant::now() < end {}
        let used = Usage::of(std::process::id()).unwrap().since(&before);
        assert!(used.cpu > Duration::ZERO);
        assert!(before.resident > 0);
    }
}
