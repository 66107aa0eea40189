//! A bucket of S3, in a folder.

use hyper_util::{
    rt::{TokioExecutor, TokioIo},
    server::conn::auto,
};
use s3s::{
    auth::SimpleAuth,
    service::{S3Service, S3ServiceBuilder},
};
use s3s_fs::FileSystem;
use std::{fs, net::SocketAddr};
use tempfile::TempDir;
use tokio::{
    net::TcpListener,
    task::{JoinHandle, JoinSet},
};

const BUCKET: &str = "visits";
const KEY: (&str, &str) = ("an-id", "the-secret");

/// A service with one bucket, which can be stopped.
pub(crate) struct Bucket {
    _folder: TempDir,
    address: SocketAddr,
    service: S3Service,
    serving: JoinHandle<()>,
}

impl Bucket {
    pub(crate) async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join(BUCKET)).unwrap();
        let mut service = S3ServiceBuilder::new(FileSystem::new(folder.path()).unwrap());
        service.set_auth(SimpleAuth::from_single(KEY.0, KEY.1));
        let service = service.build();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        Self {
            _folder: folder,
            address: listener.local_addr().unwrap(),
            serving: tokio::spawn(serve(listener, service.clone())),
            service,
        }
    }

    /// The settings of a node.
    pub(crate) fn variables(&self) -> Vec<(&'static str, String)> {
        vec![
            ("VISIT_CHAT_FILES", "s3".to_owned()),
            ("VISIT_CHAT_S3_BUCKET", BUCKET.to_owned()),
            ("VISIT_CHAT_S3_ENDPOINT", format!("http://{}", self.address)),
            ("VISIT_CHAT_S3_PATH_STYLE", "true".to_owned()),
            ("VISIT_CHAT_S3_KEY_ID", KEY.0.to_owned()),
            ("VISIT_CHAT_S3_KEY_SECRET", KEY.1.to_owned()),
        ]
    }

    /// Breaks all connections and refuses others.
    pub(crate) async fn stop(&mut self) {
        self.serving.abort();
        let _ = (&mut self.serving).await;
    }

    pub(crate) async fn restart(&mut self) {
        let listener = TcpListener::bind(self.address).await.unwrap();
        self.serving = tokio::spawn(serve(listener, self.service.clone()));
    }
}

impl Drop for Bucket {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn serve(listener: TcpListener, service: S3Service) {
    let mut connections = JoinSet::new();
    while let Ok((socket, _)) = listener.accept().await {
        let service = service.clone();
        connections.spawn(async move {
            let serving = auto::Builder::new(TokioExecutor::new());
            // A node that goes away.
            let _ = serving
                .serve_connection(TokioIo::new(socket), service)
                .await;
        });
    }
}
