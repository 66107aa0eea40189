//! A service of S3 in a folder (`s3s-fs`), which can be made to fail.

use bytes::Bytes;
use chat_blobs::{ObjectAttachmentStore, S3Key, S3Options};
use futures::stream;
use hyper::{
    HeaderMap, Method, Request, Response, StatusCode, Uri, body::Incoming, header::IF_NONE_MATCH,
    server::conn::http1, service::service_fn,
};
use hyper_util::rt::TokioIo;
use s3s::{
    Body,
    auth::SimpleAuth,
    dto::StreamingBlob,
    service::{S3Service, S3ServiceBuilder},
    stream::DynByteStream,
};
use s3s_fs::FileSystem;
use std::{
    fs, io,
    net::SocketAddr,
    path::PathBuf,
    sync::{Arc, Mutex},
    time::Duration,
};
use tempfile::TempDir;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpListener,
    task::{JoinHandle, JoinSet},
};
use tokio_rustls::TlsAcceptor;

pub(crate) const BUCKET: &str = "visits";
pub(crate) const SECRET: &str = "the-secret";

/// What happens to a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    Served,
    /// Answered with this status, without effect.
    Refused(u16),
    /// Served after this time.
    Late(Duration),
    /// Served, but the connection breaks before the response.
    Unanswered,
    /// Served with a response that never goes on after its head.
    Stalled,
    /// Served as if it had no condition.
    Unconditional,
}

#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) method: Method,
    pub(crate) uri: Uri,
    pub(crate) headers: HeaderMap,
}

impl Asked {
    fn has_query(&self, part: &str) -> bool {
        self.uri.query().is_some_and(|query| query.contains(part))
    }

    pub(crate) fn is_of_upload(&self) -> bool {
        self.has_query("uploadId=")
    }

    pub(crate) fn is_part(&self) -> bool {
        self.has_query("partNumber=")
    }

    /// Whether it begins an upload.
    pub(crate) fn is_begin(&self) -> bool {
        self.has_query("uploads=")
    }

    pub(crate) fn is_conditional(&self) -> bool {
        self.headers.contains_key(IF_NONE_MATCH)
    }
}

type Rule = dyn FnMut(&Asked) -> Fate + Send;

struct Shared {
    folder: PathBuf,
    service: S3Service,
    rule: Mutex<Box<Rule>>,
    asked: Mutex<Vec<Asked>>,
    /// `s3s-fs` looks for a file and then writes it, so conditional requests take turns.
    conditional: tokio::sync::Mutex<()>,
}

pub(crate) struct Double {
    pub(crate) folder: TempDir,
    pub(crate) address: SocketAddr,
    shared: Arc<Shared>,
    serving: JoinHandle<()>,
}

impl Double {
    pub(crate) async fn start() -> Self {
        Self::start_with(None).await
    }

    pub(crate) async fn start_with(tls: Option<TlsAcceptor>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join(BUCKET)).unwrap();
        let mut service = S3ServiceBuilder::new(FileSystem::new(folder.path()).unwrap());
        service.set_auth(SimpleAuth::from_single("an-id", SECRET));
        let shared = Arc::new(Shared {
            folder: folder.path().to_owned(),
            service: service.build(),
            rule: Mutex::new(Box::new(|_| Fate::Served)),
            asked: Mutex::default(),
            conditional: tokio::sync::Mutex::default(),
        });
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        Self {
            folder,
            address: listener.local_addr().unwrap(),
            serving: tokio::spawn(serve(listener, Arc::clone(&shared), tls)),
            shared,
        }
    }

    pub(crate) fn options(&self) -> S3Options {
        let mut options = S3Options::new(BUCKET);
        options.endpoint = Some(format!("http://{}", self.address));
        options.path_style = true;
        options.key = Some(S3Key::new("an-id", SECRET));
        options.retries = 1;
        options
    }

    pub(crate) fn store(&self) -> ObjectAttachmentStore {
        ObjectAttachmentStore::s3(&self.options()).unwrap()
    }

    /// Decides on each request from now on.
    pub(crate) fn rule(&self, rule: impl FnMut(&Asked) -> Fate + Send + 'static) {
        *self.shared.rule.lock().unwrap() = Box::new(rule);
    }

    /// The requests since the last call.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        std::mem::take(&mut self.shared.asked.lock().unwrap())
    }

    /// Breaks all connections and refuses others.
    pub(crate) async fn stop(&mut self) {
        self.serving.abort();
        let _ = (&mut self.serving).await;
    }

    pub(crate) async fn restart(&mut self) {
        let listener = TcpListener::bind(self.address).await.unwrap();
        self.serving = tokio::spawn(serve(listener, Arc::clone(&self.shared), None));
    }

    /// What is stored of uploads that were neither completed nor aborted.
    pub(crate) fn unfinished(&self) -> Vec<String> {
        let names = fs::read_dir(self.folder.path()).unwrap();
        let names = names.map(|name| name.unwrap().file_name().into_string().unwrap());
        names.filter(|name| name.starts_with(".upload")).collect()
    }

    /// The keys of the bucket.
    pub(crate) fn keys(&self) -> Vec<String> {
        let bucket = self.folder.path().join(BUCKET);
        let files = crate::folder::files(&bucket).into_iter();
        let key = |file: std::path::PathBuf| file.strip_prefix(&bucket).unwrap().to_owned();
        files
            .map(|file| key(file).to_str().unwrap().to_owned())
            .collect()
    }
}

impl Drop for Double {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn serve(listener: TcpListener, shared: Arc<Shared>, tls: Option<TlsAcceptor>) {
    let mut connections = JoinSet::new();
    loop {
        let (socket, _) = listener.accept().await.unwrap();
        let (shared, tls) = (Arc::clone(&shared), tls.clone());
        connections.spawn(async move {
            match tls {
                None => connection(socket, shared).await,
                Some(tls) => {
                    if let Ok(socket) = tls.accept(socket).await {
                        connection(socket, shared).await;
                    }
                }
            }
        });
    }
}

async fn connection(
    socket: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    shared: Arc<Shared>,
) {
    let answer = service_fn(move |request| answer(Arc::clone(&shared), request));
    // A client that goes away, or a response that is left out on purpose.
    let _ = http1::Builder::new()
        .serve_connection(TokioIo::new(socket), answer)
        .await;
}

async fn answer(
    shared: Arc<Shared>,
    request: Request<Incoming>,
) -> Result<Response<Body>, io::Error> {
    let asked = Asked {
        method: request.method().clone(),
        uri: request.uri().clone(),
        headers: request.headers().clone(),
    };
    let file = shared.folder.join(asked.uri.path().trim_start_matches('/'));
    let bucket = file.strip_prefix(&shared.folder).unwrap().iter().next();
    let bucket = shared.folder.join(bucket.unwrap());
    let fate = (shared.rule.lock().unwrap())(&asked);
    let (is_conditional, is_of_upload) = (asked.is_conditional(), asked.is_of_upload());
    shared.asked.lock().unwrap().push(asked);
    match fate {
        Fate::Refused(status) => return Ok(refusal(status)),
        // `s3s-fs` would create the bucket with the file.
        _ if !bucket.is_dir() => return Ok(refusal(404)),
        Fate::Late(time) => tokio::time::sleep(time).await,
        Fate::Unconditional => drop(fs::remove_file(file)),
        Fate::Served | Fate::Unanswered | Fate::Stalled => {}
    }
    let _turn = match is_conditional {
        true => Some(shared.conditional.lock().await),
        false => None,
    };
    let response = shared.service.call(request.map(Body::from)).await;
    let mut response = response.map_err(|error| io::Error::other(format!("{error:?}")))?;
    if is_of_upload && response.status() == StatusCode::FORBIDDEN {
        // `s3s-fs` responds so if there is no such upload, S3 with 404.
        *response.status_mut() = StatusCode::NOT_FOUND;
    }
    match fate {
        Fate::Unanswered => Err(io::ErrorKind::ConnectionAborted.into()),
        Fate::Stalled => Ok(response.map(|_| Body::from(silence()))),
        _ => Ok(response),
    }
}

fn refusal(status: u16) -> Response<Body> {
    let mut refusal = Response::new(Body::empty());
    *refusal.status_mut() = StatusCode::from_u16(status).unwrap();
    refusal
}

fn silence() -> DynByteStream {
    StreamingBlob::wrap(stream::pending::<io::Result<Bytes>>()).into()
}
