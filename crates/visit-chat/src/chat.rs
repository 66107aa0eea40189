//! The chat with its upkeep, from its start to its end.

use crate::adapters::Adapters;
#[cfg(feature = "http")]
use axum::http::request::Parts;
use chat_app::{ChatService, Nodes, Ports, Settings};
use chat_blobs::ObjectAttachmentStore;
#[cfg(feature = "http")]
use chat_http::{AuthenticationError, Authenticator, HttpOptions, Identity, SessionAuthenticator};
use std::{
    convert::Infallible,
    future::ready,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::{task::JoinSet, time::timeout};

/// Longest interval at which changes of other processes are looked for, while hints are lost.
const POLL_EVERY: Duration = Duration::from_secs(3);

/// Interval of the search for abandoned uploads, and their minimum age.
const SWEEP_EVERY: Duration = Duration::from_secs(24 * 60 * 60);

/// How long the end of this process's lease may take.
const LEAVING: Duration = Duration::from_secs(2);

/// Visit chat in one process: the service over its adapters, its routes, and its upkeep, which ends with the last clone.
#[derive(Clone)]
pub struct VisitChat {
    service: ChatService,
    #[cfg(feature = "http")]
    http: HttpOptions,
    tasks: Arc<Tasks>,
}

/// What runs until it is ended, or the last clone and the last router are dropped.
#[derive(Default)]
struct Tasks(Mutex<JoinSet<Infallible>>);

impl Tasks {
    fn lock(&self) -> MutexGuard<'_, JoinSet<Infallible>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl VisitChat {
    /// A chat over your own adapters. Must be called within a tokio runtime.
    #[must_use]
    pub fn over(ports: Ports, settings: Settings) -> Self {
        Self {
            service: ChatService::new(ports, settings),
            #[cfg(feature = "http")]
            http: HttpOptions::default(),
            tasks: Arc::default(),
        }
    }

    /// Starts the service over opened adapters, and removes the uploads that the previous process left unfinished.
    pub(crate) async fn start(opened: Adapters, settings: Settings) -> Self {
        let Adapters {
            ports,
            swept,
            nodes,
            ..
        } = opened;
        let poll_every = match nodes {
            Nodes::Single => settings.poll_every,
            Nodes::Several => settings.poll_every.min(POLL_EVERY),
        };
        let settings = settings.with_nodes(nodes).with_poll_every(poll_every);
        let chat = Self::over(ports, settings);
        let Some(files) = swept else {
            return chat;
        };
        // Unfinished uploads of other processes look the same; the daily search removes what is old.
        if nodes == Nodes::Single {
            removed(files.sweep(Duration::ZERO).await);
            removed(chat.service.collect_broken_off().await);
        }
        let service = chat.service.clone();
        chat.running(sweep(service, files))
    }

    /// With a task of its upkeep.
    pub(crate) fn running(self, task: impl Future<Output = Infallible> + Send + 'static) -> Self {
        self.tasks.lock().spawn(task);
        self
    }

    /// With these options of the routes.
    #[cfg(feature = "http")]
    pub(crate) fn with_http(self, http: HttpOptions) -> Self {
        Self { http, ..self }
    }

    /// The use cases: schedule visits, report who joined, read and write for people.
    #[must_use]
    pub fn service(&self) -> &ChatService {
        &self.service
    }

    /// The routes of the chat, to nest in the host's router. The login is asked who sends a request, unless the request has the session
    /// of an invitation link.
    #[cfg(feature = "http")]
    pub fn router(&self, login: Arc<dyn Authenticator>) -> axum::Router {
        let service = self.service.clone();
        let login = Login {
            sessions: SessionAuthenticator::new(service.clone(), self.http.session_cookie, login),
            _tasks: Arc::clone(&self.tasks),
        };
        chat_http::router(service, Arc::new(login), self.http.clone())
    }

    /// Closes the live connections and the streams of events, and accepts no new ones. Call it when the server begins to stop: it
    /// would wait for them.
    #[cfg(feature = "http")]
    pub fn close_connections(&self) {
        self.http.shutdown.begin();
    }

    /// Ends the upkeep, closes the live connections, waiting at most `drain` for their clients, and leaves the upkeep to other
    /// processes. Call it once the server accepts no more requests. What was acknowledged is durable in any case.
    pub async fn shut_down(&self, drain: Duration) {
        self.shut_down_after(ready(()), drain).await;
    }

    /// The same, and waits in the same time for `requests`: the end of those that the host's server has accepted.
    pub async fn shut_down_after(&self, requests: impl Future<Output = ()>, drain: Duration) {
        // Before another process does the same.
        self.tasks.lock().abort_all();
        #[cfg(feature = "http")]
        self.close_connections();
        let ended = async {
            #[cfg(feature = "http")]
            self.http.shutdown.ended().await;
            requests.await;
        };
        if timeout(drain, ended).await.is_err() {
            tracing::warn!("stopping with requests in progress");
        }
        match timeout(LEAVING, self.service.leave()).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => {
                tracing::warn!(%error, "others take over when this node's lease runs out")
            }
            Err(_) => tracing::warn!("others take over when this node's lease runs out"),
        }
    }
}

/// The login of a router, which keeps the upkeep running.
#[cfg(feature = "http")]
struct Login {
    sessions: SessionAuthenticator,
    _tasks: Arc<Tasks>,
}

#[cfg(feature = "http")]
#[async_trait::async_trait]
impl Authenticator for Login {
    async fn authenticate(&self, request: &Parts) -> Result<Identity, AuthenticationError> {
        self.sessions.authenticate(request).await
    }
}

/// Removes abandoned uploads once a day. Of several processes, one does.
async fn sweep(service: ChatService, files: ObjectAttachmentStore) -> Infallible {
    let swept = async || removed(files.sweep(SWEEP_EVERY).await);
    service.on_one_node(SWEEP_EVERY, swept).await
}

fn removed<E: std::fmt::Display>(removed: Result<usize, E>) {
    match removed {
        Ok(0) => {}
        Ok(removed) => tracing::info!(removed, "unfinished uploads removed"),
        Err(error) => tracing::warn!(%error, "unfinished uploads can't be removed"),
    }
}

#[cfg(all(test, feature = "http"))]
mod tests;
