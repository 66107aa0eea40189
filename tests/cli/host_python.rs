//! The example of a host in Python, against a running server.

use crate::run;
use std::{
    io::{BufRead as _, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    sync::mpsc::{Receiver, channel},
    thread,
};
use uuid::Uuid;
use visit_chat_tests::{Clinic, PATIENCE, Person, SECRET, ServerProcess, Token, Visit};

const HOST: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../../examples/host-python/host.py"
);

/// The running example, ended on drop.
struct Host {
    child: Child,
    lines: Receiver<String>,
}

impl Host {
    fn start(url: &str, token: &str, cursor: &Path) -> Self {
        let mut child = Command::new("python3")
            .arg(HOST)
            .env("CHAT_URL", format!("{url}/chat"))
            .env("CHAT_TOKEN", token)
            .env("CHAT_CURSOR", cursor)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        let (sender, lines) = channel();
        thread::spawn(move || {
            for line in out.lines() {
                if sender.send(line.unwrap()).is_err() {
                    return;
                }
            }
        });
        Self { child, lines }
    }

    /// The lines up to the one that begins like this.
    fn until(&self, beginning: &str) -> Vec<String> {
        let mut lines = Vec::new();
        loop {
            let line = self.lines.recv_timeout(PATIENCE);
            lines.push(line.unwrap_or_else(|_| panic!("no {beginning:?} after {lines:?}")));
            if lines.last().unwrap().starts_with(beginning) {
                return lines;
            }
        }
    }

    /// The visit that it has scheduled, its provider and its patient.
    fn scheduled(&self, clinic: &Clinic) -> (Visit, Person, Person) {
        let lines = self.until("scheduled");
        let line = lines.last().unwrap();
        let ids: Vec<Uuid> = line
            .split(' ')
            .skip(1)
            .map(|id| id.parse().unwrap())
            .collect();
        let person = |id, role| Person {
            id,
            token: Token::person(clinic.id, id).sign(),
            ..clinic.person(role, "known to the host")
        };
        let (provider, patient) = (person(ids[1], "provider"), person(ids[2], "patient"));
        (Visit { id: ids[0] }, provider, patient)
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn host_in_python_follows_events_over_restarts() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let server = ServerProcess::serve(&data);
    let clinic = Clinic::new(server.url());
    let id = clinic.id.to_string();
    let arguments = ["token", "--clinic", &id, "--host", "--host-read"];
    let printed = run(ServerProcess::command(arguments).env("VISIT_CHAT_JWT_SECRET", SECRET));
    assert_eq!(printed.code, 0, "{}", printed.err);
    let (token, cursor) = (printed.out.trim(), folder.path().join("cursor"));

    let host = Host::start(server.url(), token, &cursor);
    let (visit, provider, patient) = host.scheduled(&clinic);
    let first = host.until("visit.participant.added");
    assert_eq!(first[0], format!("visit.scheduled {}", visit.id));
    let chat = patient.direct(&provider);
    let send = async |person: &Person, text: &str| {
        let sent = clinic
            .send(person, visit, &chat, Uuid::now_v7(), text)
            .await;
        sent.unwrap();
    };
    send(&provider, "Tell me if you need help").await;
    host.until("visit.message.sent");
    send(&patient, "I need help").await;
    let waits = host.until("waits for");
    assert!(
        waits.last().unwrap().contains(&provider.id.to_string()),
        "{waits:?}"
    );
    assert!(waits.iter().all(|line| !line.contains("help")), "{waits:?}");
    let reads = async || {
        std::fs::read_to_string(&cursor)
            .ok()
            .filter(|text| !text.is_empty())
    };
    visit_chat_tests::eventually("the cursor is kept", reads).await;
    drop(host);

    // The server starts again, too: the cursor stays.
    assert!(server.terminate().success());
    let server = ServerProcess::serve(&data);
    let host = Host::start(server.url(), token, &cursor);
    let (another, ..) = host.scheduled(&clinic);
    let lines = host.until(&format!("visit.scheduled {}", another.id));
    let again = lines
        .iter()
        .filter(|line| line.starts_with("visit.scheduled"));
    assert_eq!(
        again.count(),
        1,
        "what was handled is not read again: {lines:?}"
    );
}
