//! The settings of the access log.

use std::time::Duration;

/// How long entries of the access log are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AccessLogSettings {
    /// The age from which on an entry is deleted; `None` keeps all.
    pub kept: Option<Duration>,
    /// How often old entries are deleted.
    pub delete_every: Duration,
}

impl Default for AccessLogSettings {
    /// Six years.
    fn default() -> Self {
        Self {
            kept: Some(Duration::from_secs(2_192 * 24 * 60 * 60)),
            delete_every: Duration::from_secs(60 * 60),
        }
    }
}
