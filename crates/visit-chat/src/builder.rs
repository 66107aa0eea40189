//! The builder: which adapters, and which settings.

use crate::{
    adapters::Adapters,
    chat::VisitChat,
    error::BuildError,
    storage::{self, Files, Log},
};
#[cfg(feature = "webhooks")]
use chat_app::DeclaredWebhook;
use chat_app::Settings;
#[cfg(feature = "s3")]
use chat_blobs::S3Options;
use chat_domain::Policy;
#[cfg(feature = "http")]
use chat_http::HttpOptions;
#[cfg(feature = "nats")]
use chat_nats::NatsOptions;
use chat_ports::{Notifier, Scanner};
#[cfg(feature = "webhooks")]
use chat_webhooks::{HttpsOptions, HttpsTransport, WebhookSender};
use std::{path::PathBuf, sync::Arc};

/// Builds a [`VisitChat`]. Storage for the log and a store for files must be chosen; all else has defaults.
#[derive(Default)]
#[must_use]
pub struct VisitChatBuilder {
    adapters: Option<Adapters>,
    log: Option<Log>,
    files: Option<Files>,
    #[cfg(feature = "nats")]
    nats: Option<(String, NatsOptions)>,
    #[cfg(feature = "webhooks")]
    webhooks: Option<HttpsOptions>,
    #[cfg(feature = "webhooks")]
    declared: Vec<DeclaredWebhook>,
    scanner: Option<Arc<dyn Scanner>>,
    notifiers: Vec<Arc<dyn Notifier>>,
    settings: Settings,
    #[cfg(feature = "http")]
    http: HttpOptions,
}

impl VisitChat {
    /// Chooses adapters and settings.
    pub fn builder() -> VisitChatBuilder {
        VisitChatBuilder::default()
    }
}

impl VisitChatBuilder {
    /// Keeps the log and the files in memory: for tests. Everything is lost when the process ends.
    pub fn in_memory(self) -> Self {
        Self {
            log: Some(Log::Memory),
            files: Some(Files::Memory),
            ..self
        }
    }

    /// Keeps the log in this SQLite file, which is created if it is missing. One process can have it open.
    #[cfg(feature = "sqlite")]
    pub fn sqlite(self, file: impl Into<PathBuf>) -> Self {
        Self {
            log: Some(Log::Sqlite(file.into())),
            ..self
        }
    }

    /// Keeps the log in PostgreSQL, which several processes can share. The connection string is that of
    /// [`PostgresVisitLog::open`](chat_postgres::PostgresVisitLog::open).
    #[cfg(feature = "postgres")]
    pub fn postgres(self, connection: impl Into<String>) -> Self {
        Self {
            log: Some(Log::Postgres(connection.into())),
            ..self
        }
    }

    /// Keeps files in this folder, which is created if it is missing.
    pub fn files(self, folder: impl Into<PathBuf>) -> Self {
        Self {
            files: Some(Files::Folder(folder.into())),
            ..self
        }
    }

    /// Keeps files in a bucket of S3 or a compatible service.
    #[cfg(feature = "s3")]
    pub fn s3(self, bucket: S3Options) -> Self {
        Self {
            files: Some(Files::Bucket(Box::new(bucket))),
            ..self
        }
    }

    /// Uses adapters that the host opened, in place of a log and files that the builder opens.
    pub fn adapters(self, adapters: Adapters) -> Self {
        Self {
            adapters: Some(adapters),
            ..self
        }
    }

    /// Carries hints between processes over NATS. Without it, processes that share a log look every 3 seconds for what others wrote.
    #[cfg(feature = "nats")]
    pub fn nats(self, servers: impl Into<String>, options: NatsOptions) -> Self {
        Self {
            nats: Some((servers.into(), options)),
            ..self
        }
    }

    /// Has every upload scanned for malware. None is released before its verdict is clean.
    pub fn scanner(self, scanner: impl Scanner) -> Self {
        Self {
            scanner: Some(Arc::new(scanner)),
            ..self
        }
    }

    /// Notifies people who have no page open of reminders and escalations (R6, R7). Several notifiers are all used.
    pub fn notifier(mut self, notifier: impl Notifier) -> Self {
        self.notifiers.push(Arc::new(notifier));
        self
    }

    /// Sends the events of clinics to the webhook endpoints that their hosts set up over HTTP.
    #[cfg(feature = "webhooks")]
    pub fn webhooks(self, options: HttpsOptions) -> Self {
        Self {
            webhooks: Some(options),
            ..self
        }
    }

    /// Makes the endpoints of the host's own settings what these are now, and disables those that are missing here
    /// ([`ChatService::declare_webhooks`](chat_app::ChatService::declare_webhooks)). Needs [`webhooks`](Self::webhooks).
    #[cfg(feature = "webhooks")]
    pub fn declared_webhooks(self, declared: Vec<DeclaredWebhook>) -> Self {
        Self { declared, ..self }
    }

    /// The folder where uploads are kept until they have been judged, by default the system's for temporary files. It must exist.
    pub fn spool(self, folder: impl Into<PathBuf>) -> Self {
        let settings = self.settings.with_spool(folder.into());
        Self { settings, ..self }
    }

    /// The policy of visits whose clinic chose nothing else.
    pub fn policy(self, policy: Policy) -> Self {
        let settings = self.settings.with_policy(policy);
        Self { settings, ..self }
    }

    /// All settings of the service. Replaces what [`policy`](Self::policy) and [`spool`](Self::spool) set. Whether several processes share the log follows
    /// from the storage.
    pub fn settings(self, settings: Settings) -> Self {
        Self { settings, ..self }
    }

    /// The options of the routes.
    #[cfg(feature = "http")]
    pub fn http(self, http: HttpOptions) -> Self {
        Self { http, ..self }
    }

    /// Opens the adapters and starts the service and its upkeep. Must be called within a tokio runtime.
    ///
    /// # Errors
    /// [`BuildError`].
    pub async fn build(self) -> Result<VisitChat, BuildError> {
        let mut opened = match self.adapters {
            Some(adapters) => adapters,
            None => {
                let log = self.log.ok_or(BuildError::NoStorage)?;
                storage::open(log, self.files.ok_or(BuildError::NoFiles)?).await?
            }
        };
        #[cfg(feature = "nats")]
        if let Some((servers, options)) = self.nats {
            let fanout = chat_nats::NatsFanout::connect(&servers, options).await;
            let fanout = fanout.map_err(|error| BuildError::Fanout(error.into()))?;
            opened = opened.with_fanout(fanout);
        }
        #[cfg_attr(
            not(feature = "webhooks"),
            expect(unused_mut, reason = "only webhooks change them")
        )]
        let mut settings = self.settings;
        opened.ports.scanner = self.scanner;
        opened.ports.notifiers = self.notifiers;
        opened.ports.notification_places = Some(Arc::clone(&opened.webhooks));
        #[cfg(feature = "webhooks")]
        let transport = match self.webhooks {
            Some(options) => {
                // Endpoints are accepted where the sender may send to.
                settings.webhooks.permitted.clone_from(&options.permitted);
                opened.ports.webhooks = Some(Arc::clone(&opened.webhooks));
                let transport = HttpsTransport::new(options);
                Some(transport.map_err(|error| BuildError::Webhooks(error.into()))?)
            }
            None => None,
        };
        let chat = VisitChat::start(opened, settings).await;
        #[cfg(feature = "webhooks")]
        let chat = match transport {
            Some(transport) => {
                let sender = WebhookSender::new(chat.service().clone(), transport)
                    .with_declared(self.declared);
                #[cfg(feature = "http")]
                let sender = sender.with_event_content(self.http.event_content.clone());
                chat.running(sender.run())
            }
            None => chat,
        };
        #[cfg(feature = "http")]
        let chat = chat.with_http(self.http);
        Ok(chat)
    }
}
