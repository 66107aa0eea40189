//! The limits of connections, as settings.

use crate::{limits::Limits, listen::proxies::TrustedProxy};
use chat_http::AllowedOrigins;
use confique::Config;
use std::{
    convert::Infallible,
    net::AddrParseError,
    num::{NonZeroU64, NonZeroUsize},
    time::Duration,
};

/// Limits on each client, as in [`Limits`]; `docs/limits.md` lists the defaults.
#[derive(Clone, Debug, Config)]
#[config(layer_attr(serde(deny_unknown_fields)))]
pub struct LimitSettings {
    /// Maximum number of connections. If unset, the process's limit of open files minus a reserve.
    #[config(env = "VISIT_CHAT_LIMITS_CONNECTIONS")]
    pub connections: Option<NonZeroUsize>,

    /// Maximum number of connections from one address.
    #[config(env = "VISIT_CHAT_LIMITS_CONNECTIONS_PER_ADDRESS")]
    pub connections_per_address: Option<NonZeroUsize>,

    /// Maximum number of live connections of one person.
    #[config(env = "VISIT_CHAT_LIMITS_LIVE_PER_PERSON")]
    pub live_per_person: Option<NonZeroUsize>,

    /// The proxies in front, as addresses or networks (`10.0.0.0/8`), by default this machine's
    /// own. Only they are trusted with `X-Forwarded-For`, and each of their clients is one address.
    /// Comma-separated in the environment.
    #[config(env = "VISIT_CHAT_LIMITS_TRUSTED_PROXIES", parse_env = proxies)]
    pub trusted_proxies: Option<Vec<TrustedProxy>>,

    /// Further origins of pages that may use the server, such as `https://clinic.example`; those of its
    /// own host always may. Comma-separated in the environment.
    #[config(env = "VISIT_CHAT_LIMITS_ALLOWED_ORIGINS", parse_env = origins)]
    pub allowed_origins: Option<Vec<String>>,

    /// Timeout of a request's head and of an idle connection, in seconds.
    #[config(env = "VISIT_CHAT_LIMITS_HEAD_SECONDS")]
    pub head_seconds: Option<NonZeroU64>,

    /// How many seconds a client may read nothing of a pending response.
    #[config(env = "VISIT_CHAT_LIMITS_WRITE_SECONDS")]
    pub write_seconds: Option<NonZeroU64>,

    /// Minimum rate at which a client must read a response, in bytes per second.
    #[config(env = "VISIT_CHAT_LIMITS_MIN_BYTES_PER_SECOND")]
    pub min_bytes_per_second: Option<u64>,

    /// Maximum bytes of unread responses, of all clients together.
    #[config(env = "VISIT_CHAT_LIMITS_UNREAD_BYTES")]
    pub unread_bytes: Option<NonZeroUsize>,

    /// Maximum bytes of unread responses, of one address.
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
    /// The limits; unset values are those of [`Limits::default`].
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
