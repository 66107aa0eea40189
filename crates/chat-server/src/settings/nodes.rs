//! Several nodes, as settings.

use crate::error::StartError;
use confique::Config;
use std::time::Duration;

/// The shortest lease, in seconds: a renewal needs time.
const SHORTEST: u64 = 3;

/// The longest lease, in seconds: for so long a dead node's work is left undone.
const LONGEST: u64 = 5 * 60;

/// Several processes with the same log, with `storage = "postgres"`.
#[derive(Clone, Copy, Debug, Config)]
#[config(layer_attr(serde(deny_unknown_fields)))]
pub struct NodeSettings {
    /// How many seconds a process may be silent until the others do its background work, from 3 to 300. It renews
    /// its lease three times in this time. A shorter lease is taken over sooner; a longer one survives a longer failure of
    /// the database.
    #[config(env = "VISIT_CHAT_NODES_LEASE", default = 30)]
    pub lease: u64,
}

impl NodeSettings {
    /// The lease.
    ///
    /// # Errors
    /// [`StartError::Settings`] if it is out of range.
    pub fn lease(&self) -> Result<Duration, StartError> {
        if (SHORTEST..=LONGEST).contains(&self.lease) {
            return Ok(Duration::from_secs(self.lease));
        }
        let range = format!("nodes.lease: {} is not from 3 to 300 seconds", self.lease);
        Err(StartError::Settings(range))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lease_is_three_seconds_to_five_minutes() {
        let lease = |lease| NodeSettings { lease }.lease().ok();
        assert_eq!(lease(3), Some(Duration::from_secs(3)));
        assert_eq!(lease(300), Some(Duration::from_secs(300)));
        assert_eq!((lease(2), lease(301)), (None, None));
    }
}
