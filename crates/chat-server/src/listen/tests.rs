//! The listener as clients see it, over real sockets.

use super::*;
use axum::{Extension, routing::get};
use chat_http::Peer;
use hyper_util::rt::TokioIo;
use std::{
    io,
    net::Ipv4Addr,
    sync::atomic::{AtomicUsize, Ordering},
    time::Instant,
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpSocket, TcpStream},
    time::{sleep, timeout},
};
use tokio_util::sync::DropGuard;

const MIB: usize = 1024 * 1024;

/// Without trusted proxies: each address is one client.
fn strangers() -> Limits {
    Limits {
        trusted_proxies: Vec::new(),
        ..Limits::default()
    }
}

/// The address of a server that stops when the guard is dropped.
async fn serve(router: Router, limits: Limits) -> (SocketAddr, DropGuard) {
    let (listener, address) = bind((Ipv4Addr::LOCALHOST, 0).into()).await.unwrap();
    let stop = CancellationToken::new();
    let guard = stop.clone().drop_guard();
    tokio::spawn(async move { accept(listener, router, limits, &stop).await });
    (address, guard)
}

/// Connects from one of this machine's addresses.
async fn from(last: u8, to: SocketAddr) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind(([127, 0, 0, last], 0).into()).unwrap();
    socket.connect(to).await.unwrap()
}

async fn ask(stream: &mut TcpStream, path: &str) {
    let head = format!("GET {path} HTTP/1.1\r\nhost: x\r\n\r\n");
    stream.write_all(head.as_bytes()).await.unwrap();
}

/// Reads a response with a `content-length`: its head and the length of its body.
async fn answer(stream: &mut TcpStream) -> io::Result<(String, usize)> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await?);
    }
    let head = String::from_utf8(head).unwrap().to_lowercase();
    let length = head.split("content-length: ").nth(1).unwrap();
    let length = length.split("\r\n").next().unwrap().parse().unwrap();
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await?;
    let body = String::from_utf8(body).unwrap();
    let shown = if length > 1_000 { "" } else { &body };
    Ok((format!("{head}{shown}"), length))
}

async fn get_from(last: u8, to: SocketAddr, path: &str) -> String {
    let mut stream = from(last, to).await;
    ask(&mut stream, path).await;
    answer(&mut stream).await.unwrap().0
}

/// `/small`, `/big` of 8 MiB, and `/who` with the client's address.
fn router() -> Router {
    let who = async |Extension(peer): Extension<Peer>| peer.address().to_string();
    Router::new()
        .route("/small", get(async || "small"))
        .route("/big", get(async || "x".repeat(8 * MIB)))
        .route("/who", get(who))
}

#[tokio::test]
async fn each_request_carries_its_connection() {
    let (server, _guard) = serve(router(), strangers()).await;
    for last in [1, 2] {
        let response = get_from(last, server, "/who").await;
        assert!(response.ends_with(&format!("127.0.0.{last}")), "{response}");
    }
}

#[tokio::test]
async fn only_trusted_proxies_can_forward_addresses() {
    let limits = Limits {
        trusted_proxies: vec!["127.0.0.9".parse().unwrap()],
        ..strangers()
    };
    let (server, _guard) = serve(router(), limits).await;
    for (last, expected) in [(9, "192.0.2.7"), (8, "127.0.0.8")] {
        let mut stream = from(last, server).await;
        let head = "GET /who HTTP/1.1\r\nhost: x\r\nx-forwarded-for: 1.1.1.1, 192.0.2.7\r\n\r\n";
        stream.write_all(head.as_bytes()).await.unwrap();
        let (response, _) = answer(&mut stream).await.unwrap();
        assert!(response.ends_with(expected), "{response}");
    }
}

#[tokio::test]
async fn oversized_head_is_refused() {
    let (server, _guard) = serve(router(), strangers()).await;
    let mut stream = from(1, server).await;
    let head = format!(
        "GET /small HTTP/1.1\r\nhost: x\r\nx: {}\r\n\r\n",
        "y".repeat(12 * 1024)
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    assert!(answer(&mut stream).await.unwrap().0.ends_with("small"));
    let head = format!(
        "GET /small HTTP/1.1\r\nhost: x\r\nx: {}\r\n\r\n",
        "y".repeat(connection::HEAD)
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    let (response, _) = answer(&mut stream).await.unwrap();
    assert!(response.starts_with("http/1.1 431"), "{response}");
}

#[tokio::test]
async fn idle_connection_is_closed() {
    let limits = Limits {
        head_timeout: Duration::from_secs(1),
        ..strangers()
    };
    let (server, _guard) = serve(router(), limits).await;
    let mut stream = from(1, server).await;
    ask(&mut stream, "/small").await;
    answer(&mut stream).await.unwrap();
    let end = timeout(Duration::from_secs(10), stream.read_u8()).await;
    assert!(end.unwrap().is_err());
}

#[tokio::test]
async fn client_that_does_not_read_is_disconnected() {
    let limits = Limits {
        write_timeout: Duration::from_secs(1),
        ..strangers()
    };
    let (server, _guard) = serve(router(), limits).await;
    let mut stream = from(1, server).await;
    ask(&mut stream, "/big").await;
    sleep(Duration::from_secs(3)).await;
    let error = answer(&mut stream).await.unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::ConnectionReset);
}

#[tokio::test]
async fn slow_client_gets_the_complete_response() {
    let limits = Limits {
        head_timeout: Duration::from_secs(1),
        write_timeout: Duration::from_secs(2),
        ..strangers()
    };
    let (server, _guard) = serve(router(), limits).await;
    let mut stream = from(1, server).await;
    ask(&mut stream, "/big").await;
    let begun = Instant::now();
    let mut block = vec![0; 512 * 1024];
    let mut left = 8 * MIB;
    while left > 0 {
        left = left.saturating_sub(stream.read(&mut block).await.unwrap());
        if begun.elapsed() < Duration::from_secs(4) {
            sleep(Duration::from_millis(200)).await;
        }
    }
    assert!(begun.elapsed() > Duration::from_secs(2));
}

#[tokio::test]
async fn requests_wait_while_responses_are_unread() {
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    let router = Router::new().route(
        "/",
        get(move || {
            count.fetch_add(1, Ordering::Relaxed);
            std::future::ready("x".repeat(MIB))
        }),
    );
    let (server, _guard) = serve(router, strangers()).await;
    let mut stream = from(1, server).await;
    for _ in 0..100 {
        ask(&mut stream, "/").await;
    }
    sleep(Duration::from_secs(1)).await;
    // What the two systems buffer, and little more.
    let before = asked.load(Ordering::Relaxed);
    assert!(before < 20, "{before}");
    for _ in 0..100 {
        answer(&mut stream).await.unwrap();
    }
    assert_eq!(asked.load(Ordering::Relaxed), 100);
}

#[tokio::test]
async fn connections_per_address_are_bounded() {
    let limits = Limits {
        connections_per_address: 2,
        ..strangers()
    };
    let (server, _guard) = serve(router(), limits).await;
    let mut kept = from(1, server).await;
    ask(&mut kept, "/small").await;
    answer(&mut kept).await.unwrap();
    let idle = from(1, server).await;
    let response = get_from(1, server, "/small").await;
    assert!(response.starts_with("http/1.1 429"), "{response}");
    assert!(response.contains("retry-after: 10"), "{response}");
    assert!(response.contains("application/problem+json"), "{response}");
    assert!(response.contains("\"too_many_connections\""), "{response}");
    let response = get_from(2, server, "/small").await;
    assert!(response.ends_with("small"), "{response}");
    // Existing connections continue, and a freed slot can be taken.
    ask(&mut kept, "/small").await;
    answer(&mut kept).await.unwrap();
    drop(idle);
    while !get_from(1, server, "/small").await.ends_with("small") {
        sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test]
async fn upgraded_connection_keeps_its_slot_until_it_ends() {
    let upgrade = async |request: axum::extract::Request| {
        tokio::spawn(async {
            let upgraded = hyper::upgrade::on(request).await.unwrap();
            // Until the client disconnects.
            let _ = TokioIo::new(upgraded).read_u8().await;
        });
        let headers = [("connection", "upgrade"), ("upgrade", "x")];
        (hyper::StatusCode::SWITCHING_PROTOCOLS, headers)
    };
    let router = router().route("/upgrade", get(upgrade));
    let limits = Limits {
        connections_per_address: 1,
        ..strangers()
    };
    let (server, _guard) = serve(router, limits).await;
    let mut live = from(1, server).await;
    let head = "GET /upgrade HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n";
    live.write_all(head.as_bytes()).await.unwrap();
    let mut response = [0; 12];
    live.read_exact(&mut response).await.unwrap();
    assert_eq!(&response, b"HTTP/1.1 101");
    for _ in 0..3 {
        let response = get_from(1, server, "/small").await;
        assert!(response.starts_with("http/1.1 429"), "{response}");
    }
    drop(live);
    while !get_from(1, server, "/small").await.ends_with("small") {
        sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test]
async fn full_server_responds_503() {
    let limits = Limits {
        connections: Some(2),
        ..strangers()
    };
    let (server, _guard) = serve(router(), limits).await;
    let _idle = [from(1, server).await, from(2, server).await];
    let response = get_from(3, server, "/small").await;
    assert!(response.starts_with("http/1.1 503"), "{response}");
    assert!(response.contains("retry-after: 1"), "{response}");
    assert!(response.contains("\"unavailable\""), "{response}");
}

#[tokio::test]
async fn unread_bytes_per_address_are_bounded_and_released() {
    let limits = Limits {
        unread_bytes_per_address: 20 * MIB,
        unread_bytes: 30 * MIB,
        ..strangers()
    };
    let (server, _guard) = serve(router(), limits).await;
    let mut stuck = Vec::new();
    for _ in 0..2 {
        let mut stream = from(1, server).await;
        ask(&mut stream, "/big").await;
        // Its first byte has arrived, so the response is counted.
        stream.peek(&mut [0]).await.unwrap();
        stuck.push(stream);
    }
    let response = get_from(1, server, "/big").await;
    assert!(response.starts_with("http/1.1 503"), "{response}");
    // Small responses and other addresses are served.
    assert!(get_from(1, server, "/small").await.ends_with("small"));
    let mut other = from(2, server).await;
    ask(&mut other, "/big").await;
    other.peek(&mut [0]).await.unwrap();
    // The total is bounded, too.
    let response = get_from(3, server, "/big").await;
    assert!(response.starts_with("http/1.1 503"), "{response}");
    for mut stream in stuck {
        assert_eq!(answer(&mut stream).await.unwrap().1, 8 * MIB);
    }
    for _ in 0..3 {
        let mut stream = from(1, server).await;
        ask(&mut stream, "/big").await;
        assert_eq!(answer(&mut stream).await.unwrap().1, 8 * MIB);
    }
}

#[tokio::test]
async fn excess_refusals_get_no_response() {
    let limits = Limits {
        connections: Some(1),
        ..strangers()
    };
    let (server, _guard) = serve(router(), limits).await;
    let mut kept = from(1, server).await;
    loop {
        let begun = Instant::now();
        let mut refused = Vec::new();
        for _ in 0..REFUSALS {
            refused.push(from(2, server).await);
        }
        let mut more = from(2, server).await;
        let end = more.read_u8().await;
        // A refusal ends after two seconds: repeat on a machine that was slower than that.
        if begun.elapsed() < Duration::from_secs(1) {
            assert!(end.is_err(), "closed");
            ask(&mut refused[0], "/small").await;
            let (response, _) = answer(&mut refused[0]).await.unwrap();
            assert!(response.starts_with("http/1.1 503"), "{response}");
            break;
        }
    }
    // An existing connection continues.
    ask(&mut kept, "/small").await;
    assert!(answer(&mut kept).await.unwrap().0.ends_with("small"));
}

#[tokio::test]
async fn pipelined_data_waits_in_the_network() {
    let (server, _guard) = serve(router(), strangers()).await;
    let mut stream = from(1, server).await;
    ask(&mut stream, "/big").await;
    stream.peek(&mut [0]).await.unwrap();
    let block = vec![b'x'; 1024 * 1024];
    let mut sent = 0;
    let moment = Duration::from_millis(300);
    while let Ok(more) = timeout(moment, stream.write(&block)).await {
        sent += more.unwrap();
        // What the two systems buffer, and what the server reads at a time.
        assert!(sent < 32 * MIB, "{sent}");
    }
    assert_eq!(answer(&mut stream).await.unwrap().1, 8 * MIB);
}
