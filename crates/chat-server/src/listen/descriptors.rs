//! How many files the process may open.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// The share of the limit that no connection may take, so that files can always be opened.
const RESERVE_SHARE: u64 = 20;

/// The least that is kept.
const MIN_RESERVE: u64 = 64;

/// Raises the soft limit of open files to the hard one: the usual 1,024 are for programs that
/// `select`.
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

/// How many descriptors may be in use when one more connection is taken.
pub(crate) fn ceiling() -> usize {
    below(getrlimit(Resource::Nofile).current.unwrap_or(u64::MAX))
}

/// `limit` less a reserve, which a tiny limit gets half of.
fn below(limit: u64) -> usize {
    let reserve = (limit / RESERVE_SHARE).max(MIN_RESERVE).min(limit / 2);
    usize::try_from(limit - reserve).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reserve_is_kept_of_every_limit() {
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
    fn the_soft_limit_becomes_the_hard_one() {
        raise();
        let limit = getrlimit(Resource::Nofile);
        assert_eq!(limit.current, limit.maximum);
    }
}
