//! Invalid WebSocket handshakes (RFC 6455, section 4.2.1).

use crate::clinic::{ADA, Clinic};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

const KEY: &str = "dGhlIHNhbXBsZSBub25jZQ==";

/// The response head for a handshake with these headers and the token.
async fn opening(headers: &[(&str, &str)]) -> String {
    let clinic = Clinic::new().await;
    let address = clinic.serve().await;
    let mut stream = TcpStream::connect(address).await.unwrap();
    let mut request = format!(
        "GET /chat/v1/live HTTP/1.1\r\nHost: chat.example\r\nAuthorization: Bearer {}\r\n",
        clinic.token(ADA)
    );
    for (name, value) in headers {
        request.push_str(&format!("{name}: {value}\r\n"));
    }
    request.push_str("\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    while !answer.windows(4).any(|end| end == b"\r\n\r\n") {
        assert_ne!(stream.read_buf(&mut answer).await.unwrap(), 0);
    }
    String::from_utf8_lossy(&answer).to_ascii_lowercase()
}

/// A valid handshake with some headers changed, or omitted if the value is empty.
async fn changed(changes: &[(&'static str, &'static str)]) -> String {
    let mut headers = vec![
        ("Connection", "keep-alive, Upgrade"),
        ("Upgrade", "WebSocket"),
        ("Sec-WebSocket-Version", "13"),
        ("Sec-WebSocket-Key", KEY),
    ];
    for (name, value) in changes {
        headers.retain(|(known, _)| known != name);
        if !value.is_empty() {
            headers.push((name, value));
        }
    }
    opening(&headers).await
}

fn status(answer: &str) -> &str {
    answer.split(' ').nth(1).unwrap()
}

#[tokio::test]
async fn valid_handshake_gets_the_accept_key() {
    let answer = changed(&[]).await;
    assert_eq!(status(&answer), "101", "{answer}");
    // The example in RFC 6455, section 1.3.
    let accept = "sec-websocket-accept: s3pplmbitxaq9kygzzhzrbk+xoo=";
    assert!(answer.contains(accept), "{answer}");
}

#[tokio::test]
async fn key_that_is_not_16_bytes_gets_400() {
    let wrong = [
        "",
        "short",
        "AAAAAAAAAAAAAAAAAAAA",
        "dGhlIHNhbXBsZSBub25jZQ",
        "dGhlIHNhbXBsZSBub25jZSEhIQ==",
        "dGhl IHNhbXBsZSBub25jZQ==",
        "@@@@@@@@@@@@@@@@@@@@@@==",
    ];
    for key in wrong {
        let answer = changed(&[("Sec-WebSocket-Key", key)]).await;
        assert_eq!(status(&answer), "400", "{key}: {answer}");
        assert!(answer.contains("problem+json"), "{answer}");
    }
}

#[tokio::test]
async fn unsupported_version_gets_426_with_the_supported_one() {
    for version in ["", "8", "12", "14", "013", "13, 8", "x"] {
        let answer = changed(&[("Sec-WebSocket-Version", version)]).await;
        assert_eq!(status(&answer), "426", "{version}: {answer}");
        assert!(answer.contains("sec-websocket-version: 13"), "{answer}");
    }
}

#[tokio::test]
async fn request_without_upgrade_gets_426() {
    for change in [
        ("Connection", ""),
        ("Connection", "close"),
        ("Upgrade", ""),
        ("Upgrade", "h2c"),
    ] {
        let answer = changed(&[change]).await;
        assert_eq!(status(&answer), "426", "{change:?}: {answer}");
        assert!(answer.contains("upgrade: websocket"), "{answer}");
    }
}

#[tokio::test]
async fn cross_origin_page_gets_403() {
    for allowed in ["http://chat.example", "https://CHAT.example"] {
        let answer = changed(&[("Origin", allowed)]).await;
        assert_eq!(status(&answer), "101", "{allowed}: {answer}");
    }
    for refused in [
        "http://evil.example",
        "https://chat.example.evil.example",
        "https://chat.example:8443",
        "null",
        "chat.example",
    ] {
        let answer = changed(&[("Origin", refused)]).await;
        assert_eq!(status(&answer), "403", "{refused}: {answer}");
        assert!(answer.contains("problem+json"), "{answer}");
    }
}
