//! `chat-server serve`: health, headers, shutdown, logs.

use futures::StreamExt as _;
use reqwest::{Client, StatusCode};
use std::{
    io::{Read as _, Write as _},
    net::TcpStream,
    time::{Duration, Instant},
};
use tokio_tungstenite::{
    connect_async,
    tungstenite::{Message, client::IntoClientRequest as _, protocol::frame::coding::CloseCode},
};
use uuid::Uuid;
use visit_chat_tests::{Clinic, PATIENCE, ServerProcess};

#[tokio::test]
async fn health_and_readiness_are_ok() {
    let folder = tempfile::tempdir().unwrap();
    let server = ServerProcess::serve(&folder.path().join("data"));
    let http = Client::new();
    let ready = "ready\nlog writes: ok\nlog reads: ok\nfiles: ok\nspool: ok";
    for (path, expected) in [("healthz", "ok"), ("readyz", ready)] {
        let answer = http
            .get(format!("{}/{path}", server.url()))
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), StatusCode::OK, "{path}");
        assert_eq!(answer.text().await.unwrap().trim(), expected);
    }
    let page = http
        .get(format!("{}/dashboard", server.url()))
        .send()
        .await
        .unwrap();
    let policy = page.headers()["content-security-policy"].to_str().unwrap();
    assert!(
        policy.contains("default-src 'none'") && !policy.contains("unsafe"),
        "{policy}"
    );
}

#[tokio::test]
async fn signal_stops_the_server_promptly_and_loses_nothing_acknowledged() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let server = ServerProcess::serve(&data);
    let mut clinic = Clinic::new(server.url());
    let provider = clinic.person("provider", "Dr. Ruth Adeyemi");
    let patient = clinic.person("patient", "Carla Mendes");
    let visit = clinic.schedule("one_to_one", &[&provider, &patient]).await;
    for number in 0..20 {
        let text = format!("message {number}");
        clinic
            .send(&provider, visit, "visit", Uuid::now_v7(), &text)
            .await
            .unwrap();
    }
    let begun = Instant::now();
    assert!(server.terminate().success());
    assert!(begun.elapsed() < PATIENCE, "{:?}", begun.elapsed());

    let server = ServerProcess::serve(&data);
    server.url().clone_into(&mut clinic.url);
    let page = clinic
        .messages(&provider, visit, "visit", "limit=100")
        .await;
    assert_eq!(page["messages"].as_array().unwrap().len(), 20);
}

#[tokio::test]
async fn signal_closes_live_connections_as_going_away() {
    let folder = tempfile::tempdir().unwrap();
    let server = ServerProcess::serve(&folder.path().join("data"));
    let clinic = Clinic::new(server.url());
    let provider = clinic.person("provider", "Dr. Ruth Adeyemi");
    let live = format!("{}/chat/v1/live", server.url().replacen("http", "ws", 1));
    let mut request = live.into_client_request().unwrap();
    let offer = format!("visit-chat.v1, bearer.{}", provider.token);
    request
        .headers_mut()
        .insert("sec-websocket-protocol", offer.parse().unwrap());
    let (mut socket, answer) = connect_async(request).await.unwrap();
    assert_eq!(answer.headers()["sec-websocket-protocol"], "visit-chat.v1");

    let ended = tokio::task::spawn_blocking(|| server.terminate());
    let closed = loop {
        if let Message::Close(frame) = socket.next().await.unwrap().unwrap() {
            break frame.unwrap();
        }
    };
    assert_eq!(closed.code, CloseCode::Away, "1001, RFC 6455 section 7.4.1");
    drop(socket);
    assert!(ended.await.unwrap().success());
}

#[tokio::test]
async fn logs_contain_no_token_name_id_or_text() {
    let folder = tempfile::tempdir().unwrap();
    let variables = [("VISIT_CHAT_LOG_FILTER", "debug")];
    let server = ServerProcess::serve_with(&folder.path().join("data"), &variables);
    let clinic = Clinic::new(server.url());
    let provider = clinic.person("provider", "Dr. Ruth Adeyemi");
    let patient = clinic.person("patient", "Carla Mendes");
    let visit = clinic.schedule("one_to_one", &[&provider, &patient]).await;
    clinic.act(&patient, visit, "enter_waiting_room").await;
    let chat = patient.direct(&provider);
    clinic
        .send(&provider, visit, &chat, Uuid::now_v7(), "a private word")
        .await
        .unwrap();
    clinic.messages(&patient, visit, &chat, "limit=5").await;
    let log = server.log();
    assert!(log.lines().count() > 3, "there are logs: {log}");
    assert!(
        log.lines()
            .all(|line| serde_json::from_str::<serde_json::Value>(line).is_ok()),
        "{log}"
    );
    let (id, other) = (provider.id.to_string(), patient.id.to_string());
    for private in [
        "a private word",
        "Carla",
        "Ruth",
        &provider.token,
        &patient.token,
        &id,
        &other,
    ] {
        assert!(!log.contains(private), "{private}: {log}");
    }
}

/// A client that never finishes its request head must not hold a connection forever.
#[test]
fn slow_head_is_cut_off() {
    let folder = tempfile::tempdir().unwrap();
    let server = ServerProcess::serve(&folder.path().join("data"));
    let mut stream = TcpStream::connect(server.url().trim_start_matches("http://")).unwrap();
    stream
        .write_all(b"GET /healthz HTTP/1.1\r\nHost: x\r\n")
        .unwrap();
    stream
        .set_read_timeout(Some(Duration::from_secs(40)))
        .unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    assert!(!String::from_utf8_lossy(&answer).contains("200 OK"));
}
