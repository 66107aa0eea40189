//! Options.

use std::{fmt, path::PathBuf, time::Duration};

/// Options of a [`NatsFanout`](crate::NatsFanout).
///
/// ```
/// use chat_nats::NatsOptions;
///
/// let options = NatsOptions::default().with_prefix("clinic-north").with_require_tls(true);
/// assert_eq!(options.prefix, "clinic-north");
/// ```
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct NatsOptions {
    /// First part of all subjects, for a NATS server that others use too.
    pub prefix: String,
    /// Name of the connection, shown by the server's monitoring.
    pub name: String,
    /// A credentials file (`.creds`), if the server wants one.
    pub credentials: Option<PathBuf>,
    /// Certificates of the authorities that sign the server's, besides the system's.
    pub authorities: Option<PathBuf>,
    /// Whether to refuse a server without TLS.
    pub require_tls: bool,
    /// How long an announcement or a subscription waits for the server.
    pub timeout: Duration,
    /// Most hints that wait for one subscriber; at least 1. Later ones are lost, which delays a message until the next.
    pub queue: usize,
}

/// Each option by its name.
impl NatsOptions {
    /// Sets [`prefix`](Self#structfield.prefix).
    #[must_use]
    pub fn with_prefix(mut self, prefix: impl Into<String>) -> Self {
        self.prefix = prefix.into();
        self
    }

    /// Sets [`name`](Self#structfield.name).
    #[must_use]
    pub fn with_name(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }

    /// Sets [`credentials`](Self#structfield.credentials).
    #[must_use]
    pub fn with_credentials(mut self, credentials: impl Into<Option<PathBuf>>) -> Self {
        self.credentials = credentials.into();
        self
    }

    /// Sets [`authorities`](Self#structfield.authorities).
    #[must_use]
    pub fn with_authorities(mut self, authorities: impl Into<Option<PathBuf>>) -> Self {
        self.authorities = authorities.into();
        self
    }

    /// Sets [`require_tls`](Self#structfield.require_tls).
    #[must_use]
    pub fn with_require_tls(mut self, require_tls: bool) -> Self {
        self.require_tls = require_tls;
        self
    }

    /// Sets [`timeout`](Self#structfield.timeout).
    #[must_use]
    pub fn with_timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Sets [`queue`](Self#structfield.queue).
    #[must_use]
    pub fn with_queue(mut self, queue: usize) -> Self {
        self.queue = queue;
        self
    }
}

impl Default for NatsOptions {
    fn default() -> Self {
        Self {
            prefix: "visit-chat".to_owned(),
            name: "visit-chat".to_owned(),
            credentials: None,
            authorities: None,
            require_tls: false,
            timeout: Duration::from_secs(2),
            queue: 4_096,
        }
    }
}

/// Without the path of the credentials.
impl fmt::Debug for NatsOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NatsOptions")
            .field("prefix", &self.prefix)
            .field("require_tls", &self.require_tls)
            .finish_non_exhaustive()
    }
}
