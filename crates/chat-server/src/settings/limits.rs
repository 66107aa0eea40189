//! The limits of connections, as settings.

use crate::{limits::Limits, listen::TrustedProxy};
use chat_http::AllowedOrigins;
use confique::Config;
use std::{
    convert::Infallible,
    net::AddrParseError,
    num::{NonZeroU64, NonZeroUsize},
    time::Duration,
};

/// What one client may take. The meaning of each is that of [`Limits`]; `docs/limits.md` has the
/// defaults.
#[derive(Clone, Debug, Config)]
#[config(layer_attr(serde(deny_unknown_fields)))]
pub struct LimitSettings {
    /// Connections in all. Without it, as many as the process may open files, less a reserve.
    #[config(env = "VISIT_CHAT_LIMITS_CONNECTIONS")]
    pub connections: Option<NonZeroUsize>,

    /// Connections from one address.
    #[config(env = "VISIT_CHAT_LIMITS_CONNECTIONS_PER_ADDRESS")]
    pub connections_per_address: Option<NonZeroUsize>,

    /// Live connections of one person.
    #[config(env = "VISIT_CHAT_LIMITS_LIVE_PER_PERSON")]
    pub live_per_person: Option<NonZeroUsize>,

    /// The proxies in front, as addresses or networks (`10.0.0.0/8`), by default this machine's own.
    /// `X-Forwarded-For` is believed from them alone, and each of their clients is one address. In
    /// the environment separated by commas.
    #[config(env = "VISIT_CHAT_LIMITS_TRUSTED_PROXIES", parse_env = proxies)]
    pub trusted_proxies: Option<Vec<TrustedProxy>>,

    /// The origins of pages that may open a live connection beside those of the server's own host, such
    /// as `https://clinic.example`. In the environment separated by commas.
    #[config(env = "VISIT_CHAT_LIMITS_ALLOWED_ORIGINS", parse_env = origins)]
    pub allowed_origins: Option<Vec<String>>,

    /// How many seconds the head of a request may take, and a connection may be idle.
    #[config(env = "VISIT_CHAT_LIMITS_HEAD_SECONDS")]
    pub head_seconds: Option<NonZeroU64>,

    /// How many seconds a client may take nothing of an answer that waits for it.
    #[config(env = "VISIT_CHAT_LIMITS_WRITE_SECONDS")]
    pub write_seconds: Option<NonZeroU64>,

    /// The slowest that a client may read an answer, in bytes a second.
    #[config(env = "VISIT_CHAT_LIMITS_MIN_BYTES_PER_SECOND")]
    pub min_bytes_per_second: Option<u64>,

    /// Bytes of answers that wait to be read, of all clients together.
    #[config(env = "VISIT_CHAT_LIMITS_UNREAD_BYTES")]
    pub unread_bytes: Option<NonZeroUsize>,

    /// Bytes of answers that wait to be read, of one address.
    #[config(env = "VISIT_CHAT_LIMITS_UNREAD_BYTES_PER_ADDRESS")]
    pub unread_bytes_per_address: Option<NonZeroUsize>,
}

fn proxies(list: &str) -> Result<Vec<TrustedProxy>, AddrParseError> {
    let list = list.split(',').map(str::trim);
    list.filter(|proxy| !proxy.is_empty())
        .map(str::parse)
        .collect()
}

fn origins(list: &str) -> Result<Vec<String>, Infallible> {
    let list = list.split(',').map(str::trim);
    Ok(list
        .filter(|origin| !origin.is_empty())
        .map(str::to_owned)
        .collect())
}

impl LimitSettings {
    /// The limits; what isn't set is as in [`Limits::default`].
    #[must_use]
    pub fn limits(&self) -> Limits {
        let default = Limits::default();
        let or = |set: Option<NonZeroUsize>, default| set.map_or(default, NonZeroUsize::get);
        let seconds = |set: Option<NonZeroU64>, default| {
            set.map_or(default, |seconds| Duration::from_secs(seconds.get()))
        };
        Limits {
            connections: self.connections.map(NonZeroUsize::get),
            connections_per_address: or(
                self.connections_per_address,
                default.connections_per_address,
            ),
            live_per_person: or(self.live_per_person, default.live_per_person),
            trusted_proxies: self
                .trusted_proxies
                .clone()
                .unwrap_or(default.trusted_proxies),
            allowed_origins: AllowedOrigins::also(self.allowed_origins.clone().unwrap_or_default()),
            head_timeout: seconds(self.head_seconds, default.head_timeout),
            write_timeout: seconds(self.write_seconds, default.write_timeout),
            min_bytes_per_second: self
                .min_bytes_per_second
                .unwrap_or(default.min_bytes_per_second),
            unread_bytes: or(self.unread_bytes, default.unread_bytes),
            unread_bytes_per_address: or(
                self.unread_bytes_per_address,
                default.unread_bytes_per_address,
            ),
        }
    }
}
