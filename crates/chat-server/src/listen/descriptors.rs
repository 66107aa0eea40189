//! The limit of open files.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// The share of the limit reserved for files, which connections may not use.
const RESERVE_SHARE: u64 = 20;

/// The minimum reserve.
const MIN_RESERVE: u64 = 64;

/// Raises the soft limit of open files to the hard one. The usual soft limit of 1,024 exists for
/// programs that use `select`.
pub(crate) fn raise() {
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    if current == maximum {
        return;
    }
    let raised = Rlimit {
        current: maximum,
        maximum,
    };
    if let Err(error) = setrlimit(Resource::Nofile, raised) {
        tracing::warn!(%error, ?current, "the limit of open files can't be raised");
    }
}

/// Maximum number of descriptors in use when one more connection is admitted.
pub(crate) fn ceiling() -> usize {
    below(getrlimit(Resource::Nofile).current.unwrap_or(u64::MAX))
}

/// `limit` minus the reserve; the reserve is at most half of a tiny limit.
fn below(limit: u64) -> usize {
    let reserve = (limit / RESERVE_SHARE).max(MIN_RESERVE).min(limit / 2);
    usize::try_from(limit - reserve).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_limit_keeps_a_reserve() {
        for (limit, ceiling) in [
            (20_000, 19_000),
            (1_024, 960),
            (100, 50),
            (u64::MAX, u64::MAX - u64::MAX / 20),
        ] {
            assert_eq!(below(limit) as u64, ceiling);
        }
    }

    #[test]
    fn soft_limit_is_raised_to_the_hard_one() {
        raise();
        let limit = getrlimit(Resource::Nofile);
        assert_eq!(limit.current, limit.maximum);
    }
}
