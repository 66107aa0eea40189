//! Settings of webhooks.

use crate::webhooks::address::PermittedAddresses;

/// Limits of webhooks.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct WebhookSettings {
    /// Where webhooks may be sent to.
    pub permitted: PermittedAddresses,
    /// Maximum number of endpoints of a clinic.
    pub max_endpoints: usize,
}

impl WebhookSettings {
    /// Also permits these addresses.
    #[must_use]
    pub fn permitting(permitted: PermittedAddresses) -> Self {
        Self {
            permitted,
            ..Self::default()
        }
    }
}

impl Default for WebhookSettings {
    /// Public addresses; 20 endpoints.
    fn default() -> Self {
        Self {
            permitted: PermittedAddresses::default(),
            max_endpoints: 20,
        }
    }
}
