//! One process: its adapters, the service, and the router.

use crate::{
    data_folder::DataFolder,
    error::StartError,
    health,
    limits::Limits,
    listen,
    pages::{self, Site},
    scanning::Scanning,
    settings::{QuickPhrases, Secret},
};
use axum::{Router, middleware::from_fn};
use chat_app::{ChatService, Nodes, Ports, Settings as ChatSettings};
use chat_blobs::ObjectAttachmentStore;
use chat_clamav::ClamdScanner;
use chat_http::{HttpOptions, JwtAuthenticator, QuickPhrase, Shutdown};
use chat_memory::LocalFanout;
use chat_sqlite::{SqliteOptions, SqliteVisitLog};
use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};
use tokio::{net::TcpListener, task::spawn_blocking};
use tokio_util::sync::CancellationToken;

/// Interval of the search for abandoned uploads, and their minimum age.
const SWEEP_EVERY: Duration = Duration::from_secs(24 * 60 * 60);

/// A server in one process: SQLite for the logs, a folder for the files, hints in memory.
pub struct Node {
    service: ChatService,
    log: SqliteVisitLog,
    files: ObjectAttachmentStore,
    spool: PathBuf,
    scanner: Option<ClamdScanner>,
    authenticator: Arc<JwtAuthenticator>,
    quick_phrases: Vec<QuickPhrase>,
    site: &'static Site,
}

impl Node {
    /// Opens the data folder, which replaces the spool in the settings. Must be called within a tokio runtime.
    ///
    /// # Errors
    /// [`StartError`], also if another process uses the folder.
    pub fn open(
        folder: &DataFolder,
        secret: &Secret,
        settings: ChatSettings,
        scanning: Option<Scanning>,
    ) -> Result<Self, StartError> {
        let log = SqliteVisitLog::open(folder.log(), SqliteOptions::default())?;
        let files = ObjectAttachmentStore::local(folder.files())
            .map_err(StartError::file(folder.files()))?;
        let mut uploads = settings.uploads;
        if let Some(scanning) = &scanning {
            uploads.scan_timeout = scanning.limit;
            uploads.upkeep_every = scanning.retry;
        }
        let settings = ChatSettings {
            spool: folder.spool(),
            uploads,
            nodes: Nodes::Single,
            ..settings
        };
        let ports = Ports::new(
            log.clone(),
            files.clone(),
            log.upload_ledger(),
            LocalFanout::new(),
        );
        let scanner = scanning.map(|scanning| scanning.scanner);
        let ports = match &scanner {
            Some(scanner) => ports.scanned_by(scanner.clone()),
            None => ports,
        };
        Ok(Self {
            service: ChatService::new(ports, settings),
            log,
            files,
            spool: folder.spool(),
            scanner,
            authenticator: Arc::new(JwtAuthenticator::new(secret.as_bytes())?),
            quick_phrases: Vec::new(),
            site: Site::get().map_err(StartError::Pages)?,
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

    /// The use cases.
    #[must_use]
    pub fn service(&self) -> &ChatService {
        &self.service
    }

    /// Everything the server serves: the chat at `/chat`, the pages at `/`, and the health checks.
    pub(crate) fn router(&self, shutdown: Shutdown, limits: &Limits) -> Router {
        let options = HttpOptions {
            allowed_origins: limits.allowed_origins.clone(),
            shutdown,
            live_counts: limits.live_counts(),
            quick_phrases: self.quick_phrases.clone(),
            ..HttpOptions::default()
        };
        let site = self.site;
        // Debug builds start often, and would take longer.
        if !cfg!(debug_assertions) {
            std::thread::spawn(|| site.compress());
        }
        let chat = chat_http::router(self.service.clone(), self.authenticator.clone(), options);
        Router::new()
            .merge(self.health())
            .fallback(move |method, uri, headers| pages::respond(site, method, uri, headers))
            .layer(from_fn(chat_http::well_formed))
            .nest("/chat", chat)
    }

    /// Removes unfinished uploads of the previous process. Only one process uses the folder, so
    /// none of them can still finish.
    async fn clear(&self) {
        let spool = self.spool.clone();
        let cleared = async {
            let files = self.files.sweep(Duration::ZERO).await?;
            let stored = self.service.collect_broken_off().await?;
            let spooled = spawn_blocking(move || empty(&spool)).await??;
            Ok::<_, Box<dyn std::error::Error + Send + Sync>>(files + stored + spooled)
        };
        match cleared.await {
            Ok(0) => {}
            Ok(removed) => tracing::info!(removed, "unfinished uploads removed"),
            Err(error) => tracing::warn!(%error, "unfinished uploads can't be removed"),
        }
    }

    fn health(&self) -> Router {
        let (log, files) = (self.log.clone(), self.files.clone());
        health::router(log, files, self.spool.clone(), self.scanner.clone())
    }

    /// Serves until `stop` is canceled; then accepts no more requests, closes live connections, and
    /// waits up to `drain` for requests in progress. Acknowledged data is durable in any case.
    pub async fn serve(
        self,
        listener: TcpListener,
        limits: Limits,
        stop: CancellationToken,
        drain: Duration,
    ) {
        self.clear().await;
        let shutdown = Shutdown::new();
        let router = self.router(shutdown.clone(), &limits);
        let sweeper = tokio::spawn(sweep(self.files.clone()));
        let connections = listen::accept(listener, router, limits, &stop).await;
        sweeper.abort();
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

/// Removes abandoned uploads once a day.
async fn sweep(files: ObjectAttachmentStore) {
    let mut days = tokio::time::interval(SWEEP_EVERY);
    days.tick().await; // the start has removed all
    loop {
        days.tick().await;
        match files.sweep(SWEEP_EVERY).await {
            Ok(0) => {}
            Ok(removed) => tracing::info!(removed, "unfinished uploads removed"),
            Err(error) => tracing::warn!(%error, "unfinished uploads can't be removed"),
        }
    }
}
