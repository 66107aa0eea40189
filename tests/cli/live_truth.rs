//! A client that has stopped reading is sent nothing after a removal or a retraction.

use futures::{SinkExt as _, StreamExt as _};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use std::time::Duration;
use tokio::net::{TcpSocket, TcpStream};
use tokio_tungstenite::{
    WebSocketStream, client_async,
    tungstenite::{Message, client::IntoClientRequest as _},
};
use uuid::Uuid;
use visit_chat_tests::{Clinic, PATIENCE, Person, ServerProcess, Visit};

/// Bytes that the client's system buffers for a program that does not read.
const RECEIVE_BUFFER: u32 = 16 * 1024;

/// Bytes that may be in flight at a retraction: the buffers of both systems, which double the requested size, and
/// one write.
const ON_ITS_WAY: usize = 2 * (16 + 32) * 1024 + 64 * 1024;

const LENGTH: usize = 4_000;

type Socket = WebSocketStream<TcpStream>;

/// A live connection that follows a visit, with a small receive buffer.
async fn follow(server: &ServerProcess, person: &Person, visit: Visit) -> Socket {
    let host = server.url().strip_prefix("http://").unwrap().to_owned();
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(RECEIVE_BUFFER).unwrap();
    let stream = socket.connect(host.parse().unwrap()).await.unwrap();
    let mut request = format!("ws://{host}/chat/v1/live")
        .into_client_request()
        .unwrap();
    let offer = format!("visit-chat.v1, bearer.{}", person.token);
    request
        .headers_mut()
        .insert("sec-websocket-protocol", offer.parse().unwrap());
    let (mut socket, _) = client_async(request, stream).await.unwrap();
    let follow = json!({ "type": "follow", "visit": visit.id, "seen": {} });
    socket
        .send(Message::text(follow.to_string()))
        .await
        .unwrap();
    let first = next(&mut socket).await.unwrap();
    assert_eq!(first["type"], "view");
    socket
}

/// The next frame; `None` once the connection is closed or reset.
async fn next(socket: &mut Socket) -> Option<Value> {
    loop {
        let message = tokio::time::timeout(PATIENCE, socket.next()).await;
        match message.expect("a frame or an end in time")?.ok()? {
            Message::Text(text) => return Some(serde_json::from_str(&text).unwrap()),
            Message::Close(_) => return None,
            _ => {}
        }
    }
}

/// A group visit with a follower who has stopped reading, and many messages for them.
async fn stalled(server: &ServerProcess) -> (Clinic, Person, Person, Visit, Socket, Vec<Value>) {
    let clinic = Clinic::new(server.url());
    let provider = clinic.person("provider", "Dr. Ruth Adeyemi");
    let patient = clinic.person("patient", "Carla Mendes");
    let visit = clinic.schedule("group", &[&provider, &patient]).await;
    clinic.act(&patient, visit, "enter_waiting_room").await;
    let socket = follow(server, &patient, visit).await;
    let mut sent = Vec::new();
    for number in 0..200 {
        let text = format!("{number} {}", "x".repeat(LENGTH));
        let receipt = clinic
            .send(&provider, visit, "visit", Uuid::now_v7(), &text)
            .await
            .unwrap();
        sent.push(receipt["message"].clone());
    }
    (clinic, provider, patient, visit, socket, sent)
}

async fn post(clinic: &Clinic, person: &Person, path: &str, body: Value) {
    let request = clinic.request(&person.token, Method::POST, path);
    let answer = request.json(&body).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::NO_CONTENT, "{path}");
}

#[tokio::test]
async fn w9_removed_reader_gets_only_what_was_in_flight() {
    let folder = tempfile::tempdir().unwrap();
    let server = ServerProcess::serve(&folder.path().join("data"));
    let (clinic, provider, patient, visit, mut socket, _) = stalled(&server).await;
    let path = format!("/visits/{}/participants/{}/removal", visit.id, patient.id);
    post(
        &clinic,
        &provider,
        &path,
        json!({ "reason": "wrong visit" }),
    )
    .await;
    clinic
        .send(
            &provider,
            visit,
            "visit",
            Uuid::now_v7(),
            "after the removal",
        )
        .await
        .unwrap();
    tokio::time::sleep(Duration::from_millis(200)).await;
    let mut bytes = 0;
    while let Some(frame) = next(&mut socket).await {
        let frame = frame.to_string();
        assert!(!frame.contains("after the removal"), "{frame}");
        bytes += frame.len();
    }
    assert!(bytes < ON_ITS_WAY, "{bytes} bytes came after the removal");
}

#[tokio::test]
async fn f8_retracted_text_that_was_not_yet_written_is_never_sent() {
    let folder = tempfile::tempdir().unwrap();
    let server = ServerProcess::serve(&folder.path().join("data"));
    let (clinic, provider, _, visit, mut socket, sent) = stalled(&server).await;
    // Everything that can't be in flight is retracted.
    let kept = ON_ITS_WAY / LENGTH;
    let taken_back = &sent[kept..];
    for message in taken_back {
        let message = message.as_str().unwrap();
        let path = format!("/visits/{}/messages/{message}/retraction", visit.id);
        post(
            &clinic,
            &provider,
            &path,
            json!({ "reason": "wrong patient" }),
        )
        .await;
    }
    let mut seen = 0;
    let mut numbers = Vec::new();
    while seen < taken_back.len() {
        let frame = next(&mut socket).await.expect("the connection goes on");
        if frame["type"] != "message" {
            continue;
        }
        numbers.push(frame["number"].as_u64().unwrap());
        let message = &frame["message"];
        if taken_back.contains(&message["message"]) {
            assert_eq!(message["text"], Value::Null, "{frame}");
            seen += usize::from(!message["retraction"].is_null());
        }
    }
    assert!(numbers.is_sorted_by(|a, b| a + 1 == *b), "{numbers:?}");
}
