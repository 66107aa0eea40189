//! HTTP's requirements on every request, over a raw connection.

use crate::{
    clinic::{ADA, Clinic},
    examples::all,
    http::request,
};
use axum::{body::Body, http::header};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

/// Status and body of the response to a request of these bytes.
async fn ask(clinic: &Clinic, bytes: &str) -> (u16, String) {
    let address = clinic.serve().await;
    let mut connection = TcpStream::connect(address).await.unwrap();
    connection.write_all(bytes.as_bytes()).await.unwrap();
    let mut answer = String::new();
    // The connection may fail once the response has arrived.
    let _ = connection.read_to_string(&mut answer).await;
    let status = answer.split(' ').nth(1).and_then(|code| code.parse().ok());
    (status.unwrap_or_default(), answer)
}

#[tokio::test]
async fn request_must_name_exactly_one_host() {
    let clinic = Clinic::new().await;
    for (version, host, status) in [
        ("1.1", "Host: chat.example.org\r\n", 200),
        ("1.1", "hOsT:127.0.0.1:8080\r\n", 200),
        ("1.0", "", 200),
        ("1.1", "", 400),
        ("1.1", "Host: a.example\r\nHost: a.example\r\n", 400),
        ("1.0", "Host: a.example\r\nHost: b.example\r\n", 400),
        ("1.1", "Host:\r\n", 400),
        ("1.1", "Host: a.example, b.example\r\n", 400),
        ("1.1", "Host: ana@a.example\r\n", 400),
        ("1.1", "Host: a.example:http\r\n", 400),
        ("1.1", "Host: a b\r\n", 400),
    ] {
        for origin in ["", "http://c.example"] {
            let asked = format!(
                "GET {origin}/chat/v1/me HTTP/{version}\r\n{host}Authorization: Bearer {}\r\n\
                 Connection: close\r\n\r\n",
                clinic.token(ADA),
            );
            let (found, answer) = ask(&clinic, &asked).await;
            assert_eq!(found, status, "{asked}{answer}");
            let problem = answer.contains("application/problem+json");
            assert_eq!(problem, status == 400, "{answer}");
            assert_eq!(answer.contains("invalid_host"), problem, "{answer}");
        }
    }
}

/// hyper rejects a body of unknown length itself, with 400 and no problem document (RFC 9112,
/// section 6.3).
#[tokio::test]
async fn unsupported_transfer_codings_are_refused() {
    let clinic = Clinic::new().await;
    for (coding, status, code) in [
        ("Transfer-Encoding: chunked\r\n", 204, ""),
        ("Transfer-Encoding: CHUNKED\r\n", 204, ""),
        ("Transfer-Encoding: , chunked\r\n", 204, ""),
        (
            "Transfer-Encoding: gzip, chunked\r\n",
            501,
            "unsupported_transfer_encoding",
        ),
        (
            "Transfer-Encoding: identity, chunked\r\n",
            501,
            "unsupported_transfer_encoding",
        ),
        (
            "Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n",
            501,
            "unsupported_transfer_encoding",
        ),
        (
            "Transfer-Encoding: chunked, chunked\r\n",
            400,
            "invalid_transfer_encoding",
        ),
        (
            "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
            400,
            "invalid_transfer_encoding",
        ),
        ("Transfer-Encoding: identity\r\n", 400, ""),
        ("Transfer-Encoding: gzip\r\n", 400, ""),
        ("Transfer-Encoding: chunked, gzip\r\n", 400, ""),
        ("Transfer-Encoding: chunked;q=1\r\n", 400, ""),
        ("Transfer-Encoding:\r\n", 400, ""),
    ] {
        let body = r#"{"action":"enter_waiting_room"}"#;
        let asked = format!(
            "POST /chat{} HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n\
             Authorization: Bearer {}\r\nContent-Type: application/json\r\n{coding}\r\n\
             {:x}\r\n{body}\r\n0\r\n\r\n",
            clinic.path("/actions"),
            clinic.token(crate::clinic::PIA),
            body.len(),
        );
        let (found, answer) = ask(&clinic, &asked).await;
        assert_eq!(found, status, "{coding}{answer}");
        assert!(answer.contains(code), "{coding}{answer}");
        assert_eq!(
            answer.contains("application/problem+json"),
            !code.is_empty(),
            "{coding}"
        );
    }
}

#[tokio::test]
async fn every_operation_refuses_invalid_http() {
    let (clinic, examples) = all().await;
    let before = clinic.versions().await;
    for example in &examples {
        let ask = async |name: header::HeaderName, value: &str| {
            let asked = request(example.method.clone(), &example.target(), &example.token);
            clinic
                .send(asked.header(name, value).body(Body::empty()).unwrap())
                .await
        };
        ask(header::HOST, "another.example")
            .await
            .refuses(400, "invalid_host");
        let answer = ask(header::TRANSFER_ENCODING, "gzip, chunked").await;
        answer.refuses(501, "unsupported_transfer_encoding");
        for coding in ["gzip", "identity, br", "zstd;q=1"] {
            let answer = ask(header::CONTENT_ENCODING, coding).await;
            answer.refuses(415, "unsupported_content_encoding");
            assert_eq!(answer.header("accept-encoding"), "identity");
        }
    }
    assert_eq!(clinic.versions().await, before);
    let plain = request(axum::http::Method::GET, "/v1/me", &clinic.token(ADA));
    let plain = plain.header(header::CONTENT_ENCODING, "Identity");
    clinic
        .send(plain.body(Body::empty()).unwrap())
        .await
        .expect(200);
}
