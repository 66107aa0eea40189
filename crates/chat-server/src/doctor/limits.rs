//! The limit of open files.

use super::finding::Findings;
use rustix::process::{Resource, Rlimit, getrlimit};

/// The fewest open files for a clinic: each live connection is one.
const FEW: u64 = 4_096;

/// Checks the limit of open files, as this process got it.
pub(super) fn check(findings: &mut Findings) {
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    let shown = |limit: Option<u64>| limit.map_or("none".to_owned(), |limit| limit.to_string());
    let detail = format!(
        "soft limit {}, hard limit {}",
        shown(current),
        shown(maximum)
    );
    match maximum {
        Some(hard) if hard < FEW => findings.warning(
            "open files",
            &detail,
            "raise the hard limit, such as by LimitNOFILE=65536 in the systemd unit; each connection is an open file",
        ),
        _ => findings.ok("open files", &detail),
    }
}
