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

/// Each option by its name.
impl WebhookSettings {
    /// Sets [`permitted`](Self#structfield.permitted).
    #[must_use]
    pub fn with_permitted(mut self, permitted: PermittedAddresses) -> Self {
        self.permitted = permitted;
        self
    }

    /// Sets [`max_endpoints`](Self#structfield.max_endpoints).
    #[must_use]
    pub fn with_max_endpoints(mut self, max_endpoints: usize) -> Self {
        self.max_endpoints = max_endpoints;
        self
    }
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
