//! The CPU time of a step, which depends less on the machine's load than its duration.

use std::{fs, time::Duration};

/// Units of `/proc/<pid>/stat` in a second, on all platforms of Linux.
const TICKS_PER_SECOND: u64 = 100;

/// The CPU time so far of this process and of its children that have exited. `None` where there is no `/proc`.
pub(crate) fn spent() -> Option<Duration> {
    parse(&fs::read_to_string("/proc/self/stat").ok()?)
}

/// The sum of `utime`, `stime`, `cutime` and `cstime` (proc_pid_stat(5)), the 12th to 15th field after the
/// program's name.
fn parse(stat: &str) -> Option<Duration> {
    let (_, fields) = stat.rsplit_once(')')?;
    let times = fields.split_whitespace().skip(11).take(4);
    let ticks: Option<Vec<u64>> = times.map(|time| time.parse().ok()).collect();
    let ticks = ticks.filter(|ticks| ticks.len() == 4)?;
    let milliseconds = ticks.iter().sum::<u64>() * 1_000 / TICKS_PER_SECOND;
    Some(Duration::from_millis(milliseconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_of_the_process_and_its_children_add_up() {
        let stat = "7 (a ) b) S 1 7 7 0 -1 4194560 9 8 7 6 10 20 300 4000 20 0 1 0 55 1 2";
        assert_eq!(parse(stat), Some(Duration::from_millis(43_300)));
        assert_eq!(parse("7 (a) S 1 7"), None);
        assert_eq!(parse(""), None);
    }

    #[test]
    fn exited_child_counts() {
        let before = spent().unwrap();
        let count = "i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done";
        let child = std::process::Command::new("sh")
            .args(["-c", count])
            .status();
        assert!(child.unwrap().success());
        assert!(spent().unwrap() > before);
    }
}
