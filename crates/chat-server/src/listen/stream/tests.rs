use super::{super::pace::PaceLimits, *};
use std::{net::Ipv4Addr, time::Duration};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpListener,
};

/// The client's end and the server's.
async fn pair() -> (TcpStream, PeerStream, Peer) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    let (client, accepted) = tokio::join!(TcpStream::connect(address), listener.accept());
    let (stream, from) = accepted.unwrap();
    let peer = Peer::new(from.ip());
    let limits = PaceLimits {
        stall: Duration::from_millis(500),
        window: Duration::from_secs(30),
        bytes: 0,
    };
    let served = PeerStream::new(stream, peer.clone(), Pace::new(limits), None);
    (client.unwrap(), served, peer)
}

/// Writes until the connection accepts nothing more; returns how many bytes it accepted.
async fn fill(stream: &mut PeerStream) -> usize {
    let block = [7; 4_096];
    let mut taken = 0;
    let moment = Duration::from_millis(200);
    while let Ok(written) = tokio::time::timeout(moment, stream.write(&block)).await {
        taken += written.unwrap();
    }
    taken
}

#[tokio::test]
async fn close_delivers_written_data() {
    let (mut client, mut served, _) = pair().await;
    let taken = fill(&mut served).await;
    drop(served);
    let mut got = Vec::new();
    client.read_to_end(&mut got).await.unwrap();
    assert_eq!(got.len(), taken);
}

#[tokio::test]
async fn abort_discards_undelivered_data() {
    let (mut client, mut served, peer) = pair().await;
    let taken = fill(&mut served).await;
    peer.abort();
    served.shutdown().await.unwrap();
    drop(served);
    let mut got = Vec::new();
    let error = client.read_to_end(&mut got).await.unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::ConnectionReset);
    assert!(got.len() < taken, "{} of {taken}", got.len());
}

#[tokio::test]
async fn abort_prevents_further_writes() {
    let (_client, mut served, peer) = pair().await;
    served.write_all(b"before").await.unwrap();
    peer.abort();
    let error = served.write_all(b"after").await.unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::ConnectionAborted);
}

#[tokio::test]
async fn bounded_send_buffer_fills_up_earlier() {
    let (_client, mut unbound, _) = pair().await;
    let (_other, mut bound, peer) = pair().await;
    peer.bound_send_buffer(16 * 1024);
    let (unbound, bound_taken) = (fill(&mut unbound).await, fill(&mut bound).await);
    let size = SockRef::from(&bound.stream).send_buffer_size().unwrap();
    assert!(size <= 16 * 1024, "{size}");
    assert!(bound_taken < unbound, "{bound_taken} and {unbound}");
}

#[tokio::test]
async fn stalled_client_is_reset() {
    let (mut client, mut served, peer) = pair().await;
    fill(&mut served).await;
    let error = served.write(b"more").await.unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::TimedOut);
    assert!(peer.is_aborted());
    drop(served);
    let error = client.read_to_end(&mut Vec::new()).await.unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::ConnectionReset);
}

#[tokio::test]
async fn live_connection_is_exempt_from_the_pace() {
    let (_client, mut served, peer) = pair().await;
    peer.bound_send_buffer(16 * 1024);
    fill(&mut served).await;
    let later = tokio::time::timeout(Duration::from_secs(1), served.write(b"more"));
    assert!(later.await.is_err());
    assert!(!peer.is_aborted());
}
