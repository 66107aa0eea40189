//! The limits of the transport.

use crate::{connections::LiveCounts, shutdown::Shutdown};
use std::time::Duration;

/// How the router behaves.
#[derive(Clone, Debug)]
pub struct HttpOptions {
    /// Bytes of a JSON body.
    pub max_json_bytes: usize,
    /// How long a request may take, uploads, downloads and live connections apart.
    pub request_timeout: Duration,
    /// How long an upload may stand still.
    pub upload_idle: Duration,
    /// How long an upload's bytes may take to come in all, so that nobody holds a place for good.
    pub upload_whole: Duration,
    /// The live connections' limits.
    pub live: LiveOptions,
    /// How many live connections one person and one network may have.
    pub live_counts: LiveCounts,
    /// Closes the live connections when the process is to end.
    pub shutdown: Shutdown,
}

/// The limits of one live connection.
#[derive(Clone, Debug)]
pub struct LiveOptions {
    /// Bytes of a frame and of a message of a client.
    pub max_frame_bytes: usize,
    /// Visits that one connection follows.
    pub max_followed: usize,
    /// Messages being sent at a time; more wait in the network.
    pub max_sending: usize,
    /// How often a ping is sent. A client that was not heard of between two pings is gone.
    pub ping_every: Duration,
    /// How long a client may take for one write before it is closed as too slow (4429).
    pub write_timeout: Duration,
    /// The pages that may open a live connection.
    pub allowed_origins: AllowedOrigins,
}

/// The origins (RFC 6454) of pages that may open a live connection. Pages of the service's own host
/// always may, and so may clients that are no browsers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AllowedOrigins(Vec<String>);

impl AllowedOrigins {
    /// Pages of these origins too, such as `https://clinic.example`.
    #[must_use]
    pub fn also(origins: impl IntoIterator<Item = String>) -> Self {
        let origins = origins.into_iter();
        Self(
            origins
                .map(|origin| origin.trim_end_matches('/').to_ascii_lowercase())
                .collect(),
        )
    }

    /// Whether a page of `origin` may, where the request was sent to `host`.
    pub(crate) fn allow(&self, origin: &str, host: &str) -> bool {
        let origin = origin.to_ascii_lowercase();
        let of_host = origin.split_once("://").map(|(_, authority)| authority);
        of_host.is_some_and(|authority| authority.eq_ignore_ascii_case(host))
            || self.0.contains(&origin)
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
            allowed_origins: AllowedOrigins::default(),
            ping_every: Duration::from_secs(25),
            write_timeout: Duration::from_secs(10),
        }
    }
}
