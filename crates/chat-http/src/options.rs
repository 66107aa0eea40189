//! The limits of the transport.

use crate::{
    connections::{LiveCounts, Shares},
    phrases::QuickPhrase,
    rates::RequestRates,
    session::SessionCookie,
    shutdown::Shutdown,
};
use chat_app::Rate;
use chat_domain::ClinicId;
use std::{collections::BTreeSet, time::Duration};

/// Settings of the router.
#[derive(Clone, Debug)]
pub struct HttpOptions {
    /// Maximum bytes of a JSON body.
    pub max_json_bytes: usize,
    /// Timeout of a request. Uploads, downloads and live connections are exempt.
    pub request_timeout: Duration,
    /// How long an upload may stall.
    pub upload_idle: Duration,
    /// Timeout of a whole upload, so that a slow one can't hold its slot forever.
    pub upload_whole: Duration,
    /// Limits of each live connection.
    pub live: LiveOptions,
    /// Maximum number of live connections of a person and of a network.
    pub live_counts: LiveCounts,
    /// The quick phrases of all clinics of this deployment, at most [`QuickPhrase::MAX_COUNT`].
    pub quick_phrases: Vec<QuickPhrase>,
    /// Clinics whose events have what people wrote: texts, names, file names and reasons. The events of others have ids, numbers
    /// and fixed words.
    pub event_content: BTreeSet<ClinicId>,
    /// Maximum number of readers of one clinic's event feed that wait at a time.
    pub event_readers: EventReaders,
    /// The rate limits of requests per address, person and clinic.
    pub rates: RequestRates,
    /// The pages of other hosts that may use the service: their requests get CORS headers, and they may open live
    /// connections.
    pub allowed_origins: AllowedOrigins,
    /// The address of the page that takes invitation links, such as `https://chat.clinic.example/join`, for the answers to the
    /// host; `None` leaves the link to the host.
    pub join_page: Option<String>,
    /// The rate limit of exchanges of invitation links of a network. Requests without a [`Peer`](crate::Peer), or of a proxy that
    /// names no client, share one.
    pub exchange_tries: Rate,
    /// The cookie for sessions of invitation links.
    pub session_cookie: SessionCookie,
    /// Closes the live connections when the process shuts down.
    pub shutdown: Shutdown,
}

/// Counts the readers of each clinic's event feed that wait. Clones share the counts.
#[derive(Clone, Debug)]
pub struct EventReaders {
    /// Maximum number of readers of one clinic.
    pub max: usize,
    pub(crate) waiting: Shares<ClinicId>,
}

impl EventReaders {
    /// At most `max` of each clinic.
    #[must_use]
    pub fn at_most(max: usize) -> Self {
        Self {
            max,
            waiting: Shares::default(),
        }
    }
}

impl Default for EventReaders {
    fn default() -> Self {
        Self::at_most(16)
    }
}

/// The limits of one live connection.
#[derive(Clone, Debug)]
pub struct LiveOptions {
    /// Maximum bytes of a frame, and of a message, from a client.
    pub max_frame_bytes: usize,
    /// Maximum number of visits that a connection follows.
    pub max_followed: usize,
    /// Maximum number of messages being sent; further ones wait in the network.
    pub max_sending: usize,
    /// Interval of pings. A connection with no sign of life between two pings is dropped.
    pub ping_every: Duration,
    /// Interval at which the authenticator is asked again about a connection. It is closed (4401) when its login is refused.
    pub recheck_every: Duration,
    /// Maximum duration of one write before the connection is closed as too slow (4429).
    pub write_timeout: Duration,
}

/// The origins (RFC 6454) of pages that may use the service. Pages on the service's own host always may, and so
/// may clients other than browsers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AllowedOrigins(Vec<String>);

impl AllowedOrigins {
    /// Also allows pages of these origins, such as `https://clinic.example`.
    #[must_use]
    pub fn also(origins: impl IntoIterator<Item = String>) -> Self {
        let origins = origins.into_iter();
        Self(
            origins
                .map(|origin| origin.trim_end_matches('/').to_ascii_lowercase())
                .collect(),
        )
    }

    /// Whether a page of `origin` may connect, for a request that was sent to `host`.
    pub(crate) fn allow(&self, origin: &str, host: &str) -> bool {
        let of_host = origin.split_once("://").map(|(_, authority)| authority);
        of_host.is_some_and(|authority| authority.eq_ignore_ascii_case(host))
            || self.contain(origin)
    }

    /// Whether pages of another host may use the service.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether `origin` is in the list.
    pub(crate) fn contain(&self, origin: &str) -> bool {
        self.0.contains(&origin.to_ascii_lowercase())
    }
}

impl Default for HttpOptions {
    fn default() -> Self {
        Self {
            max_json_bytes: 256 * 1024,
            request_timeout: Duration::from_secs(30),
            upload_idle: Duration::from_secs(30),
            upload_whole: Duration::from_secs(60 * 60),
            live: LiveOptions::default(),
            live_counts: LiveCounts::default(),
            quick_phrases: Vec::new(),
            event_content: BTreeSet::new(),
            event_readers: EventReaders::default(),
            rates: RequestRates::default(),
            allowed_origins: AllowedOrigins::default(),
            join_page: None,
            exchange_tries: Rate {
                burst: 20,
                every: Duration::from_secs(3),
            },
            session_cookie: SessionCookie::default(),
            shutdown: Shutdown::default(),
        }
    }
}

impl Default for LiveOptions {
    fn default() -> Self {
        Self {
            max_frame_bytes: 128 * 1024,
            max_followed: 100,
            max_sending: 64,
            ping_every: Duration::from_secs(25),
            recheck_every: Duration::from_secs(60),
            write_timeout: Duration::from_secs(10),
        }
    }
}
