//! How often one person may ask.

use chat_app::RateLimits;
use confique::Config;

/// Whether people are held to the rates of [`RateLimits`].
#[derive(Clone, Copy, Debug, Config)]
#[config(layer_attr(serde(deny_unknown_fields)))]
pub struct RateSettings {
    /// Whether one person's requests are limited to rates that people don't reach. Turn it off for
    /// load tests alone.
    #[config(env = "VISIT_CHAT_RATES_LIMITED", default = true)]
    pub limited: bool,
}

impl RateSettings {
    /// The limits.
    #[must_use]
    pub fn limits(&self) -> RateLimits {
        if self.limited {
            RateLimits::default()
        } else {
            RateLimits::unlimited()
        }
    }
}
