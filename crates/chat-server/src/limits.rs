//! Limits on each client, so that others are still served.

use crate::listen::proxies::TrustedProxy;
use chat_http::{AllowedOrigins, LiveCounts};
use std::time::Duration;

/// The limits of connections. `docs/limits.md` lists these and all other limits.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Limits {
    /// Maximum number of connections; `None` derives it from the limit of open files.
    pub connections: Option<usize>,
    /// Maximum number of connections from one network: an IPv4 address, or the /64 of an IPv6
    /// address. Never more than half of all.
    pub connections_per_address: usize,
    /// Maximum number of live connections of one person.
    pub live_per_person: usize,
    /// Proxies in front, by default those on this machine: only they are trusted with
    /// `X-Forwarded-For`, and their own connections are not limited.
    pub trusted_proxies: Vec<TrustedProxy>,
    /// Pages of other hosts that may open a live connection.
    pub allowed_origins: AllowedOrigins,
    /// Timeout of a request's head, and of an idle connection.
    pub head_timeout: Duration,
    /// How long a client may read nothing of a pending response.
    pub write_timeout: Duration,
    /// Minimum rate at which a client must read a response, in bytes per second.
    pub min_bytes_per_second: u64,
    /// Maximum bytes of unread responses, of all clients together.
    pub unread_bytes: usize,
    /// Maximum bytes of unread responses, of one network.
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
