//! Rate limits of each person.

use chat_app::RateLimits;
use confique::Config;

/// Whether [`RateLimits`] apply.
#[derive(Clone, Copy, Debug, Config)]
#[config(layer_attr(serde(deny_unknown_fields)))]
pub struct RateSettings {
    /// Whether each person's requests are rate limited. People don't reach the limits; turn them
    /// off only for load tests.
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
