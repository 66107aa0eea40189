//! What one client may take, so that the others go on.

use crate::listen::TrustedProxy;
use chat_http::{AllowedOrigins, LiveCounts};
use std::time::Duration;

/// The limits of connections. `docs/limits.md` lists them beside all others.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Limits {
    /// Connections in all; `None` leaves it to the number of files that the process may open.
    pub connections: Option<usize>,
    /// Connections from one network: an IPv4 address, or the /64 of an IPv6 address. Never more
    /// than half of all.
    pub connections_per_address: usize,
    /// Live connections of one person.
    pub live_per_person: usize,
    /// Proxies in front, by default those on this machine: `X-Forwarded-For` is believed from them
    /// alone, and each may have as many connections as it likes.
    pub trusted_proxies: Vec<TrustedProxy>,
    /// Pages of other hosts that may open a live connection.
    pub allowed_origins: AllowedOrigins,
    /// How long the head of a request may take, and how long a connection may be idle.
    pub head_timeout: Duration,
    /// How long a client may take nothing of an answer that waits for it.
    pub write_timeout: Duration,
    /// The slowest that a client may read an answer, in bytes a second.
    pub min_bytes_per_second: u64,
    /// Bytes of answers that wait to be read, of all clients together.
    pub unread_bytes: usize,
    /// Bytes of answers that wait to be read, of one network.
    pub unread_bytes_per_address: usize,
}

impl Limits {
    pub(crate) fn live_counts(&self) -> LiveCounts {
        LiveCounts::new(self.live_per_person, self.connections_per_address)
    }
}

impl Default for Limits {
    fn default() -> Self {
        let live = LiveCounts::default();
        Self {
            connections: None,
            connections_per_address: live.per_network(),
            live_per_person: live.per_person(),
            trusted_proxies: TrustedProxy::loopback().to_vec(),
            allowed_origins: AllowedOrigins::default(),
            head_timeout: Duration::from_secs(15),
            write_timeout: Duration::from_secs(20),
            min_bytes_per_second: 4 * 1024,
            unread_bytes: 512 * 1024 * 1024,
            unread_bytes_per_address: 64 * 1024 * 1024,
        }
    }
}

#[cfg(test)]
mod table;
