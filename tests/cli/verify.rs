//! `chat-server verify`.

use crate::{CommandOutput, run};
use chat_domain::log::ChainHash;
use rusqlite::Connection;
use serde_json::Value;
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};
use uuid::Uuid;
use visit_chat_tests::{Clinic, Person, ServerProcess, Visit, chat_server, files};

/// A clinic with two visits, one of them with messages and a file.
pub(crate) struct Past {
    pub(crate) clinic: Clinic,
    pub(crate) provider: Person,
    pub(crate) patient: Person,
    pub(crate) visit: Visit,
    pub(crate) other: Visit,
}

impl Past {
    pub(crate) async fn make(server: &ServerProcess) -> Self {
        let clinic = Clinic::new(server.url());
        let provider = clinic.person("provider", "Dr. Ruth Adeyemi");
        let patient = clinic.person("patient", "Carla Mendes");
        let visit = clinic.schedule("one_to_one", &[&provider, &patient]).await;
        let other = clinic.schedule("one_to_one", &[&provider, &patient]).await;
        let past = Self {
            clinic,
            provider,
            patient,
            visit,
            other,
        };
        past.clinic
            .act(&past.patient, visit, "enter_waiting_room")
            .await;
        past.say("a private word").await;
        past.upload().await;
        past
    }

    pub(crate) async fn say(&self, text: &str) {
        let chat = self.patient.direct(&self.provider);
        let id = Uuid::now_v7();
        let sent = self
            .clinic
            .send(&self.provider, self.visit, &chat, id, text);
        assert!(sent.await.unwrap()["number"].is_number());
    }

    pub(crate) async fn upload(&self) {
        let chat = self.patient.direct(&self.provider);
        let path = format!("/visits/{}/chats/{chat}", self.visit.id);
        let post = |what: &str| {
            let path = format!("{path}/{what}");
            let token = &self.provider.token;
            self.clinic.request(token, reqwest::Method::POST, &path)
        };
        let upload = post("files").header("content-disposition", "attachment; filename=\"x.png\"");
        let file: Value = upload
            .body(files::png(8, 8))
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap();
        let body = serde_json::json!({
            "recipient": { "person": self.patient.id }, "client_id": Uuid::now_v7(),
            "files": [file["attachment"]],
        });
        let sent = post("messages").json(&body).send().await.unwrap();
        assert!(
            sent.status().is_success(),
            "{file} {}",
            sent.text().await.unwrap()
        );
    }
}

pub(crate) fn verify(data: &Path, arguments: &[&str]) -> CommandOutput {
    let mut command = ServerProcess::command(["verify", "--data"]);
    run(command.arg(data).args(arguments))
}

/// Opens the log's file directly.
pub(crate) fn database(data: &Path) -> Connection {
    Connection::open(data.join("visits.sqlite3")).unwrap()
}

fn lines(output: &CommandOutput) -> Vec<Value> {
    let parsed = output.out.lines().map(serde_json::from_str);
    parsed.collect::<Result<_, _>>().unwrap()
}

#[tokio::test]
async fn sound_logs_exit_with_0_during_and_after_the_server() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let server = ServerProcess::serve(&data);
    let past = Past::make(&server).await;
    let output = verify(&data, &[]);
    assert_eq!(output.code, 0, "{} {}", output.out, output.err);
    assert!(
        output.out.starts_with("Sound: 2 visits, "),
        "{}",
        output.out
    );
    assert!(output.out.contains(", 1 file."), "{}", output.out);
    assert_eq!(output.err, "", "no progress without a terminal");

    // The server was not disturbed.
    past.say("another word").await;
    assert!(server.terminate().success());
    let output = verify(&data, &["--json"]);
    assert_eq!(output.code, 0, "{}", output.err);
    let summary = &lines(&output)[0];
    assert_eq!(summary["sound"], true);
    assert_eq!(summary["visits"], 2);
    assert_eq!(summary["files"], 1);
    assert!(summary["checkpoint"].is_null());
}

#[tokio::test]
async fn verify_during_load_finds_sound_logs() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let server = ServerProcess::serve(&data);
    let past = Past::make(&server).await;
    let verifying = tokio::task::spawn_blocking({
        let data = data.clone();
        move || -> Vec<_> { (0..5).map(|_| verify(&data, &[])).collect() }
    });
    let mut sent = 0;
    while !verifying.is_finished() {
        past.say("one more").await;
        sent += 1;
    }
    for output in verifying.await.unwrap() {
        assert_eq!(output.code, 0, "{} {}", output.out, output.err);
    }
    assert!(sent > 0);
}

#[test]
fn demo_is_sound() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let mut demo = ServerProcess::demo(&data);
    demo.demo_text();
    let output = verify(&data, &[]);
    assert_eq!(output.code, 0, "{} {}", output.out, output.err);
    assert!(output.out.starts_with("Sound: 2 visits"), "{}", output.out);
}

#[tokio::test]
async fn findings_name_visit_and_position_and_nothing_private() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let server = ServerProcess::serve(&data);
    let past = Past::make(&server).await;
    assert!(server.terminate().success());

    let change = "UPDATE entry SET body = CAST(replace(CAST(body AS TEXT), 'private', 'pirvate')
        AS BLOB) WHERE CAST(body AS TEXT) LIKE '%a private word%'";
    assert_eq!(database(&data).execute(change, []).unwrap(), 1);
    let output = verify(&data, &[]);
    assert_eq!(output.code, 1, "{}", output.err);
    let finding = output.out.lines().next().unwrap();
    let place = format!("visit {}, entry ", past.visit.id);
    assert!(finding.starts_with(&place), "{finding}");
    assert!(finding.ends_with("(broken_chain)"), "{finding}");
    assert!(
        output.out.contains("\n1 finding in 2 visits, "),
        "{}",
        output.out
    );

    let json = verify(&data, &["--json"]);
    assert_eq!(json.code, 1);
    let [finding, summary] = &lines(&json)[..] else {
        panic!("{}", json.out);
    };
    assert_eq!(finding["finding"], "broken_chain");
    assert_eq!(finding["visit"], past.visit.id.to_string());
    assert_eq!(finding["clinic"], past.clinic.id.to_string());
    assert!(finding["seq"].is_u64());
    assert_eq!(summary["sound"], false);
    for private in ["word", "Ruth", "Carla"] {
        assert!(
            !output.out.contains(private) && !json.out.contains(private),
            "{private}"
        );
    }

    // Single visits: the damaged one, the sound one, a nonexistent one.
    for (visit, code) in [(past.visit.id, 1), (past.other.id, 0), (Uuid::now_v7(), 2)] {
        let output = verify(&data, &["--visit", &visit.to_string()]);
        assert_eq!(output.code, code, "{} {}", output.out, output.err);
    }
    let output = verify(&data, &["--since", "2100-01-01T00:00:00Z"]);
    assert_eq!(output.code, 0);
    assert!(
        output.out.contains("2 older visits skipped"),
        "{}",
        output.out
    );
    assert_eq!(verify(&data, &["--since", "2000-01-01T00:00:00Z"]).code, 1);
}

#[tokio::test]
async fn sent_files_are_checked_unless_excluded() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let server = ServerProcess::serve(&data);
    Past::make(&server).await;
    assert!(server.terminate().success());
    fs::remove_dir_all(data.join("files")).unwrap();
    let output = verify(&data, &[]);
    assert_eq!(output.code, 1, "{}", output.err);
    assert!(output.out.contains("(file_missing)"), "{}", output.out);
    assert!(!data.join("files").exists(), "no folder is created");
    let output = verify(&data, &["--no-files"]);
    assert_eq!(output.code, 0, "{}", output.out);
    assert!(output.out.contains("files not checked"), "{}", output.out);
}

/// The one file that was sent.
fn sent_file(data: &Path, past: &Past) -> PathBuf {
    let visit = data
        .join("files/files")
        .join(past.clinic.id.to_string())
        .join(past.visit.id.to_string());
    let found: Vec<_> = fs::read_dir(visit).unwrap().collect();
    assert_eq!(found.len(), 1);
    found.into_iter().next().unwrap().unwrap().path()
}

#[tokio::test]
async fn non_file_in_a_files_place_is_neither_followed_nor_awaited() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let server = ServerProcess::serve(&data);
    let past = Past::make(&server).await;
    let file = sent_file(&data, &past);
    let path = format!(
        "/visits/{}/files/{}",
        past.visit.id,
        file.file_name().unwrap().to_str().unwrap()
    );
    let download = || async {
        let request = past
            .clinic
            .request(&past.patient.token, reqwest::Method::GET, &path);
        let answer = request.timeout(Duration::from_secs(30)).send().await;
        answer.unwrap().status()
    };
    assert_eq!(download().await, 200);

    let elsewhere = folder.path().join("elsewhere");
    fs::rename(&file, &elsewhere).unwrap();
    let replacements: [&dyn Fn(); 3] = [
        // The same bytes, but in another place.
        &|| std::os::unix::fs::symlink(&elsewhere, &file).unwrap(),
        &|| fs::create_dir(&file).unwrap(),
        &|| assert_eq!(run(Command::new("mkfifo").arg(&file)).code, 0),
    ];
    for replace in replacements {
        replace();
        assert_eq!(download().await, 500);
        let output = run(Command::new("timeout")
            .args(["60".as_ref(), chat_server().as_os_str()])
            .args(["verify", "--data"])
            .arg(&data));
        assert_eq!(output.code, 1, "{} {}", output.out, output.err);
        assert!(output.out.contains("(file_unreadable)"), "{}", output.out);
        let _ = fs::remove_file(&file).or_else(|_| fs::remove_dir(&file));
    }
    assert!(server.terminate().success(), "shutdown did not block");
}

/// A forged entry with a valid chain is found by the rules (G2).
#[tokio::test]
async fn forbidden_entry_is_found_despite_a_valid_chain() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let server = ServerProcess::serve(&data);
    let past = Past::make(&server).await;
    assert!(server.terminate().success());
    let database = database(&data);
    let newest = "SELECT visit_id, seq, hash FROM entry
        JOIN visit ON visit.id = visit_id WHERE visit = ?1 ORDER BY seq DESC LIMIT 1";
    let read = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
    let id = past.other.id.as_bytes();
    let (visit, seq, hash): (i64, i64, [u8; 32]) =
        database.query_row(newest, [&id[..]], read).unwrap();
    let body = format!(
        "{{\"v\":1,\"seq\":{},\"at\":\"2026-03-01T12:00:00Z\",\"actor\":{{\"person\":\"{}\"}},\
         \"event\":{{\"type\":\"visit_cancelled\"}}}}",
        seq + 1,
        past.patient.id,
    );
    let hash = ChainHash(hash).then(body.as_bytes());
    let insert = "INSERT INTO entry (visit_id, seq, hash, body) VALUES (?1, ?2, ?3, ?4)";
    let row = rusqlite::params![visit, seq + 1, hash.0, body.as_bytes()];
    database.execute(insert, row).unwrap();
    drop(database);
    let output = verify(&data, &[]);
    assert_eq!(output.code, 1);
    assert!(output.out.contains("was not permitted"), "{}", output.out);
    assert!(!output.out.contains("(broken_chain)"), "{}", output.out);
}

#[test]
fn unreadable_log_is_neither_sound_nor_a_finding() {
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("missing");
    let output = verify(&missing, &[]);
    assert_eq!(output.code, 2);
    assert!(output.err.contains("missing"), "{}", output.err);
    assert!(!missing.exists(), "no folder is created");

    let empty = folder.path().join("empty");
    fs::create_dir(&empty).unwrap();
    let output = verify(&empty, &[]);
    assert_eq!(output.code, 2);
    assert!(output.err.contains("visits.sqlite3"), "{}", output.err);
    assert_eq!(
        fs::read_dir(&empty).unwrap().count(),
        0,
        "no folder is created"
    );

    fs::write(empty.join("visits.sqlite3"), "no database at all").unwrap();
    let output = verify(&empty, &[]);
    assert_eq!(output.code, 2, "{} {}", output.out, output.err);
    assert_eq!(output.out, "");
}

#[test]
fn usage_error_differs_from_a_finding() {
    let folder = tempfile::tempdir().unwrap();
    for arguments in [
        &["--checkpoint", "x"][..],
        &["--public-key", "x"],
        &["--visit", "x"],
        &["--since", "yesterday"],
        &["--loudly"],
    ] {
        assert_eq!(verify(folder.path(), arguments).code, 2, "{arguments:?}");
    }
}

/// A forger may give a table any name, including one that imitates a report.
#[test]
fn forged_names_cannot_inject_lines() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    assert!(ServerProcess::serve(&data).terminate().success());
    let name = "x\nSound: 2 visits, 9 entries, 0 files.\u{1b}[2K\u{202e}";
    let forge = format!(
        "CREATE TABLE \"{name}\" (a INTEGER); INSERT INTO \"{name}\" VALUES (NULL);
         PRAGMA writable_schema = ON;
         UPDATE sqlite_schema SET sql = replace(sql, 'INTEGER', 'INTEGER NOT NULL')
         WHERE tbl_name = '{name}';"
    );
    database(&data).execute_batch(&forge).unwrap();
    let output = verify(&data, &[]);
    assert_eq!(output.code, 1, "{} {}", output.out, output.err);
    let lines: Vec<_> = output.out.lines().collect();
    assert_eq!(lines.len(), 3, "{}", output.out);
    assert!(
        lines[0].starts_with("store: SQLite finds: "),
        "{}",
        lines[0]
    );
    assert!(lines[2].starts_with("2 findings in "), "{}", lines[2]);
    assert!(
        !output.out.contains(['\u{1b}', '\u{202e}']),
        "{}",
        output.out
    );
}

/// A server's settings in the environment don't prevent verifying another folder.
#[test]
fn data_option_overrides_the_environment() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    assert!(ServerProcess::serve(&data).terminate().success());
    let mut command = ServerProcess::command(["verify", "--data"]);
    let command = command.arg(&data).env("VISIT_CHAT_CONFIG", "missing.toml");
    let output = run(command);
    assert_eq!(output.code, 0, "{} {}", output.out, output.err);
}
