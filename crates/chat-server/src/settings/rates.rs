//! Rate limits of people, addresses and clinics.

use chat_app::{Rate, RateLimits};
use chat_http::{KindRates, RequestRates};
use confique::Config;
use std::num::NonZeroU32;

/// Whether [`RateLimits`] and [`RequestRates`] apply, and the latter's values. `docs/limits.md` lists the defaults.
#[derive(Clone, Copy, Debug, Config)]
#[config(layer_attr(serde(deny_unknown_fields)))]
pub struct RateSettings {
    /// Whether requests are rate limited. People don't reach the limits; turn them off only for load tests.
    #[config(env = "VISIT_CHAT_RATES_LIMITED", default = true)]
    pub limited: bool,

    /// Of one address, before the caller is known: a whole clinic may have one.
    #[config(nested)]
    pub address: AddressRates,

    /// Of all people of one clinic.
    #[config(nested)]
    pub clinic: ClinicRates,
}

/// Limits per minute of one address: an IPv4 address, or the /64 of an IPv6 address.
#[derive(Clone, Copy, Debug, Config)]
#[config(layer_attr(serde(deny_unknown_fields)))]
pub struct AddressRates {
    /// All requests per minute.
    #[config(env = "VISIT_CHAT_RATES_ADDRESS_REQUESTS")]
    pub requests: Option<NonZeroU32>,

    /// Uploads per minute.
    #[config(env = "VISIT_CHAT_RATES_ADDRESS_UPLOADS")]
    pub uploads: Option<NonZeroU32>,

    /// Live connections that are opened per minute.
    #[config(env = "VISIT_CHAT_RATES_ADDRESS_LIVE")]
    pub live: Option<NonZeroU32>,

    /// Uses of the permission to break the glass per minute (M5).
    #[config(env = "VISIT_CHAT_RATES_ADDRESS_OVERSIGHT")]
    pub oversight: Option<NonZeroU32>,
}

/// Limits per minute of all people of one clinic.
#[derive(Clone, Copy, Debug, Config)]
#[config(layer_attr(serde(deny_unknown_fields)))]
pub struct ClinicRates {
    /// All requests per minute.
    #[config(env = "VISIT_CHAT_RATES_CLINIC_REQUESTS")]
    pub requests: Option<NonZeroU32>,

    /// Uploads per minute.
    #[config(env = "VISIT_CHAT_RATES_CLINIC_UPLOADS")]
    pub uploads: Option<NonZeroU32>,

    /// Live connections that are opened per minute.
    #[config(env = "VISIT_CHAT_RATES_CLINIC_LIVE")]
    pub live: Option<NonZeroU32>,

    /// Uses of the permission to break the glass per minute (M5).
    #[config(env = "VISIT_CHAT_RATES_CLINIC_OVERSIGHT")]
    pub oversight: Option<NonZeroU32>,
}

impl RateSettings {
    /// The limits of what a person does.
    #[must_use]
    pub fn limits(&self) -> RateLimits {
        if self.limited {
            RateLimits::default()
        } else {
            RateLimits::unlimited()
        }
    }

    /// The limits of requests; unset values are those of [`RequestRates::default`].
    #[must_use]
    pub fn requests(&self) -> RequestRates {
        if !self.limited {
            return RequestRates::unlimited();
        }
        let Self {
            address, clinic, ..
        } = self;
        let rates = RequestRates::default();
        let of = |set: [Option<NonZeroU32>; 4], default: KindRates| {
            let [requests, uploads, live, oversight] = set.map(|set| set.map(Rate::per_minute));
            KindRates::default()
                .with_requests(requests.or(default.requests))
                .with_uploads(uploads.or(default.uploads))
                .with_live(live.or(default.live))
                .with_oversight(oversight.or(default.oversight))
        };
        let of_address = [
            address.requests,
            address.uploads,
            address.live,
            address.oversight,
        ];
        let of_clinic = [
            clinic.requests,
            clinic.uploads,
            clinic.live,
            clinic.oversight,
        ];
        rates
            .with_address(of(of_address, rates.address))
            .with_clinic(of(of_clinic, rates.clinic))
    }
}
