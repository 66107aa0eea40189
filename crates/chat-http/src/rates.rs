//! Rate limits of all requests: per address before the caller is known, then per person and per clinic.
//!
//! They are besides those of the service on what a person does. A request that a person's own limits refuse does not count for the
//! clinic, and those limits are a small part of the clinic's, so one person's flood does not use up what their clinic has. Every
//! refusal looks the same. One that is due to others tells that the clinic or the network is busy, and not who or where (M7). The host is
//! limited by its address alone.

mod kind;
mod meters;

pub(crate) use kind::RequestKind;

use crate::{authenticate::Identity, problem::Problem};
use chat_app::{Rate, RateBuckets};
use chat_domain::{ClinicId, PersonId};
use meters::Limit;
use std::{net::IpAddr, num::NonZeroU32};

/// The rate limits of requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RequestRates {
    /// Of one network: an IPv4 address, or the /64 of an IPv6 address.
    pub address: KindRates,
    /// Of one person.
    pub person: KindRates,
    /// Of all people of one clinic.
    pub clinic: KindRates,
}

/// Each option by its name.
impl RequestRates {
    /// Sets [`address`](Self#structfield.address).
    #[must_use]
    pub fn with_address(mut self, address: KindRates) -> Self {
        self.address = address;
        self
    }

    /// Sets [`person`](Self#structfield.person).
    #[must_use]
    pub fn with_person(mut self, person: KindRates) -> Self {
        self.person = person;
        self
    }

    /// Sets [`clinic`](Self#structfield.clinic).
    #[must_use]
    pub fn with_clinic(mut self, clinic: KindRates) -> Self {
        self.clinic = clinic;
        self
    }
}

/// The rate limits of one client, by the kind of request; `None` is unlimited.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct KindRates {
    /// All requests.
    pub requests: Option<Rate>,
    /// Uploads.
    pub uploads: Option<Rate>,
    /// Live connections that are opened.
    pub live: Option<Rate>,
    /// Breaking the glass (M5).
    pub oversight: Option<Rate>,
}

/// Each option by its name.
impl KindRates {
    /// Sets [`requests`](Self#structfield.requests).
    #[must_use]
    pub fn with_requests(mut self, requests: Option<Rate>) -> Self {
        self.requests = requests;
        self
    }

    /// Sets [`uploads`](Self#structfield.uploads).
    #[must_use]
    pub fn with_uploads(mut self, uploads: Option<Rate>) -> Self {
        self.uploads = uploads;
        self
    }

    /// Sets [`live`](Self#structfield.live).
    #[must_use]
    pub fn with_live(mut self, live: Option<Rate>) -> Self {
        self.live = live;
        self
    }

    /// Sets [`oversight`](Self#structfield.oversight).
    #[must_use]
    pub fn with_oversight(mut self, oversight: Option<Rate>) -> Self {
        self.oversight = oversight;
        self
    }
}

impl RequestRates {
    /// No limits: for load tests, and for hosts that limit requests themselves.
    #[must_use]
    pub fn unlimited() -> Self {
        Self {
            address: KindRates::default(),
            person: KindRates::default(),
            clinic: KindRates::default(),
        }
    }
}

impl Default for RequestRates {
    /// Above what people reach: an address may be a whole clinic's, whose people all connect again after a pause.
    fn default() -> Self {
        Self {
            address: KindRates::per_minute([30_000, 1_200, 6_000, 300]),
            // At most a twentieth of the clinic's.
            person: KindRates::per_minute([6_000, 600, 300, 30]),
            clinic: KindRates::per_minute([300_000, 12_000, 60_000, 600]),
        }
    }
}

impl KindRates {
    /// The number of each kind in a minute; unlimited for 0.
    fn per_minute([requests, uploads, live, oversight]: [u32; 4]) -> Self {
        let rate = |count| NonZeroU32::new(count).map(Rate::per_minute);
        Self {
            requests: rate(requests),
            uploads: rate(uploads),
            live: rate(live),
            oversight: rate(oversight),
        }
    }

    const fn of(&self, kind: RequestKind) -> Option<Rate> {
        match kind {
            RequestKind::Request => self.requests,
            RequestKind::Upload => self.uploads,
            RequestKind::Live => self.live,
            RequestKind::Oversight => self.oversight,
            // It has its own option.
            RequestKind::Exchange => None,
        }
    }
}

/// The buckets of all clients.
pub(crate) struct RequestBuckets {
    rates: RequestRates,
    exchanges: Rate,
    /// Without an address for requests that have none, which share one.
    addresses: RateBuckets<(RequestKind, Option<IpAddr>)>,
    people: RateBuckets<(RequestKind, ClinicId, PersonId)>,
    clinics: RateBuckets<(RequestKind, ClinicId)>,
}

impl RequestBuckets {
    pub(crate) fn new(rates: RequestRates, exchanges: Rate) -> Self {
        Self {
            rates,
            exchanges,
            addresses: RateBuckets::default(),
            people: RateBuckets::default(),
            clinics: RateBuckets::default(),
        }
    }

    /// Counts a request from a network, before the caller is known. Requests of a proxy that names no client have none: only their
    /// exchanges are limited, all together, so that secrets and birth dates are never guessed without a limit.
    pub(crate) fn admit_address(
        &self,
        network: Option<IpAddr>,
        kind: RequestKind,
    ) -> Result<(), Problem> {
        for kind in kind.counted_as() {
            let rate = match kind {
                RequestKind::Exchange => Some(self.exchanges),
                kind => network.and_then(|_| self.rates.address.of(kind)),
            };
            take(&self.addresses, (kind, network), rate, Limit::Address, kind)?;
        }
        Ok(())
    }

    /// Counts a request of a caller: as all its kinds for the person, then for the clinic. The host is not counted.
    pub(crate) fn admit_caller(&self, caller: &Identity, kind: RequestKind) -> Result<(), Problem> {
        let Some(person) = caller.person() else {
            return Ok(());
        };
        let clinic = caller.clinic;
        for kind in kind.counted_as() {
            let (key, rate) = ((kind, clinic, person), self.rates.person.of(kind));
            take(&self.people, key, rate, Limit::Person, kind)?;
        }
        for kind in kind.counted_as() {
            let (key, rate) = ((kind, clinic), self.rates.clinic.of(kind));
            take(&self.clinics, key, rate, Limit::Clinic, kind)?;
        }
        Ok(())
    }
}

fn take<K: Eq + std::hash::Hash>(
    buckets: &RateBuckets<K>,
    key: K,
    rate: Option<Rate>,
    limit: Limit,
    kind: RequestKind,
) -> Result<(), Problem> {
    let Some(rate) = rate else {
        return Ok(());
    };
    buckets.take(key, rate).map_err(|retry_after| {
        meters::limited(limit, kind);
        Problem::rate_limited(retry_after)
    })
}
