//! One process: the chat over its adapters, the pages and the health checks.

use crate::{
    adapters::Adapters,
    data_folder::DataFolder,
    error::StartError,
    health::{self, Dependency},
    limits::Limits,
    listen,
    pages::{self, Site},
    scanning::{self, Scanning},
    sign_in::SignIn,
};
use axum::{Router, middleware::from_fn};
use chat_app::ChatService;
use chat_http::Authenticator;
use std::{
    fs::{self, File},
    io,
    path::Path,
    sync::Arc,
    time::Duration,
};
use tokio::{net::TcpListener, task::spawn_blocking};
use tokio_util::sync::CancellationToken;
use visit_chat::{VisitChat, VisitChatBuilder};

/// A server in one process.
pub struct Node {
    chat: VisitChat,
    watched: Vec<Dependency>,
    authenticator: Arc<dyn Authenticator>,
    site: &'static Site,
    /// Keeps other processes from the data folder.
    _lock: File,
}

impl Node {
    /// Starts the chat over these adapters, with the settings of the builder. Uploads arrive in the data folder, which replaces
    /// the spool in the settings. Must be called within a tokio runtime.
    ///
    /// # Errors
    /// [`StartError`], also if another process uses the folder.
    pub async fn start(
        chat: VisitChatBuilder,
        adapters: Adapters,
        folder: &DataFolder,
        sign_in: SignIn,
        scanning: Option<Scanning>,
    ) -> Result<Self, StartError> {
        let lock = folder.lock()?;
        let spool = folder.spool();
        let emptied = spool.clone();
        let emptied = spawn_blocking(move || empty(&emptied)).await;
        if let Err(error) = emptied.map_err(io::Error::from).flatten() {
            tracing::warn!(%error, "the spool can't be emptied");
        }
        let Adapters {
            opened,
            mut watched,
        } = adapters;
        watched.push(health::spool(spool.clone()));
        watched.extend(sign_in.watched);
        let mut chat = chat.adapters(opened).spool(spool);
        if let Some(Scanning { scanner, .. }) = scanning {
            watched.push(scanning::watched(scanner.clone()));
            chat = chat.scanner(scanner);
        }
        Ok(Self {
            chat: chat.build().await?,
            watched,
            authenticator: sign_in.authenticator,
            site: Site::get().map_err(StartError::Pages)?,
            _lock: lock,
        })
    }

    /// The use cases.
    #[must_use]
    pub fn service(&self) -> &ChatService {
        self.chat.service()
    }

    /// Everything the server serves: the chat at `/chat`, the pages at `/`, and the health checks.
    fn router(&mut self) -> Router {
        let site = self.site;
        // Debug builds start often, and would take longer.
        if !cfg!(debug_assertions) {
            std::thread::spawn(|| site.compress());
        }
        let chat = self.chat.router(Arc::clone(&self.authenticator));
        Router::new()
            .merge(health::router(std::mem::take(&mut self.watched)))
            .fallback(move |method, uri, headers| pages::respond(site, method, uri, headers))
            .layer(from_fn(chat_http::well_formed))
            .layer(from_fn(chat_http::identified))
            .nest("/chat", chat)
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
        let router = self.router();
        let connections = listen::accept(listener, router, limits, &stop).await;
        self.chat.shut_down_after(connections.wait(), drain).await;
        tracing::info!("stopped");
    }
}

/// Removes the files in a folder. A killed process leaves some if the file system has no unnamed
/// files.
fn empty(folder: &Path) -> io::Result<()> {
    for file in fs::read_dir(folder)? {
        fs::remove_file(file?.path())?;
    }
    Ok(())
}
