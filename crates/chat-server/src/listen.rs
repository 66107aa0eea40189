//! The listening socket and its connections.

mod stream;

use crate::error::StartError;
use axum::Router;
use chat_http::Peer;
use hyper::{
    server::conn::http1,
    service::{Service as _, service_fn},
};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    service::TowerToHyperService,
};
use std::{net::SocketAddr, pin::pin, time::Duration};
use stream::PeerStream;
use tokio::net::{TcpListener, TcpStream};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// How long a client may take for the head of a request, and how long it may keep an idle
/// connection. `axum::serve` has no such limit: slow clients would hold it forever.
const HEADER_TIMEOUT: Duration = Duration::from_secs(15);

/// How long to wait when the system has no file descriptors left.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// Binds an address.
///
/// # Errors
/// [`StartError::Listen`], naming it.
pub(crate) async fn bind(address: SocketAddr) -> Result<(TcpListener, SocketAddr), StartError> {
    let failed = |source| StartError::Listen { address, source };
    let listener = TcpListener::bind(address).await.map_err(failed)?;
    let bound = listener.local_addr().map_err(failed)?;
    Ok((listener, bound))
}

/// Takes connections until `stop` is cancelled. Returns those that are still finishing their
/// request.
pub(crate) async fn accept(
    listener: TcpListener,
    router: Router,
    stop: &CancellationToken,
) -> TaskTracker {
    let connections = TaskTracker::new();
    loop {
        let accepted = tokio::select! {
            () = stop.cancelled() => break,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok((stream, from)) => {
                let peer = Peer::new(from.ip());
                connections.spawn(serve_one(stream, peer, router.clone(), stop.clone()));
            }
            Err(error) => {
                tracing::warn!(%error, "can't take a connection");
                tokio::time::sleep(ACCEPT_PAUSE).await;
            }
        }
    }
    connections.close();
    connections
}

async fn serve_one(stream: TcpStream, peer: Peer, router: Router, stop: CancellationToken) {
    // A chat message is a small packet that must not wait for a second one.
    let _ = stream.set_nodelay(true);
    let stream = PeerStream::new(stream, peer.clone());
    let router = TowerToHyperService::new(router);
    let service = service_fn(move |mut request: hyper::Request<_>| {
        request.extensions_mut().insert(peer.clone());
        router.call(request)
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADER_TIMEOUT)
        .serve_connection(TokioIo::new(stream), service)
        .with_upgrades();
    let mut connection = pin!(connection);
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = stop.cancelled() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        // Clients that hang up or take too long; no word of what they sent.
        tracing::debug!(timeout = error.is_timeout(), "a connection broke");
    }
}
