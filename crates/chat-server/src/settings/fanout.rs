//! How processes tell each other about changes, as settings.

use super::hidden::Hidden;
use crate::error::StartError;
use confique::Config;
use serde::Deserialize;
use std::path::PathBuf;

/// How processes with the same log tell each other about changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FanoutKind {
    /// Only within this process.
    Local,
    /// Over NATS.
    Nats,
}

/// The NATS servers. They carry hints without content; the log stays the truth while they are down.
#[derive(Clone, Debug, Config)]
#[config(layer_attr(serde(deny_unknown_fields)))]
pub struct NatsSettings {
    /// The servers, comma-separated: `nats://a:4222,nats://b:4222`, or `tls://…`. May contain a user and a password.
    #[config(env = "VISIT_CHAT_NATS_SERVERS")]
    pub servers: Option<Hidden>,

    /// A credentials file (`.creds`), if the servers want one.
    #[config(env = "VISIT_CHAT_NATS_CREDENTIALS")]
    pub credentials: Option<PathBuf>,

    /// Certificates of the authorities that sign the servers', besides the system's.
    #[config(env = "VISIT_CHAT_NATS_AUTHORITIES")]
    pub authorities: Option<PathBuf>,

    /// Whether a server without TLS is refused.
    #[config(env = "VISIT_CHAT_NATS_REQUIRE_TLS", default = false)]
    pub require_tls: bool,

    /// First part of all subjects, for servers that others use too.
    #[config(env = "VISIT_CHAT_NATS_PREFIX", default = "visit-chat")]
    pub prefix: String,
}

impl NatsSettings {
    /// The servers.
    ///
    /// # Errors
    /// [`StartError::Settings`] if they are missing.
    pub(crate) fn servers(&self) -> Result<&Hidden, StartError> {
        let missing = "nats.servers: missing; fanout = \"nats\" needs them";
        let servers = self.servers.as_ref();
        servers.ok_or_else(|| StartError::Settings(missing.to_owned()))
    }
}
