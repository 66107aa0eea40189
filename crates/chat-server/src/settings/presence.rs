//! Presence, as settings.

use crate::error::StartError;
use confique::Config;
use std::time::Duration;

/// The longest lease, in seconds: presence that lasts longer tells nothing.
const LONGEST_LEASE: u64 = 60 * 60;

/// Presence that people report themselves (V9).
#[derive(Clone, Copy, Debug, Config)]
#[config(layer_attr(serde(deny_unknown_fields)))]
pub struct PresenceSettings {
    /// How many seconds it lasts after the person's last live connection, from 1 to 3,600. Within this time
    /// people come back unnoticed; after it, chats that depend on their presence are greyed out.
    #[config(env = "VISIT_CHAT_PRESENCE_LEASE", default = 45)]
    pub lease: u64,
}

impl PresenceSettings {
    /// The lease.
    ///
    /// # Errors
    /// [`StartError::Settings`] if it is out of range.
    pub fn lease(&self) -> Result<Duration, StartError> {
        if (1..=LONGEST_LEASE).contains(&self.lease) {
            return Ok(Duration::from_secs(self.lease));
        }
        let range = format!(
            "presence.lease: {} is not from 1 to 3,600 seconds",
            self.lease
        );
        Err(StartError::Settings(range))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lease_is_one_second_to_an_hour() {
        let lease = |lease| PresenceSettings { lease }.lease().ok();
        assert_eq!(lease(1), Some(Duration::from_secs(1)));
        assert_eq!(lease(3_600), Some(Duration::from_secs(3_600)));
        assert_eq!((lease(0), lease(3_601)), (None, None));
    }
}
