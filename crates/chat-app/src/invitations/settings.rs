//! How long links and sessions last.

use std::time::Duration;

/// How long links and sessions last, and how many wrong answers a link takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
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

/// Each option by its name.
impl InvitationSettings {
    /// Sets [`link`](Self#structfield.link).
    #[must_use]
    pub fn with_link(mut self, link: Duration) -> Self {
        self.link = link;
        self
    }

    /// Sets [`longest_link`](Self#structfield.longest_link).
    #[must_use]
    pub fn with_longest_link(mut self, longest_link: Duration) -> Self {
        self.longest_link = longest_link;
        self
    }

    /// Sets [`session`](Self#structfield.session).
    #[must_use]
    pub fn with_session(mut self, session: Duration) -> Self {
        self.session = session;
        self
    }

    /// Sets [`tries`](Self#structfield.tries).
    #[must_use]
    pub fn with_tries(mut self, tries: u16) -> Self {
        self.tries = tries;
        self
    }

    /// Sets [`expired_kept`](Self#structfield.expired_kept).
    #[must_use]
    pub fn with_expired_kept(mut self, expired_kept: Duration) -> Self {
        self.expired_kept = expired_kept;
        self
    }

    /// Sets [`collect_every`](Self#structfield.collect_every).
    #[must_use]
    pub fn with_collect_every(mut self, collect_every: Duration) -> Self {
        self.collect_every = collect_every;
        self
    }
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
