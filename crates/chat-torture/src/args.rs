//! The command line.

use clap::Parser;
use std::path::PathBuf;

/// Torments a real chat-server, and holds its data against what it acknowledged.
///
/// Without any of `--kills`, `--cuts`, `--faults` and `--control` it does a little of each, in less than two
/// minutes, and says in its last line what this machine can't do. What is asked for by name must be possible.
#[derive(Parser)]
#[command(name = "chat-torture")]
pub(crate) struct Args {
    /// How often the server is killed (`kill -9`)
    #[arg(long, value_name = "N")]
    pub(crate) kills: Option<u32>,
    /// How often the power of its disk is cut (root, loop devices)
    #[arg(long, value_name = "N")]
    pub(crate) cuts: Option<u32>,
    /// How often system calls fail for a time (strace)
    #[arg(long, value_name = "N", num_args = 0..=1, default_missing_value = "12")]
    pub(crate) faults: Option<usize>,
    /// Cut the power of a server whose syncs do nothing: this must lose something
    #[arg(long, value_name = "N", num_args = 0..=1, default_missing_value = "4")]
    pub(crate) control: Option<u32>,
    /// Begin nothing new after so many seconds
    #[arg(long, value_name = "N")]
    pub(crate) seconds: Option<u64>,
    /// The server's program; the `chat-server` beside this one unless named
    #[arg(long, value_name = "FILE")]
    pub(crate) server: Option<PathBuf>,
    /// Where to put everything; it is taken away at the end if nothing was found
    #[arg(long, value_name = "DIR")]
    pub(crate) folder: Option<PathBuf>,
}

/// What is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Plan {
    pub(crate) kills: u32,
    pub(crate) cuts: u32,
    pub(crate) faults: usize,
    pub(crate) control: u32,
    /// Whether what this machine can't do is told and left out.
    pub(crate) lenient: bool,
}

/// A little of each.
const SHORT: Plan = Plan {
    kills: 20,
    cuts: 5,
    faults: 5,
    control: 2,
    lenient: true,
};

impl Args {
    /// What is to be done.
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
    fn without_a_name_it_does_a_little_of_each() {
        assert_eq!(plan(&[]), SHORT);
        assert_eq!(plan(&["--seconds", "60"]), SHORT);
    }

    #[test]
    fn what_is_named_is_done_and_nothing_else() {
        let plan = plan(&["--kills", "3", "--faults"]);
        assert_eq!((plan.kills, plan.cuts, plan.faults), (3, 0, 12));
        assert!(!plan.lenient);
    }
}
