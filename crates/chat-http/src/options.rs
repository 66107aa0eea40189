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
///
/// ```
/// use chat_http::{AllowedOrigins, HttpOptions};
///
/// let origins = AllowedOrigins::also(["https://clinic.example".to_owned()]);
/// let options = HttpOptions::default().with_allowed_origins(origins).with_max_json_bytes(64 * 1024);
/// assert_eq!(options.max_json_bytes, 64 * 1024);
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
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

/// Each option by its name.
impl HttpOptions {
    /// Sets [`max_json_bytes`](Self#structfield.max_json_bytes).
    #[must_use]
    pub fn with_max_json_bytes(mut self, max_json_bytes: usize) -> Self {
        self.max_json_bytes = max_json_bytes;
        self
    }

    /// Sets [`request_timeout`](Self#structfield.request_timeout).
    #[must_use]
    pub fn with_request_timeout(mut self, request_timeout: Duration) -> Self {
        self.request_timeout = request_timeout;
        self
    }

    /// Sets [`upload_idle`](Self#structfield.upload_idle).
    #[must_use]
    pub fn with_upload_idle(mut self, upload_idle: Duration) -> Self {
        self.upload_idle = upload_idle;
        self
    }

    /// Sets [`upload_whole`](Self#structfield.upload_whole).
    #[must_use]
    pub fn with_upload_whole(mut self, upload_whole: Duration) -> Self {
        self.upload_whole = upload_whole;
        self
    }

    /// Sets [`live`](Self#structfield.live).
    #[must_use]
    pub fn with_live(mut self, live: LiveOptions) -> Self {
        self.live = live;
        self
    }

    /// Sets [`live_counts`](Self#structfield.live_counts).
    #[must_use]
    pub fn with_live_counts(mut self, live_counts: LiveCounts) -> Self {
        self.live_counts = live_counts;
        self
    }

    /// Sets [`quick_phrases`](Self#structfield.quick_phrases).
    #[must_use]
    pub fn with_quick_phrases(mut self, quick_phrases: Vec<QuickPhrase>) -> Self {
        self.quick_phrases = quick_phrases;
        self
    }

    /// Sets [`event_content`](Self#structfield.event_content).
    #[must_use]
    pub fn with_event_content(mut self, event_content: BTreeSet<ClinicId>) -> Self {
        self.event_content = event_content;
        self
    }

    /// Sets [`event_readers`](Self#structfield.event_readers).
    #[must_use]
    pub fn with_event_readers(mut self, event_readers: EventReaders) -> Self {
        self.event_readers = event_readers;
        self
    }

    /// Sets [`rates`](Self#structfield.rates).
    #[must_use]
    pub fn with_rates(mut self, rates: RequestRates) -> Self {
        self.rates = rates;
        self
    }

    /// Sets [`allowed_origins`](Self#structfield.allowed_origins).
    #[must_use]
    pub fn with_allowed_origins(mut self, allowed_origins: AllowedOrigins) -> Self {
        self.allowed_origins = allowed_origins;
        self
    }

    /// Sets [`join_page`](Self#structfield.join_page).
    #[must_use]
    pub fn with_join_page(mut self, join_page: Option<String>) -> Self {
        self.join_page = join_page;
        self
    }

    /// Sets [`exchange_tries`](Self#structfield.exchange_tries).
    #[must_use]
    pub fn with_exchange_tries(mut self, exchange_tries: Rate) -> Self {
        self.exchange_tries = exchange_tries;
        self
    }

    /// Sets [`session_cookie`](Self#structfield.session_cookie).
    #[must_use]
    pub fn with_session_cookie(mut self, session_cookie: SessionCookie) -> Self {
        self.session_cookie = session_cookie;
        self
    }

    /// Sets [`shutdown`](Self#structfield.shutdown).
    #[must_use]
    pub fn with_shutdown(mut self, shutdown: Shutdown) -> Self {
        self.shutdown = shutdown;
        self
    }
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
#[non_exhaustive]
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

/// Each option by its name.
impl LiveOptions {
    /// Sets [`max_frame_bytes`](Self#structfield.max_frame_bytes).
    #[must_use]
    pub fn with_max_frame_bytes(mut self, max_frame_bytes: usize) -> Self {
        self.max_frame_bytes = max_frame_bytes;
        self
    }

    /// Sets [`max_followed`](Self#structfield.max_followed).
    #[must_use]
    pub fn with_max_followed(mut self, max_followed: usize) -> Self {
        self.max_followed = max_followed;
        self
    }

    /// Sets [`max_sending`](Self#structfield.max_sending).
    #[must_use]
    pub fn with_max_sending(mut self, max_sending: usize) -> Self {
        self.max_sending = max_sending;
        self
    }

    /// Sets [`ping_every`](Self#structfield.ping_every).
    #[must_use]
    pub fn with_ping_every(mut self, ping_every: Duration) -> Self {
        self.ping_every = ping_every;
        self
    }

    /// Sets [`recheck_every`](Self#structfield.recheck_every).
    #[must_use]
    pub fn with_recheck_every(mut self, recheck_every: Duration) -> Self {
        self.recheck_every = recheck_every;
        self
    }

    /// Sets [`write_timeout`](Self#structfield.write_timeout).
    #[must_use]
    pub fn with_write_timeout(mut self, write_timeout: Duration) -> Self {
        self.write_timeout = write_timeout;
        self
    }
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
