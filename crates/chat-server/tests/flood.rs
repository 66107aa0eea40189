//! A flood of connections: existing clients are served, and new ones get a response.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

use chat_domain::{ClinicId, PersonId};
use chat_http::{Claims, TokenIssuer};
use rustix::process::{Resource, getrlimit, setrlimit};
use serde_json::{Value, json};
use std::{
    collections::BTreeSet,
    io::{BufRead as _, BufReader},
    net::SocketAddr,
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpSocket, TcpStream},
    time::{sleep, timeout},
};
use uuid::Uuid;

const SECRET: &str = "a secret of more than thirty-two bytes";

/// Timeout for any step on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// Maximum live connections of one person.
const LIVE_PER_PERSON: usize = 32;

/// A server with the given limit of open files; killed on drop.
struct Server {
    child: Child,
    address: SocketAddr,
}

impl Server {
    fn start(data: &Path, files: u32) -> Self {
        let mut child = Command::new("sh")
            .args(["-c", &format!("ulimit -n {files} && exec \"$0\" serve")])
            .arg(env!("CARGO_BIN_EXE_chat-server"))
            .env("VISIT_CHAT_LISTEN", "127.0.0.1:0")
            .env("VISIT_CHAT_DATA", data)
            .env("VISIT_CHAT_JWT_SECRET", SECRET)
            .env("VISIT_CHAT_LOG_FILTER", "warn")
            // On a busy machine the flood takes a while.
            .env("VISIT_CHAT_LIMITS_HEAD_SECONDS", "300")
            // Each address of this machine is a client.
            .env("VISIT_CHAT_LIMITS_TRUSTED_PROXIES", "")
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let mut response = BufReader::new(child.stdout.as_mut().unwrap());
        response.read_line(&mut line).unwrap();
        let address = line.trim().strip_prefix("Listening on http://").unwrap();
        let address = address.parse().unwrap();
        Self { child, address }
    }

    /// Connects from 127.0.0.`last`.
    async fn connect(&self, last: u8) -> TcpStream {
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind(([127, 0, 0, last], 0).into()).unwrap();
        socket.connect(self.address).await.unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A client with one connection.
struct Client {
    stream: TcpStream,
    token: String,
}

impl Client {
    /// Sends a request; returns the status and the complete response.
    async fn post(&mut self, path: &str, body: &Value) -> (u16, String) {
        let body = body.to_string();
        let request = format!(
            "POST /chat/v1{path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {}\r\n\
             content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            self.token,
            body.len(),
        );
        self.stream.write_all(request.as_bytes()).await.unwrap();
        timeout(PATIENCE, self.answer()).await.unwrap()
    }

    async fn answer(&mut self) -> (u16, String) {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(self.stream.read_u8().await.unwrap());
        }
        let head = String::from_utf8(head).unwrap().to_lowercase();
        let length = head.split("content-length: ").nth(1).unwrap();
        let length = length.split("\r\n").next().unwrap().parse().unwrap();
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body).await.unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        (status, head + &String::from_utf8(body).unwrap())
    }

    async fn send(&mut self, visit: Uuid) -> (u16, String) {
        let path = format!("/visits/{visit}/chats/visit/messages");
        let body = json!({
            "recipient": "everyone", "client_id": Uuid::now_v7(), "text": "Good morning.",
        });
        self.post(&path, &body).await
    }
}

/// Requests a live connection; returns the status, `None` if there is no response.
async fn ask_for_live(socket: &mut TcpStream, token: &str) -> Option<u16> {
    let request = format!(
        "GET /chat/v1/live HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\n\
         sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\
         sec-websocket-protocol: visit-chat.v1, bearer.{token}\r\n\r\n"
    );
    socket.write_all(request.as_bytes()).await.ok()?;
    let mut start = [0; 12];
    let read = timeout(PATIENCE, socket.read_exact(&mut start)).await;
    read.unwrap().ok()?;
    let start = std::str::from_utf8(&start).unwrap();
    Some(start.strip_prefix("HTTP/1.1 ").unwrap().parse().unwrap())
}

/// A flood of 2,000 connections of one person, who requests a live connection on each, and 500 slow
/// ones from five addresses.
async fn flood(files: u32, room_is_left: bool) {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(&folder.path().join("data"), files);
    let (clinic, provider) = (ClinicId::new(Uuid::now_v7()), Uuid::now_v7());
    let issuer = TokenIssuer::new(SECRET.as_bytes()).unwrap();
    let hour = time::Duration::hours(1);
    let mut host = Client {
        stream: server.connect(1).await,
        token: issuer.issue(&Claims::host(clinic, hour)).unwrap(),
    };
    let claims = Claims::person(clinic, PersonId::new(provider), hour);
    let token = issuer.issue(&claims).unwrap();
    let visit = Uuid::now_v7();
    let person = |id, role, name| json!({ "person": id, "role": role, "name": name });
    let (status, response) = host
        .post(
            "/visits",
            &json!({
                "visit": visit, "kind": "one_to_one", "scheduled_for": "2026-01-05T10:00:00Z",
                "participants": [
                    person(provider, "provider", "Dr. Haddad"),
                    person(Uuid::now_v7(), "patient", "Ana Pace"),
                ],
            }),
        )
        .await;
    assert_eq!(status, 201, "{response}");
    let mut honest = Client {
        stream: server.connect(1).await,
        token: token.clone(),
    };
    let greedy = Claims::person(clinic, PersonId::new(Uuid::now_v7()), hour);
    let greedy = issuer.issue(&greedy).unwrap();
    let (mut live, mut told) = (0, BTreeSet::new());
    let mut sockets = Vec::new();
    for number in 0..2_500_u32 {
        let last = u8::try_from(2 + number % 5).unwrap();
        let mut socket = server.connect(last).await;
        if number % 5 == 0 {
            // Some of them have been closed by now and are no longer slow.
            let _ = socket.write_all(b"GET /slow HTTP/1.1\r\nx-").await;
        } else {
            match ask_for_live(&mut socket, &greedy).await {
                Some(101) => live += 1,
                Some(status) => drop(told.insert(status)),
                // The maximum number of refusals is in progress.
                None => assert!(!room_is_left),
            }
        }
        sockets.push(socket);
        if number % 100 == 0 {
            let (status, response) = honest.send(visit).await;
            assert_eq!(status, 200, "beside {number} sockets: {response}");
        }
    }
    // The person's own limit stops them; if the server is full, so does its limit.
    assert_eq!(live, LIVE_PER_PERSON);
    let expected: &[u16] = if room_is_left { &[429] } else { &[429, 503] };
    assert!(told.iter().eq(expected), "{told:?}");
    let mut newcomer = Client {
        stream: server.connect(7).await,
        token: token.clone(),
    };
    if room_is_left {
        assert_eq!(newcomer.send(visit).await.0, 200);
    } else {
        // Earlier refusals are awaited first.
        sleep(Duration::from_secs(3)).await;
        let mut newcomer = Client {
            stream: server.connect(7).await,
            token,
        };
        let (status, response) = newcomer.send(visit).await;
        assert_eq!(status, 503, "{response}");
        assert!(response.contains("retry-after: 1"), "{response}");
        assert!(response.contains("application/problem+json"), "{response}");
    }
    let (status, response) = honest.send(visit).await;
    assert_eq!(status, 200, "{response}");
    drop(sockets);
    let again = async {
        let mut status = 0;
        while status != 200 {
            let stream = server.connect(7).await;
            let token = honest.token.clone();
            status = Client { stream, token }.send(visit).await.0;
        }
    };
    timeout(PATIENCE, again).await.unwrap();
}

/// This process holds the other ends of the connections.
fn raise_own_limit() {
    let mut limit = getrlimit(Resource::Nofile);
    limit.current = limit.maximum;
    setrlimit(Resource::Nofile, limit).unwrap();
}

#[tokio::test]
async fn with_1024_files_newcomers_get_503_and_clients_are_served() {
    raise_own_limit();
    flood(1_024, false).await;
}

#[tokio::test]
async fn with_4096_files_newcomers_are_served_too() {
    raise_own_limit();
    flood(4_096, true).await;
}

#[tokio::test]
async fn with_20000_files_newcomers_are_served_too() {
    raise_own_limit();
    let most = getrlimit(Resource::Nofile).maximum;
    let files = most.map_or(20_000, |most| most.min(20_000));
    flood(u32::try_from(files).unwrap(), true).await;
}
