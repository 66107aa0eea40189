//! One connection.

use super::{
    admission::Slot,
    pace::{Pace, PaceLimits, WINDOW},
    proxies::{self, is_trusted},
    stream::PeerStream,
    unread::Unread,
};
use crate::limits::Limits;
use axum::{Router, response::IntoResponse as _};
use chat_http::{Peer, Problem, RequestId};
use hyper::{
    Request,
    body::Incoming,
    server::conn::http1,
    service::{Service as _, service_fn},
};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    service::TowerToHyperService,
};
use socket2::SockRef;
use std::{convert::Infallible, net::IpAddr, pin::pin, sync::Arc, time::Duration};
use tokio::net::TcpStream;
use tokio_util::sync::CancellationToken;

/// Maximum bytes of a request's head.
pub(crate) const HEAD: usize = 16 * 1024;

/// Read buffer in bytes. Bytes of the next request wait until the response is written.
pub(crate) const BUFFER: usize = 64 * 1024;

/// Maximum unsent bytes in the system's send buffer. Bytes in flight are not included.
pub(crate) const NOT_SENT: u32 = 64 * 1024;

/// How long a connection may take to send its request before it is refused.
const REFUSAL_TIMEOUT: Duration = Duration::from_secs(2);

/// State shared by all connections.
#[derive(Clone)]
pub(crate) struct Serving {
    pub(crate) router: Router,
    pub(crate) limits: Arc<Limits>,
    pub(crate) unread: Unread,
    pub(crate) stop: CancellationToken,
}

impl Serving {
    /// Serves a connection until it ends.
    pub(crate) async fn serve(self, stream: TcpStream, address: IpAddr, slot: Slot) {
        prepare(&stream, self.limits.write_timeout);
        let is_proxy = is_trusted(&self.limits.trusted_proxies, address);
        let peer = if is_proxy {
            Peer::proxy(address)
        } else {
            Peer::new(address)
        };
        let stream = PeerStream::new(
            stream,
            peer.clone(),
            Pace::new(pace(&self.limits)),
            Some(slot),
        );
        let router = TowerToHyperService::new(self.router);
        let (limits, unread) = (Arc::clone(&self.limits), self.unread);
        let service = service_fn(move |mut request: Request<Incoming>| {
            let client = is_proxy
                .then(|| proxies::client(request.headers(), &limits.trusted_proxies))
                .flatten();
            let peer = client.map_or_else(|| peer.clone(), |client| peer.on_behalf_of(client));
            let network = peer.network();
            request.extensions_mut().insert(peer);
            let answer = router.call(request);
            let unread = unread.clone();
            async move { answer.await.map(|answer| unread.count(answer, network)) }
        });
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(self.limits.head_timeout)
            .max_header_size(HEAD)
            .max_buf_size(BUFFER)
            .serve_connection(TokioIo::new(stream), service)
            .with_upgrades();
        let mut connection = pin!(connection);
        let ended = tokio::select! {
            ended = connection.as_mut() => ended,
            () = self.stop.cancelled() => {
                connection.as_mut().graceful_shutdown();
                connection.await
            }
        };
        if let Err(error) = ended {
            // Clients that disconnect or time out. Nothing that they sent is logged.
            tracing::debug!(timeout = error.is_timeout(), "connection lost");
        }
    }
}

/// Answers the first request of a connection that was not admitted.
pub(crate) async fn refuse(stream: TcpStream, problem: Problem) {
    let service = service_fn(|request: Request<Incoming>| {
        let mut answer = problem.clone().into_response();
        RequestId::of(request.headers()).mark(&mut answer);
        async { Ok::<_, Infallible>(answer) }
    });
    let connection = http1::Builder::new()
        .keep_alive(false)
        .max_header_size(HEAD)
        .max_buf_size(HEAD)
        .serve_connection(TokioIo::new(stream), service);
    let _ = tokio::time::timeout(REFUSAL_TIMEOUT, connection).await;
}

fn pace(limits: &Limits) -> PaceLimits {
    PaceLimits {
        stall: limits.write_timeout,
        window: WINDOW,
        bytes: limits.min_bytes_per_second.saturating_mul(WINDOW.as_secs()),
    }
}

/// These calls fail only on a broken connection.
fn prepare(stream: &TcpStream, write_timeout: Duration) {
    // A chat message is a small packet and must not wait for another.
    let _ = stream.set_nodelay(true);
    #[cfg(target_os = "linux")]
    {
        let socket = SockRef::from(stream);
        let _ = socket.set_tcp_notsent_lowat(NOT_SENT);
        // Also for data that the system still sends after the connection was closed.
        let _ = socket.set_tcp_user_timeout(Some(write_timeout));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::Ipv4Addr;
    use tokio::{
        io::AsyncWriteExt as _,
        net::{TcpListener, TcpSocket},
        time::timeout,
    };

    /// How many bytes the system accepts for a client with a small receive buffer that reads
    /// nothing.
    async fn taken(prepared: bool) -> usize {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let client = TcpSocket::new_v4().unwrap();
        client.set_recv_buffer_size(4_096).unwrap();
        let connecting = client.connect(listener.local_addr().unwrap());
        let (_client, accepted) = tokio::join!(connecting, listener.accept());
        let (mut served, _) = accepted.unwrap();
        if prepared {
            prepare(&served, Duration::from_secs(20));
        }
        let (block, mut taken) = ([7; 4_096], 0);
        let moment = Duration::from_millis(200);
        while let Ok(written) = timeout(moment, served.write(&block)).await {
            taken += written.unwrap();
        }
        taken
    }

    #[tokio::test]
    async fn unsent_bytes_are_bounded() {
        let (bound, unbound) = (taken(true).await, taken(false).await);
        assert!(bound <= 2 * NOT_SENT as usize, "{bound}");
        assert!(bound < unbound, "{bound} and {unbound}");
    }
}
