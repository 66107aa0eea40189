//! Webhooks of a running server: to the example of a receiver in Python, and over kills.

use crate::run;
use serde_json::{Value, json};
use std::{
    collections::BTreeSet,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{TcpListener, TcpStream},
    path::Path,
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex},
    thread,
    time::Duration,
};
use uuid::Uuid;
use visit_chat_tests::{Clinic, SECRET, ServerProcess, eventually};

const RECEIVER: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../../examples/host-python/receiver.py"
);

const WEBHOOK_SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

/// Events before each kill.
const MESSAGES: usize = 5;

const KILLS: usize = 8;

/// A process that is ended on drop.
struct Ended(Child);

impl Drop for Ended {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

fn host_token(clinic: &Clinic) -> String {
    let id = clinic.id.to_string();
    let arguments = ["token", "--clinic", &id, "--host"];
    let printed = run(ServerProcess::command(arguments).env("VISIT_CHAT_JWT_SECRET", SECRET));
    assert_eq!(printed.code, 0, "{}", printed.err);
    printed.out.trim().to_owned()
}

async fn call(method: reqwest::Method, url: &str, token: &str, body: Option<Value>) -> Value {
    let mut request = reqwest::Client::new()
        .request(method, url)
        .bearer_auth(token);
    if let Some(body) = body {
        request = request.json(&body);
    }
    let answer = request.send().await.unwrap();
    let status = answer.status();
    let text = answer.text().await.unwrap();
    assert!(status.is_success(), "{status}: {text}");
    serde_json::from_str(&text).unwrap_or_default()
}

/// The ids of all events of the clinic, in order.
async fn events(server: &ServerProcess, token: &str) -> Vec<String> {
    let url = format!("{}/chat/v1/events?limit=1000", server.url());
    let page = call(reqwest::Method::GET, &url, token, None).await;
    let events = page["events"].as_array().unwrap().iter();
    events
        .map(|it| it["id"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn receiver_in_python_gets_signed_events() {
    let mut child = Command::new("python3")
        .arg(RECEIVER)
        .env("WEBHOOK_SECRET", WEBHOOK_SECRET)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let receiver = Ended(child);
    let listening = lines.next().unwrap().unwrap();
    let port: u16 = listening.rsplit(' ').next().unwrap().parse().unwrap();
    let printed = Arc::new(Mutex::new(Vec::new()));
    let of_thread = Arc::clone(&printed);
    thread::spawn(move || {
        for line in lines.map_while(Result::ok) {
            of_thread.lock().unwrap().push(line);
        }
    });

    let folder = tempfile::tempdir().unwrap();
    let near = [("VISIT_CHAT_WEBHOOK_NETWORKS", "127.0.0.0/8")];
    let server = ServerProcess::serve_with(&folder.path().join("data"), &near);
    let clinic = Clinic::new(server.url());
    let token = host_token(&clinic);
    let url = format!("{}/chat/v1/webhooks", server.url());
    let address = format!("http://127.0.0.1:{port}/canary-4711");
    let new = json!({ "url": address, "secret": WEBHOOK_SECRET });
    let created = call(reqwest::Method::POST, &url, &token, Some(new)).await;
    // With the secret that the receiver does not have, too.
    let id = created["webhook"]["id"].as_str().unwrap();
    let one = format!("{url}/{id}");
    call(
        reqwest::Method::POST,
        &format!("{one}/secrets"),
        &token,
        Some(json!({})),
    )
    .await;
    let provider = clinic.person("provider", "Dr. Ito");
    let patient = clinic.person("patient", "Ana Silva");
    let visit = clinic.schedule("one_to_one", &[&provider, &patient]).await;
    let expected = format!("visit.scheduled {}", visit.id);
    eventually("the receiver got the events", async || {
        let printed = printed.lock().unwrap();
        (printed.first() == Some(&expected) && printed.len() >= 3).then_some(())
    })
    .await;
    let all = events(&server, &token).await.len() as u64;
    eventually("all of them are recorded", async || {
        let stored = call(reqwest::Method::GET, &one, &token, None).await;
        let cursor = stored["cursor"].as_str().unwrap().to_owned();
        let is_all = cursor.starts_with(&format!("{all}."));
        (is_all && stored["last_failure"].is_null()).then_some(())
    })
    .await;
    drop(receiver);
    let log = std::fs::read_to_string(folder.path().join("data.log")).unwrap();
    assert!(
        !log.contains("whsec_") && !log.contains("canary-4711"),
        "{log}"
    );
}

/// Answers POST requests, every fifteenth with an error.
struct Receiver {
    port: u16,
    got: Arc<Mutex<Vec<String>>>,
}

impl Receiver {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let got = Arc::default();
        let receiver = Self {
            port,
            got: Arc::clone(&got),
        };
        thread::spawn(move || {
            for (stream, number) in listener.incoming().zip(1_usize..) {
                let got = Arc::clone(&got);
                let status = if number.is_multiple_of(15) { 500 } else { 200 };
                thread::spawn(move || drop(answer(stream.unwrap(), status, &got)));
            }
        });
        receiver
    }

    /// The ids as a consumer handles them that ignores repeated ones.
    fn handled(&self) -> Vec<String> {
        let mut known = BTreeSet::new();
        let got = self.got.lock().unwrap();
        let new = got.iter().filter(|id| known.insert((*id).clone()));
        new.cloned().collect()
    }
}

/// One request per connection.
fn answer(mut stream: TcpStream, status: u16, got: &Mutex<Vec<String>>) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    let (mut id, mut length) = (String::new(), 0);
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 {
            return Ok(()); // killed while it sent
        }
        match line.trim().split_once(": ") {
            Some(("webhook-id", value)) => value.clone_into(&mut id),
            Some(("content-length", value)) => length = value.parse().unwrap(),
            Some(_) => {}
            None if line.trim().is_empty() => break,
            None => {}
        }
    }
    let read = std::io::copy(&mut reader.take(length), &mut std::io::sink())?;
    if status == 200 && read == length {
        got.lock().unwrap().push(id);
    }
    write!(
        stream,
        "HTTP/1.1 {status} Done\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"
    )
}

fn serve(data: &Path, clinic: &Clinic, receiver: &Receiver) -> ServerProcess {
    let id = Uuid::from_u128(7);
    let line = format!(
        "{id} {} http://127.0.0.1:{}/ {WEBHOOK_SECRET}",
        clinic.id, receiver.port
    );
    let variables = [
        ("VISIT_CHAT_WEBHOOK_NETWORKS", "127.0.0.0/8"),
        ("VISIT_CHAT_WEBHOOKS", &*line),
    ];
    ServerProcess::serve_with(data, &variables)
}

/// The endpoint is one of the settings, and goes on where it was.
#[tokio::test(flavor = "multi_thread")]
async fn kills_lose_no_event_of_an_endpoint() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let receiver = Receiver::start();
    let mut clinic = Clinic::new("");
    let token = host_token(&clinic);
    let server = serve(&data, &clinic, &receiver);
    server.url().clone_into(&mut clinic.url);
    let url = format!("{}/chat/v1/webhooks", server.url());
    eventually("the endpoint is there", async || {
        let found = call(reqwest::Method::GET, &url, &token, None).await;
        let found = found["webhooks"].as_array().unwrap().clone();
        (found.len() == 1 && found[0]["managed_by"] == "settings").then_some(())
    })
    .await;
    let provider = clinic.person("provider", "Dr. Ito");
    let patient = clinic.person("patient", "Ana Silva");
    let visit = clinic.schedule("one_to_one", &[&provider, &patient]).await;
    let chat = patient.direct(&provider);
    let mut running = Some(server);
    for round in 0..KILLS {
        let server = match running.take() {
            Some(server) => server,
            None => serve(&data, &clinic, &receiver),
        };
        server.url().clone_into(&mut clinic.url);
        let before = receiver.handled().len();
        for _ in 0..MESSAGES {
            let sent = clinic
                .send(&provider, visit, &chat, Uuid::now_v7(), "hello")
                .await;
            sent.unwrap();
        }
        // Each time at another moment of a delivery.
        eventually("some events arrive", async || {
            (receiver.handled().len() > before).then_some(())
        })
        .await;
        tokio::time::sleep(Duration::from_millis(round as u64)).await;
        server.kill_9();
    }
    let server = serve(&data, &clinic, &receiver);
    let all = events(&server, &token).await;
    assert!(all.len() > KILLS * MESSAGES);
    eventually("all events arrive", async || {
        (receiver.handled().len() >= all.len()).then_some(())
    })
    .await;
    assert_eq!(receiver.handled(), all, "each in its order");
}
