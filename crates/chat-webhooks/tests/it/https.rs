//! The transport, against real sockets.

use crate::server::Server;
use chat_app::PermittedAddresses;
use chat_ports::FailureReason;
use chat_webhooks::{Answer, Delivery, HttpsOptions, HttpsTransport, Transport as _};
use std::{io::Write as _, path::Path, time::Duration};
use tokio::net::TcpListener;
use tokio_rustls::rustls::{
    ServerConfig,
    crypto::ring,
    pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer},
};

const NO_CONTENT: &str = "HTTP/1.1 204 No Content\r\n\r\n";

fn transport(networks: &[&str], authorities: Option<&Path>) -> HttpsTransport {
    timed(networks, authorities, crate::clinic::PATIENCE)
}

fn timed(networks: &[&str], authorities: Option<&Path>, timeout: Duration) -> HttpsTransport {
    let networks = networks.iter().map(|net| net.parse().unwrap());
    let mut options = HttpsOptions::default();
    options.permitted = PermittedAddresses::and(networks);
    options.authorities = authorities.map(Path::to_owned);
    options.timeout = timeout;
    HttpsTransport::new(options).unwrap()
}

fn near() -> HttpsTransport {
    transport(&["127.0.0.0/8", "::1/128"], None)
}

fn delivery(url: impl Into<String>) -> Delivery {
    Delivery {
        url: url.into(),
        id: "visit/1".to_owned(),
        timestamp: 1_614_265_330,
        signature: "v1,one v1a,other".to_owned(),
        body: "{\"id\":1}".into(),
    }
}

async fn send(server: &Server) -> Answer {
    let delivery = delivery(format!("http://{}/events?key=7", server.address));
    near().send(&delivery).await
}

const fn status(status: u16) -> Answer {
    Answer::Status {
        status,
        retry_after: None,
    }
}

#[tokio::test]
async fn request_is_as_the_specification_has_it() {
    let server = Server::start(NO_CONTENT).await;
    let transport = near();
    for _ in 0..2 {
        let url = format!("http://{}/events?key=7", server.address);
        assert_eq!(transport.send(&delivery(url)).await, status(204));
    }
    let got = server.got();
    assert_eq!(got.len(), 2);
    let (head, body) = got[0].split_once("\r\n\r\n").unwrap();
    assert!(
        head.starts_with("POST /events?key=7 HTTP/1.1\r\n"),
        "{head}"
    );
    for line in [
        "content-type: application/cloudevents+json",
        "webhook-id: visit/1",
        "webhook-timestamp: 1614265330",
        "webhook-signature: v1,one v1a,other",
    ] {
        assert!(head.lines().any(|it| it == line), "{line} in {head}");
    }
    assert_eq!(body, "{\"id\":1}");
}

#[tokio::test]
async fn status_and_retry_after_are_the_answer() {
    let server = Server::start("HTTP/1.1 503 Busy\r\nRetry-After: 120\r\n\r\n").await;
    let busy = Answer::Status {
        status: 503,
        retry_after: Some(Duration::from_secs(120)),
    };
    assert_eq!(send(&server).await, busy);
    let gone = Server::start("HTTP/1.1 410 Gone\r\ncontent-length: 0\r\n\r\n").await;
    assert_eq!(send(&gone).await, status(410));
}

#[tokio::test]
async fn redirects_are_not_followed() {
    let other = Server::start(NO_CONTENT).await;
    for code in [301, 302, 303, 307, 308] {
        let answer = format!(
            "HTTP/1.1 {code} Elsewhere\r\nlocation: http://{}/\r\ncontent-length: 0\r\n\r\n",
            other.address
        );
        let server = Server::start(answer).await;
        assert_eq!(send(&server).await, status(code));
    }
    assert!(other.got().is_empty());
}

#[tokio::test]
async fn large_and_endless_answers_are_not_read() {
    let head = "HTTP/1.1 200 OK\r\ncontent-length: 100000000\r\n\r\n";
    let large = [head.as_bytes(), &vec![b'x'; 1_000_000]].concat();
    let server = Server::start(large).await;
    assert_eq!(send(&server).await, status(200));
    let headers = [b"HTTP/1.1 200 OK\r\nx: ".as_slice(), &vec![b'x'; 1_000_000]].concat();
    let server = Server::start(headers).await;
    assert_eq!(
        send(&server).await,
        Answer::None(FailureReason::ConnectionLost)
    );
}

#[tokio::test]
async fn receivers_that_hang_or_break_off_fail() {
    // Accepted by the system, and never answered.
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let hurried = timed(&["127.0.0.0/8"], None, Duration::from_millis(100));
    let hung = hurried.send(&delivery(url.clone())).await;
    assert_eq!(hung, Answer::None(FailureReason::TimedOut));
    drop(listener);
    let refused = near().send(&delivery(url)).await;
    assert_eq!(refused, Answer::None(FailureReason::Unreachable));
    let server = Server::start("no HTTP\r\n\r\n").await;
    assert_eq!(
        send(&server).await,
        Answer::None(FailureReason::ConnectionLost)
    );
}

/// The address is what the name resolves to at the time of the connection, so this machine is not reached under another name.
#[tokio::test]
async fn addresses_that_are_not_permitted_are_not_connected_to() {
    let server = Server::start(NO_CONTENT).await;
    let port = server.address.port();
    let refused = Answer::None(FailureReason::AddressRefused);
    let public = transport(&[], None);
    for host in [
        "127.0.0.1",
        "localhost",
        "[::ffff:127.0.0.1]",
        "2130706433",
        "127.1",
    ] {
        for scheme in ["http", "https"] {
            let url = format!("{scheme}://{host}:{port}/");
            assert_eq!(
                public.send(&delivery(url)).await,
                refused,
                "{scheme}://{host}"
            );
        }
    }
    let url = format!("http://localhost:{port}/");
    assert_eq!(near().send(&delivery(url)).await, status(204));
    // A name of this machine that is no literal and not `localhost`: the resolver refuses it.
    let name = format!("https://visit-chat.localhost:{port}/");
    let answer = public.send(&delivery(name)).await;
    let unresolved = Answer::None(FailureReason::Unreachable);
    assert!(answer == refused || answer == unresolved, "{answer:?}");
    assert_eq!(server.got().len(), 1);
}

#[tokio::test]
async fn certificate_must_be_of_a_known_authority() {
    let certified = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(certified.cert.pem().as_bytes()).unwrap();
    let key = PrivatePkcs8KeyDer::from(certified.signing_key.serialize_der());
    let tls = ServerConfig::builder_with_provider(ring::default_provider().into())
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certified.cert.der().clone()], PrivateKeyDer::from(key))
        .unwrap();
    let server = Server::with_tls(NO_CONTENT, tls).await;
    let url = format!("https://localhost:{}/", server.address.port());
    let unknown = near().send(&delivery(url.clone())).await;
    assert_eq!(unknown, Answer::None(FailureReason::TlsFailed));
    let known = transport(&["127.0.0.0/8", "::1/128"], Some(file.path()));
    assert_eq!(known.send(&delivery(url)).await, status(204));
    assert_eq!(server.got().len(), 1);
}

#[test]
fn file_without_certificates_is_refused() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let mut options = HttpsOptions::default();
    options.authorities = Some(file.path().to_owned());
    assert!(HttpsTransport::new(options).is_err());
}
