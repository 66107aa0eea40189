//! A receiver over HTTP.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
};
use tokio::{
    io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _},
    net::TcpListener,
};
use tokio_rustls::{TlsAcceptor, rustls::ServerConfig};

/// Answers each request with fixed bytes, and keeps what it was sent.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    got: Arc<Mutex<Vec<String>>>,
}

impl Server {
    pub(crate) async fn start(answer: impl Into<Vec<u8>>) -> Self {
        Self::with(answer.into(), None).await
    }

    pub(crate) async fn with_tls(answer: &str, tls: ServerConfig) -> Self {
        let acceptor = TlsAcceptor::from(Arc::new(tls));
        Self::with(answer.into(), Some(acceptor)).await
    }

    async fn with(answer: Vec<u8>, tls: Option<TlsAcceptor>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let got = Arc::default();
        let server = Self {
            address,
            got: Arc::clone(&got),
        };
        tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                let (got, answer, tls) = (Arc::clone(&got), answer.clone(), tls.clone());
                tokio::spawn(async move {
                    match tls {
                        None => answer_all(stream, &got, &answer).await,
                        Some(tls) => match tls.accept(stream).await {
                            Ok(stream) => answer_all(stream, &got, &answer).await,
                            Err(_) => Ok(()),
                        },
                    }
                });
            }
        });
        server
    }

    /// The requests so far.
    pub(crate) fn got(&self) -> Vec<String> {
        self.got.lock().unwrap().clone()
    }
}

async fn answer_all(
    mut stream: impl AsyncRead + AsyncWrite + Unpin,
    got: &Mutex<Vec<String>>,
    answer: &[u8],
) -> std::io::Result<()> {
    let mut read = Vec::new();
    let mut bytes = [0; 4096];
    loop {
        let count = stream.read(&mut bytes).await?;
        if count == 0 {
            return Ok(());
        }
        read.extend_from_slice(&bytes[..count]);
        let text = String::from_utf8_lossy(&read).into_owned();
        let Some((head, body)) = text.split_once("\r\n\r\n") else {
            continue;
        };
        let length = head.to_lowercase();
        let length = length.split("content-length: ").nth(1).unwrap();
        let length: usize = length.lines().next().unwrap().parse().unwrap();
        if body.len() < length {
            continue;
        }
        got.lock().unwrap().push(text.clone());
        read.clear();
        stream.write_all(answer).await?;
    }
}
