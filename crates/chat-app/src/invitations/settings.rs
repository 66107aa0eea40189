//! How long links and sessions last.

use std::time::Duration;

/// How long links and sessions last, and how many wrong answers a link takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvitationSettings {
    /// How long a link lasts whose host names no time.
    pub link: Duration,
    /// The longest that a host may choose.
    pub longest_link: Duration,
    /// How long a session lasts, if its link does not expire earlier.
    pub session: Duration,
    /// Wrong birth dates until a link is blocked.
    pub tries: u16,
    /// How long the host still sees links that have expired.
    pub expired_kept: Duration,
    /// How often what is older is deleted.
    pub collect_every: Duration,
}

impl Default for InvitationSettings {
    fn default() -> Self {
        let hours = |hours: u64| Duration::from_secs(hours * 60 * 60);
        Self {
            link: hours(72),
            longest_link: hours(90 * 24),
            session: hours(12),
            tries: 5,
            expired_kept: hours(30 * 24),
            collect_every: hours(1),
        }
    }
}
