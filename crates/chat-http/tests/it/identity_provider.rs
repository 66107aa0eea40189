//! A scripted identity provider, or any server of a key set.

use axum::{
    Router,
    body::Body,
    extract::State,
    http::{HeaderMap, Response, StatusCode, Uri},
};
use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::{net::TcpListener, task::JoinHandle};

/// What it answers at a path.
#[derive(Clone)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: String,
    pub(crate) delay: Duration,
}

impl Answer {
    pub(crate) fn ok(body: impl Into<String>) -> Self {
        Self {
            status: 200,
            headers: Vec::new(),
            body: body.into(),
            delay: Duration::ZERO,
        }
    }

    pub(crate) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}

type Script = Arc<dyn Fn(&str) -> Answer + Send + Sync>;

/// A request: path, and `If-None-Match`.
type Seen = (String, Option<String>);

/// A running provider.
#[derive(Clone)]
pub(crate) struct Provider {
    pub(crate) address: SocketAddr,
    script: Arc<Mutex<Script>>,
    seen: Arc<Mutex<Vec<Seen>>>,
    server: Arc<Mutex<Option<JoinHandle<()>>>>,
}

impl Provider {
    pub(crate) async fn start(script: impl Fn(&str) -> Answer + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let provider = Self {
            address: listener.local_addr().unwrap(),
            script: Arc::new(Mutex::new(Arc::new(script))),
            seen: Arc::default(),
            server: Arc::default(),
        };
        provider.serve(listener);
        provider
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub(crate) fn now_answers(&self, script: impl Fn(&str) -> Answer + Send + Sync + 'static) {
        *self.script.lock().unwrap() = Arc::new(script);
    }

    /// The requests of a path so far.
    pub(crate) fn asked(&self, path: &str) -> Vec<Option<String>> {
        let seen = self.seen.lock().unwrap();
        let of_path = seen.iter().filter(|(asked, _)| asked == path);
        of_path.map(|(_, etag)| etag.clone()).collect()
    }

    /// Refuses connections from now on.
    pub(crate) fn stop(&self) {
        self.server.lock().unwrap().take().unwrap().abort();
    }

    /// Answers again at the same address.
    pub(crate) async fn restart(&self) {
        self.serve(TcpListener::bind(self.address).await.unwrap());
    }

    fn serve(&self, listener: TcpListener) {
        let router = Router::new().fallback(answer).with_state(self.clone());
        let server = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        *self.server.lock().unwrap() = Some(server);
    }
}

async fn answer(State(provider): State<Provider>, uri: Uri, headers: HeaderMap) -> Response<Body> {
    let etag = headers.get("if-none-match");
    let etag = etag.map(|etag| etag.to_str().unwrap().to_owned());
    let seen = (uri.path().to_owned(), etag.clone());
    provider.seen.lock().unwrap().push(seen);
    let script = Arc::clone(&provider.script.lock().unwrap());
    let answer = script(uri.path());
    tokio::time::sleep(answer.delay).await;
    let mut response = Response::builder().status(answer.status);
    let mut body = Body::from(answer.body);
    for (name, value) in &answer.headers {
        response = response.header(*name, value);
        if *name == "etag" && etag.as_ref() == Some(value) {
            response = response.status(StatusCode::NOT_MODIFIED);
            body = Body::empty();
        }
    }
    response.body(body).unwrap()
}
