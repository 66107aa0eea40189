//! The command line.

use clap::Parser;
use std::path::PathBuf;

/// Disturbs a real chat-server and checks its data against what it acknowledged.
///
/// Without any of `--kills`, `--cuts`, `--faults` and `--control`, runs a little of each in less
/// than two minutes and reports in its last line what this machine does not support. A test
/// requested by name must be supported.
#[derive(Parser)]
#[command(name = "chat-torture")]
pub(crate) struct Args {
    /// Number of times to kill the server (`kill -9`)
    #[arg(long, value_name = "N")]
    pub(crate) kills: Option<u32>,
    /// Number of power cuts of the server's disk (needs root and loop devices)
    #[arg(long, value_name = "N")]
    pub(crate) cuts: Option<u32>,
    /// Number of fault windows in which system calls fail (needs strace)
    #[arg(long, value_name = "N", num_args = 0..=1, default_missing_value = "12")]
    pub(crate) faults: Option<usize>,
    /// Number of power cuts with disabled syncs, which must lose data
    #[arg(long, value_name = "N", num_args = 0..=1, default_missing_value = "4")]
    pub(crate) control: Option<u32>,
    /// Start nothing new after this many seconds
    #[arg(long, value_name = "N")]
    pub(crate) seconds: Option<u64>,
    /// The server binary; built from source by default
    #[arg(long, value_name = "FILE")]
    pub(crate) server: Option<PathBuf>,
    /// Parent of the working folder, which is deleted at the end unless there are findings
    #[arg(long, value_name = "DIR")]
    pub(crate) folder: Option<PathBuf>,
}

/// The tests to run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Plan {
    pub(crate) kills: u32,
    pub(crate) cuts: u32,
    pub(crate) faults: usize,
    pub(crate) control: u32,
    /// Whether to report and skip tests that this machine does not support.
    pub(crate) lenient: bool,
}

/// A short run of every test.
const SHORT: Plan = Plan {
    kills: 20,
    cuts: 5,
    faults: 5,
    control: 2,
    lenient: true,
};

impl Args {
    /// Derives the plan.
    pub(crate) fn plan(&self) -> Plan {
        let named = (self.kills, self.cuts, self.faults, self.control);
        if named == (None, None, None, None) {
            return SHORT;
        }
        Plan {
            kills: self.kills.unwrap_or_default(),
            cuts: self.cuts.unwrap_or_default(),
            faults: self.faults.unwrap_or_default(),
            control: self.control.unwrap_or_default(),
            lenient: false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(words: &[&str]) -> Plan {
        let words = ["chat-torture"].iter().chain(words);
        Args::try_parse_from(words).unwrap().plan()
    }

    #[test]
    fn default_plan_is_a_little_of_each() {
        assert_eq!(plan(&[]), SHORT);
        assert_eq!(plan(&["--seconds", "60"]), SHORT);
    }

    #[test]
    fn only_named_tests_are_planned() {
        let plan = plan(&["--kills", "3", "--faults"]);
        assert_eq!((plan.kills, plan.cuts, plan.faults), (3, 0, 12));
        assert!(!plan.lenient);
    }
}
