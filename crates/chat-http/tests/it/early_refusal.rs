//! Refusals before the upload has ended, over a real connection.

use crate::clinic::{ADA, Clinic};
use axum::body::Body;
use bytes::Bytes;
use chat_attachments::fixture;
use futures::stream;
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::Poll,
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

#[tokio::test]
async fn client_that_sends_the_whole_video_reads_the_refusal() {
    let clinic = Clinic::new().await;
    let address = clinic.serve().await;
    let mut video = fixture::mp4();
    video.resize(20 * 1024 * 1024, 0);
    let head = format!(
        "POST /chat{} HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {}\r\n\
         Content-Type: image/png\r\nContent-Disposition: attachment; filename=a.png\r\n\
         Connection: close\r\nContent-Length: {}\r\n\r\n",
        clinic.path("/chats/visit/files"),
        clinic.token(ADA),
        video.len(),
    );
    let mut connection = TcpStream::connect(address).await.unwrap();
    connection.write_all(head.as_bytes()).await.unwrap();
    // Like a browser: sends everything before reading.
    connection.write_all(&video).await.unwrap();
    let mut answer = String::new();
    connection.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 415"), "{answer}");
    assert!(answer.contains("MP4"), "{answer}");
}

#[tokio::test]
async fn invalid_name_is_refused_without_reading_the_body() {
    let clinic = Clinic::new().await;
    for (name, status, code) in [
        ("a\u{202E}gnp.exe", 415, "name_unsafe"),
        ("invoice.exe.png", 415, "name_unsafe"),
        ("a/b.png", 415, "name_unsafe"),
    ] {
        let asked = Arc::new(AtomicBool::new(false));
        let never = Arc::clone(&asked);
        let body = stream::poll_fn(move |_| {
            never.store(true, Ordering::SeqCst);
            Poll::<Option<Result<Bytes, std::io::Error>>>::Pending
        });
        let request = clinic.upload_request(ADA, "visit", name);
        let answer = clinic.send(request.body(Body::from_stream(body)).unwrap());
        let problem = answer.await.refuses(status, code);
        let sentence = problem["detail"].as_str().unwrap();
        assert!(sentence.starts_with("The file's name "), "{sentence}");
        assert!(!asked.load(Ordering::SeqCst), "{name:?}");
    }
}

#[tokio::test]
async fn invalid_name_is_refused_early_and_the_connection_stays_usable() {
    let clinic = Clinic::new().await;
    let address = clinic.serve().await;
    let token = clinic.token(ADA);
    let head = format!(
        "POST /chat{} HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {token}\r\n\
         Content-Disposition: attachment; filename=invoice.exe.png\r\nContent-Length: 100000\r\n\r\n",
        clinic.path("/chats/visit/files"),
    );
    let mut connection = TcpStream::connect(address).await.unwrap();
    connection.write_all(head.as_bytes()).await.unwrap();
    let mut answer = vec![0; 4_096];
    let read = connection.read(&mut answer).await.unwrap();
    let answer = String::from_utf8_lossy(&answer[..read]);
    assert!(answer.starts_with("HTTP/1.1 415"), "{answer}");
    assert!(answer.contains("name_unsafe"), "{answer}");
    // Only now send the file, followed by another request.
    connection.write_all(&[0; 100_000]).await.unwrap();
    let next = format!(
        "GET /chat{} HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n\r\n",
        clinic.path(""),
    );
    connection.write_all(next.as_bytes()).await.unwrap();
    let mut answer = String::new();
    connection.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
}

#[tokio::test]
async fn endless_refused_upload_is_disconnected() {
    let clinic = Clinic::new().await;
    let address = clinic.serve().await;
    let head = format!(
        "POST /chat{} HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {}\r\n\
         Content-Disposition: attachment; filename=a.png\r\nContent-Length: {}\r\n\r\n",
        clinic.path("/chats/visit/files"),
        clinic.token(ADA),
        1_u64 << 40,
    );
    let mut connection = TcpStream::connect(address).await.unwrap();
    connection.write_all(head.as_bytes()).await.unwrap();
    let block = vec![0; 1024 * 1024];
    let mut sent = 0;
    while connection.write_all(&block).await.is_ok() {
        sent += 1;
        // The drained bytes and the systems' buffers.
        assert!(sent < 32 + 64, "{sent} MiB");
    }
}
