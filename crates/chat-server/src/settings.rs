//! The settings: a TOML file, and environment variables that take precedence.

mod access_log;
mod attachments;
mod clinics;
mod fanout;
mod files;
mod full_error;
mod hidden;
mod invitations;
mod limits;
mod log;
mod metrics;
mod nodes;
mod notices;
mod oidc;
mod phrases;
mod policy;
mod presence;
mod rates;
mod scanner;
mod secret;
mod storage;
mod tokens;
mod webhooks;

pub use access_log::AccessLogSettings;
pub use attachments::AttachmentSettings;
pub use clinics::Clinics;
pub use fanout::{FanoutKind, NatsSettings};
pub use files::{FilesKind, S3Settings};
pub use hidden::Hidden;
pub use invitations::InvitationSettings;
pub use limits::LimitSettings;
pub use log::{LogFormat, LogSettings};
pub use metrics::MetricsSettings;
pub use nodes::NodeSettings;
pub use notices::Notices;
pub use oidc::OidcSettings;
pub use phrases::QuickPhrases;
pub use presence::PresenceSettings;
pub use rates::{AddressRates, ClinicRates, RateSettings};
pub use scanner::ScannerSettings;
pub use secret::Secret;
pub use storage::{PostgresSettings, StorageKind};
pub use tokens::TokenSettings;
pub use webhooks::{Networks, Webhook, Webhooks};

use crate::error::StartError;
use chat_domain::{PolicyChoices, RulesVersion};
use confique::{Config, File, FileFormat, Layer as _};
use full_error::in_full;
use serde::Deserialize;
use std::{
    env,
    net::SocketAddr,
    path::{Path, PathBuf},
};

/// All settings of the server. Each has a key in the file and an environment variable.
#[derive(Clone, Debug, Config)]
#[config(layer_attr(serde(deny_unknown_fields)))]
pub struct Settings {
    /// The address to listen on, without TLS, which is left to the proxy in front.
    #[config(env = "VISIT_CHAT_LISTEN", default = "127.0.0.1:8080")]
    pub listen: SocketAddr,

    /// The folder for what this process keeps itself: the log and the files, unless they are elsewhere, and uploads
    /// that arrive. One process uses it at a time.
    #[config(env = "VISIT_CHAT_DATA", default = "visit-chat-data")]
    pub data: PathBuf,

    /// Where the log is: `sqlite`, in the data folder, for one process; or `postgres`, for any number of them.
    #[config(env = "VISIT_CHAT_STORAGE", default = "sqlite")]
    pub storage: StorageKind,

    /// The database, with `storage = "postgres"`.
    #[config(nested)]
    pub postgres: PostgresSettings,

    /// How processes with the same log tell each other about changes: `local`, not at all, so that a change of another
    /// process is seen at the next poll; or `nats`.
    #[config(env = "VISIT_CHAT_FANOUT", default = "local")]
    pub fanout: FanoutKind,

    /// The NATS servers, with `fanout = "nats"`.
    #[config(nested)]
    pub nats: NatsSettings,

    /// Where the sent files are: in a `folder`, or in a bucket of `s3`.
    #[config(env = "VISIT_CHAT_FILES", default = "folder")]
    pub files: FilesKind,

    /// The files' folder; if unset, `files` in the data folder. Several processes must share it.
    #[config(env = "VISIT_CHAT_FILES_FOLDER")]
    pub files_folder: Option<PathBuf>,

    /// The bucket, with `files = "s3"`.
    #[config(nested)]
    pub s3: S3Settings,

    /// The secret for signing tokens (HS256), at least 32 bytes. Tokens can also be signed by others: see `tokens` and
    /// `oidc`.
    #[config(env = "VISIT_CHAT_JWT_SECRET")]
    pub jwt_secret: Option<Hidden>,

    /// A file with the secret, instead of `jwt_secret`.
    #[config(env = "VISIT_CHAT_JWT_SECRET_FILE")]
    pub jwt_secret_file: Option<PathBuf>,

    /// Another secret, at least 32 bytes, for tokens whose `kid` is `jwt_other_secret_id`. `jwt_secret` is for tokens without
    /// `kid`. To change the secret, set the new one here or there, let hosts sign with it, and remove the old one once its
    /// tokens have expired.
    #[config(env = "VISIT_CHAT_JWT_OTHER_SECRET")]
    pub jwt_other_secret: Option<Hidden>,

    /// A file with the other secret, instead of `jwt_other_secret`.
    #[config(env = "VISIT_CHAT_JWT_OTHER_SECRET_FILE")]
    pub jwt_other_secret_file: Option<PathBuf>,

    /// The `kid` of tokens that are signed with the other secret.
    #[config(env = "VISIT_CHAT_JWT_OTHER_SECRET_ID")]
    pub jwt_other_secret_id: Option<String>,

    /// Tokens and their public keys, besides those that are signed with `jwt_secret`.
    #[config(nested)]
    pub tokens: TokenSettings,

    /// The clinic's identity provider.
    #[config(nested)]
    pub oidc: OidcSettings,

    /// How many seconds requests may take to finish when the server stops.
    #[config(env = "VISIT_CHAT_DRAIN_SECONDS", default = 10)]
    pub drain_seconds: u64,

    /// Logging.
    #[config(nested)]
    pub log: LogSettings,

    /// Metrics.
    #[config(nested)]
    pub metrics: MetricsSettings,

    /// The version of the rules for new visits. Each visit keeps its version permanently.
    #[config(env = "VISIT_CHAT_RULES_VERSION", default = 2)]
    pub rules_version: RulesVersion,

    /// The clinic's choices, for visits that are scheduled without their own. Each has an environment variable:
    /// `VISIT_CHAT_POLICY_` and its name in capitals.
    #[config(default = {})]
    pub policy: PolicyChoices,

    /// The notices that attendees may send to the care team, for visits that are scheduled without
    /// their own: at most 8 of at most 100 characters, one per line in the environment. Without the setting, those of
    /// the rules; an empty list offers none.
    #[config(env = "VISIT_CHAT_NOTICES", parse_env = notices::from_lines)]
    pub notices: Option<Notices>,

    /// Phrases that the care team often writes, for its screens to offer: at most 50 of at most 500 characters,
    /// the same for all clinics of the deployment.
    /// One per line in the environment.
    #[config(env = "VISIT_CHAT_QUICK_PHRASES", parse_env = phrases::from_lines, default = [])]
    pub quick_phrases: QuickPhrases,

    /// Clinics whose events have what people wrote: texts, names, file names and reasons. Those of other clinics have ids,
    /// numbers and fixed words. One id per line in the environment.
    #[config(env = "VISIT_CHAT_EVENT_CONTENT", parse_env = clinics::from_lines, default = [])]
    pub event_content: Clinics,

    /// Endpoints to which the events of clinics are sent: tables `[[webhooks]]` with an `id` (any UUID, under which the
    /// place in the events is kept), a `clinic`, a `url` and `secrets`. In the environment one per line, these separated by
    /// spaces. Hosts can also manage endpoints over the API.
    #[config(env = "VISIT_CHAT_WEBHOOKS", parse_env = webhooks::from_lines, default = [])]
    pub webhooks: Webhooks,

    /// Networks to which webhooks may be sent, besides public addresses, such as `10.1.0.0/16`, or one port there, such as
    /// `10.1.2.3:8443` or `[fd00::/8]:8443`. With a loopback address in them, also over `http://` to it. One per line in the
    /// environment.
    #[config(env = "VISIT_CHAT_WEBHOOK_NETWORKS", parse_env = webhooks::networks_from_lines, default = [])]
    pub webhook_networks: Networks,

    /// A file with certificates (PEM) of authorities that sign those of receivers, besides the system's.
    #[config(env = "VISIT_CHAT_WEBHOOK_AUTHORITIES")]
    pub webhook_authorities: Option<PathBuf>,

    /// Presence that people report themselves (V9).
    #[config(nested)]
    pub presence: PresenceSettings,

    /// Invitation links for attendees without a login.
    #[config(nested)]
    pub invitations: InvitationSettings,

    /// The access log.
    #[config(nested)]
    pub access_log: AccessLogSettings,

    /// Several processes with the same log, with `storage = "postgres"`.
    #[config(nested)]
    pub nodes: NodeSettings,

    /// Rate limits of requests.
    #[config(nested)]
    pub rates: RateSettings,

    /// Which files are accepted (F1 to F4).
    #[config(nested)]
    pub attachments: AttachmentSettings,

    /// Scanning uploads for malware.
    #[config(nested)]
    pub scanner: ScannerSettings,

    /// Limits on each client.
    #[config(nested)]
    pub limits: LimitSettings,
}

impl Settings {
    /// Loads the settings from the environment and, if given, a TOML file.
    ///
    /// # Errors
    /// [`StartError::Settings`], naming the key.
    pub fn load(file: Option<&Path>) -> Result<Self, StartError> {
        type Layer = <Settings as Config>::Layer;
        let load = || {
            let mut layer = Layer::from_env()?;
            if let Some(path) = file {
                layer = layer.with_fallback(
                    File::with_format(path, FileFormat::Toml)
                        .required()
                        .load()?,
                );
            }
            Self::from_layer(layer.with_fallback(Layer::default_values()))
        };
        let mut settings =
            load().map_err(|error: confique::Error| StartError::Settings(in_full(&error)))?;
        settings.policy = policy::from_env(|name| env::var_os(name))?.or(settings.policy);
        Ok(settings)
    }

    /// The defaults, with this data folder. Neither a file nor the environment is read.
    ///
    /// # Errors
    /// [`StartError::Settings`], which would be a mistake in the defaults.
    pub(crate) fn of(data: &Path) -> Result<Self, StartError> {
        let layer = <Self as Config>::Layer::default_values();
        let settings = Self::from_layer(layer);
        let settings = settings.map_err(|error| StartError::Settings(in_full(&error)))?;
        Ok(Self {
            data: data.to_owned(),
            ..settings
        })
    }

    /// Those in a file. The environment is not read.
    ///
    /// # Errors
    /// [`StartError::Settings`], naming the key.
    pub(crate) fn of_file(path: &Path) -> Result<Self, StartError> {
        let load = || {
            let file = File::with_format(path, FileFormat::Toml).required();
            let layer: <Self as Config>::Layer = file.load()?;
            Self::from_layer(layer.with_fallback(<Self as Config>::Layer::default_values()))
        };
        load().map_err(|error: confique::Error| StartError::Settings(in_full(&error)))
    }

    /// Checks a part of a file by itself.
    ///
    /// # Errors
    /// What is wrong with it, without the value.
    pub(crate) fn check_layer(part: toml::Table) -> Result<(), String> {
        let layer = <<Self as Config>::Layer as Deserialize>::deserialize(part);
        layer.map(drop).map_err(|error| full_error::why(&error))
    }

    /// Checks that the chosen adapters have their settings and fit together.
    ///
    /// # Errors
    /// [`StartError::Settings`].
    pub(crate) fn check_adapters(&self) -> Result<(), StartError> {
        if self.storage == StorageKind::Postgres {
            self.postgres.connection()?;
        }
        match (self.fanout, self.storage) {
            (FanoutKind::Local, _) => Ok(()),
            (FanoutKind::Nats, StorageKind::Postgres) => self.nats.servers().map(drop),
            (FanoutKind::Nats, StorageKind::Sqlite) => Err(StartError::Settings(
                "fanout: \"nats\" connects several processes, which need storage = \"postgres\""
                    .to_owned(),
            )),
        }
    }

    /// The secret, from its configured source.
    ///
    /// # Errors
    /// [`StartError::Settings`] if it is missing, given twice or too short.
    pub fn secret(&self) -> Result<Secret, StartError> {
        self.secret_if_set()?.ok_or_else(Self::no_secret)
    }

    /// The secret, if there is one.
    ///
    /// # Errors
    /// [`StartError::Settings`] if it is given twice or too short.
    pub(crate) fn secret_if_set(&self) -> Result<Option<Secret>, StartError> {
        let (inline, file) = (self.jwt_secret.as_ref(), self.jwt_secret_file.as_deref());
        secret::from("jwt_secret", inline, file)
    }

    /// The other secret with its id, if there is one.
    ///
    /// # Errors
    /// [`StartError::Settings`] if it is given twice or too short, or only one of the secret and its id is set.
    pub(crate) fn other_secret(&self) -> Result<Option<(&str, Secret)>, StartError> {
        let inline = self.jwt_other_secret.as_ref();
        let file = self.jwt_other_secret_file.as_deref();
        let secret = secret::from("jwt_other_secret", inline, file)?;
        let id = self
            .jwt_other_secret_id
            .as_deref()
            .filter(|id| !id.is_empty());
        let wrong = |why: &str| Err(StartError::Settings(why.to_owned()));
        match (id, secret) {
            (Some(id), Some(secret)) => Ok(Some((id, secret))),
            (None, None) => Ok(None),
            (None, Some(_)) => wrong("jwt_other_secret_id: missing; set the kid of its tokens"),
            (Some(_), None) => wrong("jwt_other_secret: missing; set it, or jwt_other_secret_file"),
        }
    }

    /// That the secret is missing.
    pub(crate) fn no_secret() -> StartError {
        StartError::Settings(
            "jwt_secret: missing; set it, or jwt_secret_file, or VISIT_CHAT_JWT_SECRET".to_owned(),
        )
    }
}

#[cfg(test)]
mod reference;
#[cfg(test)]
mod tests;
