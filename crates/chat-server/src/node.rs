//! One process: the service over its adapters, and the router.

use crate::{
    adapters::Adapters,
    data_folder::DataFolder,
    error::StartError,
    health::{self, Dependency},
    limits::Limits,
    listen,
    pages::{self, Site},
    scanning::{self, Scanning},
    settings::{Clinics, QuickPhrases},
    sign_in::SignIn,
    webhooks::Webhooks,
};
use axum::{Router, middleware::from_fn};
use chat_app::{ChatService, Nodes, Settings as ChatSettings};
use chat_blobs::ObjectAttachmentStore;
use chat_domain::ClinicId;
use chat_http::{
    Authenticator, HttpOptions, LiveOptions, QuickPhrase, RequestRates, SessionAuthenticator,
    SessionCookie, Shutdown,
};
use std::{
    collections::BTreeSet,
    fs::{self, File},
    io,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};
use tokio::{net::TcpListener, task::spawn_blocking};
use tokio_util::sync::CancellationToken;

/// Longest interval at which changes of other processes are looked for, while hints are lost.
const POLL_EVERY: Duration = Duration::from_secs(3);

/// Interval of the search for abandoned uploads, and their minimum age.
const SWEEP_EVERY: Duration = Duration::from_secs(24 * 60 * 60);

/// How long the end of this node's lease may take.
const LEAVING: Duration = Duration::from_secs(2);

/// A server in one process.
pub struct Node {
    service: ChatService,
    files: ObjectAttachmentStore,
    nodes: Nodes,
    watched: Vec<Dependency>,
    spool: PathBuf,
    authenticator: Arc<dyn Authenticator>,
    recheck_every: Duration,
    quick_phrases: Vec<QuickPhrase>,
    event_content: BTreeSet<ClinicId>,
    request_rates: RequestRates,
    join_page: Option<String>,
    session_cookie: SessionCookie,
    webhooks: Option<Webhooks>,
    site: &'static Site,
    /// Keeps other processes from the data folder.
    _lock: File,
}

impl Node {
    /// A server over these adapters. Uploads arrive in the data folder, which replaces the spool in the settings. Must be
    /// called within a tokio runtime.
    ///
    /// # Errors
    /// [`StartError`], also if another process uses the folder.
    pub fn new(
        adapters: Adapters,
        folder: &DataFolder,
        sign_in: SignIn,
        settings: ChatSettings,
        scanning: Option<Scanning>,
    ) -> Result<Self, StartError> {
        let lock = folder.lock()?;
        let Adapters {
            ports,
            files,
            webhooks: _,
            nodes,
            mut watched,
        } = adapters;
        let mut uploads = settings.uploads;
        if let Some(scanning) = &scanning {
            uploads.scan_timeout = scanning.limit;
            uploads.upkeep_every = scanning.retry;
        }
        let poll_every = match nodes {
            Nodes::Single => settings.poll_every,
            Nodes::Several => settings.poll_every.min(POLL_EVERY),
        };
        let settings = ChatSettings {
            spool: folder.spool(),
            uploads,
            nodes,
            poll_every,
            ..settings
        };
        watched.push(health::spool(folder.spool()));
        watched.extend(sign_in.watched);
        let ports = match scanning {
            Some(scanning) => {
                watched.push(scanning::watched(scanning.scanner.clone()));
                ports.scanned_by(scanning.scanner)
            }
            None => ports,
        };
        Ok(Self {
            service: ChatService::new(ports, settings),
            files,
            nodes,
            watched,
            spool: folder.spool(),
            authenticator: sign_in.authenticator,
            recheck_every: sign_in.recheck_every,
            quick_phrases: Vec::new(),
            event_content: BTreeSet::new(),
            request_rates: RequestRates::default(),
            join_page: None,
            session_cookie: SessionCookie::Secure,
            webhooks: None,
            site: Site::get().map_err(StartError::Pages)?,
            _lock: lock,
        })
    }

    /// Offers these quick phrases to the care team.
    #[must_use]
    pub fn with_quick_phrases(self, quick_phrases: QuickPhrases) -> Self {
        Self {
            quick_phrases: quick_phrases.0,
            ..self
        }
    }

    /// Puts what people write into the events of these clinics.
    #[must_use]
    pub fn with_event_content(self, clinics: Clinics) -> Self {
        Self {
            event_content: clinics.0,
            ..self
        }
    }

    /// Limits the rate of requests like this.
    #[must_use]
    pub fn with_request_rates(self, request_rates: RequestRates) -> Self {
        Self {
            request_rates,
            ..self
        }
    }

    /// Puts the address of the page into the answers to new invitation links.
    #[must_use]
    pub fn with_join_page(self, join_page: Option<String>) -> Self {
        Self { join_page, ..self }
    }

    /// Uses cookies over plain HTTP: for a server that listens on the own machine only.
    #[must_use]
    pub fn with_plain_cookies(self) -> Self {
        Self {
            session_cookie: SessionCookie::Plain,
            ..self
        }
    }

    /// Sends webhooks while it serves.
    #[must_use]
    pub fn with_webhooks(self, webhooks: Webhooks) -> Self {
        Self {
            webhooks: Some(webhooks),
            ..self
        }
    }

    /// The use cases.
    #[must_use]
    pub fn service(&self) -> &ChatService {
        &self.service
    }

    /// Everything the server serves: the chat at `/chat`, the pages at `/`, and the health checks.
    fn router(&mut self, shutdown: Shutdown, limits: &Limits) -> Router {
        let options = HttpOptions {
            allowed_origins: limits.allowed_origins.clone(),
            shutdown,
            live: LiveOptions {
                recheck_every: self.recheck_every,
                ..LiveOptions::default()
            },
            live_counts: limits.live_counts(),
            quick_phrases: self.quick_phrases.clone(),
            event_content: self.event_content.clone(),
            rates: self.request_rates,
            join_page: self.join_page.clone(),
            session_cookie: self.session_cookie,
            ..HttpOptions::default()
        };
        let site = self.site;
        // Debug builds start often, and would take longer.
        if !cfg!(debug_assertions) {
            std::thread::spawn(|| site.compress());
        }
        let login = Arc::clone(&self.authenticator);
        let service = self.service.clone();
        let sessions = SessionAuthenticator::new(service.clone(), self.session_cookie, login);
        let chat = chat_http::router(service, Arc::new(sessions), options);
        Router::new()
            .merge(health::router(std::mem::take(&mut self.watched)))
            .fallback(move |method, uri, headers| pages::respond(site, method, uri, headers))
            .layer(from_fn(chat_http::well_formed))
            .layer(from_fn(chat_http::identified))
            .nest("/chat", chat)
    }

    /// Removes unfinished uploads of the previous process. If other processes use the same log, their uploads look the
    /// same; the upkeep removes what is old.
    async fn clear(&self) {
        let spool = self.spool.clone();
        let cleared = async {
            let spooled = spawn_blocking(move || empty(&spool)).await??;
            if self.nodes == Nodes::Several {
                return Ok(spooled);
            }
            let files = self.files.sweep(Duration::ZERO).await?;
            let stored = self.service.collect_broken_off().await?;
            Ok::<_, Box<dyn std::error::Error + Send + Sync>>(files + stored + spooled)
        };
        match cleared.await {
            Ok(0) => {}
            Ok(removed) => tracing::info!(removed, "unfinished uploads removed"),
            Err(error) => tracing::warn!(%error, "unfinished uploads can't be removed"),
        }
    }

    /// Serves until `stop` is canceled; then accepts no more requests, closes live connections, and
    /// waits up to `drain` for requests in progress. Acknowledged data is durable in any case.
    pub async fn serve(
        mut self,
        listener: TcpListener,
        limits: Limits,
        stop: CancellationToken,
        drain: Duration,
    ) {
        self.clear().await;
        let shutdown = Shutdown::new();
        let router = self.router(shutdown.clone(), &limits);
        let sweeper = tokio::spawn(sweep(self.files.clone()));
        let webhooks = self.webhooks.take();
        let sending = webhooks.map(|it| it.start(self.service.clone(), self.event_content.clone()));
        let connections = listen::accept(listener, router, limits, &stop).await;
        sweeper.abort();
        // Before another node sends.
        drop(sending);
        shutdown.begin();
        let ended = async {
            shutdown.ended().await;
            connections.wait().await;
        };
        if tokio::time::timeout(drain, ended).await.is_err() {
            tracing::warn!(
                left = connections.len(),
                "stopping with requests in progress"
            );
        }
        match tokio::time::timeout(LEAVING, self.service.leave()).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => {
                tracing::warn!(%error, "others take over when this node's lease runs out")
            }
            Err(_) => tracing::warn!("others take over when this node's lease runs out"),
        }
        tracing::info!("stopped");
    }
}

/// Removes the files in a folder. A killed process leaves some if the file system has no unnamed
/// files.
fn empty(folder: &Path) -> io::Result<usize> {
    let mut removed = 0;
    for file in fs::read_dir(folder)? {
        fs::remove_file(file?.path())?;
        removed += 1;
    }
    Ok(removed)
}

/// Removes abandoned uploads at the start, and once a day.
async fn sweep(files: ObjectAttachmentStore) {
    let mut days = tokio::time::interval(SWEEP_EVERY);
    loop {
        days.tick().await;
        match files.sweep(SWEEP_EVERY).await {
            Ok(0) => {}
            Ok(removed) => tracing::info!(removed, "unfinished uploads removed"),
            Err(error) => tracing::warn!(%error, "unfinished uploads can't be removed"),
        }
    }
}
