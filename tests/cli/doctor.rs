//! `chat-server doctor`: good, wrong and down dependencies.

use crate::run;
use serde_json::Value;
use std::{fs, net::TcpListener, path::Path};
use visit_chat_tests::{SECRET, ServerProcess};

/// What the checks found, as their JSON lines.
struct Found {
    code: i32,
    lines: Vec<Value>,
}

impl Found {
    fn status(&self, check: &str) -> &str {
        let mut lines = self.lines.iter().filter(|line| line["check"] == check);
        let line = lines
            .next()
            .unwrap_or_else(|| panic!("{check}: {:?}", self.lines));
        line["status"].as_str().unwrap()
    }

    fn details(&self, check: &str) -> String {
        let lines = self.lines.iter().filter(|line| line["check"] == check);
        let details = lines.map(|line| line["detail"].as_str().unwrap());
        details.collect::<Vec<_>>().join("\n")
    }

    /// Each failure says what to do, and the exit code says whether there is one.
    fn checked(self) -> Self {
        let failed = self.lines.iter().any(|line| line["status"] == "failed");
        assert_eq!(self.code, i32::from(failed), "{:?}", self.lines);
        for line in &self.lines {
            assert_eq!(line["status"] == "ok", line["do"].is_null(), "{line}");
        }
        self
    }
}

fn doctor(data: &Path, toml: &str, variables: &[(&str, &str)]) -> Found {
    let file = data.with_extension("toml");
    fs::write(&file, toml).unwrap();
    let mut command = ServerProcess::command(["doctor", "--json", "--config"]);
    command
        .arg(&file)
        .env("VISIT_CHAT_DATA", data)
        .env("VISIT_CHAT_JWT_SECRET", SECRET)
        .envs(variables.iter().copied());
    let output = run(&mut command);
    let lines = output.out.lines();
    let lines = lines.map(|line| serde_json::from_str(line).unwrap());
    let found = Found {
        code: output.code,
        lines: lines.collect(),
    };
    found.checked()
}

/// A port at which nothing listens.
fn closed_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

#[test]
fn running_server_is_well_and_its_folder_in_use() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let server = ServerProcess::serve(&data);
    let found = doctor(&data, "", &[]);
    assert_eq!(found.code, 0, "{:?}", found.lines);
    for check in [
        "settings",
        "data folder",
        "disk of the data folder",
        "disk of the spool",
        "spool",
        "clock",
        "storage",
        "files",
        "sign-in",
    ] {
        assert_eq!(found.status(check), "ok", "{check}: {:?}", found.lines);
    }
    assert_eq!(found.status("scanner"), "warning");
    assert!(found.details("data folder").contains("in use"));
    assert!(found.details("open files").contains("hard limit"));
    // The server still works, and starts again.
    drop(server);
    let found = doctor(&data, "", &[]);
    assert!(found.details("data folder").contains("not in use"));
    drop(ServerProcess::serve(&data));
}

#[test]
fn new_server_gets_warnings_and_nothing_is_created() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let found = doctor(&data, "", &[]);
    assert_eq!((found.code, found.status("data folder")), (0, "warning"));
    assert!(!data.exists());
    fs::create_dir(&data).unwrap();
    let found = doctor(&data, "", &[]);
    assert_eq!((found.code, found.status("storage")), (0, "warning"));
    assert_eq!(found.status("files"), "warning");
    assert_eq!(fs::read_dir(&data).unwrap().count(), 0);
}

#[test]
fn each_wrong_setting_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let toml = "lisen = 'x'\ndrain_seconds = 'long'\n[policy]\nopen_history = 'perhaps'\n";
    let found = doctor(&data, toml, &[]);
    assert_eq!((found.code, found.status("settings")), (1, "failed"));
    let details = found.details("settings");
    for key in ["lisen", "drain_seconds", "policy.open_history"] {
        assert!(details.contains(key), "{key}: {details}");
    }
    let toml = "[presence]\nlease = 0\n[log]\nfilter = 'a=b=c'\n";
    let details = doctor(&data, toml, &[]).details("settings");
    assert!(
        details.contains("presence.lease") && details.contains("log.filter"),
        "{details}"
    );
    let toml = "[invitations]\ntries = 0\n[[webhooks]]\nsecrets = ['short']\nurl = 'https://host.example/'\n\
        id = '01890a5d-ac96-774b-bcce-b302099a8057'\nclinic = '01890a5d-ac96-774b-bcce-b302099a8058'\n";
    let details = doctor(&data, toml, &[]).details("settings");
    assert!(
        details.contains("invitations.tries") && details.contains("webhooks: 1"),
        "{details}"
    );
    let environment = [("VISIT_CHAT_LISTEN", "everywhere")];
    let details = doctor(&data, "", &environment).details("settings");
    assert!(details.contains("VISIT_CHAT_LISTEN"), "{details}");
    let found = doctor(&data, "listen = ", &[]);
    assert_eq!((found.code, found.status("settings")), (1, "failed"));
}

#[test]
fn missing_and_weak_secrets_fail_and_are_not_shown() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let weak = [("VISIT_CHAT_JWT_SECRET", "short-secret")];
    let found = doctor(&data, "", &weak);
    assert_eq!((found.code, found.status("sign-in")), (1, "failed"));
    assert!(found.details("sign-in").contains("jwt_secret"));
    assert!(!format!("{:?}", found.lines).contains("short-secret"));
    // Of a wrong type, or without quotes.
    let webhook = "[[webhooks]]\nsecrets = 'whsec_swordfish'\nurl = 'https://host.example/'\n\
        id = '01890a5d-ac96-774b-bcce-b302099a8057'\nclinic = '01890a5d-ac96-774b-bcce-b302099a8058'\n";
    for toml in ["jwt_secret = swordfish", webhook] {
        let found = doctor(&data, toml, &[]);
        assert_eq!((found.code, found.status("settings")), (1, "failed"));
        assert!(!format!("{:?}", found.lines).contains("swordfish"));
        assert!(!crate::settings::serve(toml, &[]).contains("swordfish"));
    }
}

#[test]
fn dependencies_that_are_down_fail() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let port = closed_port();
    let toml = format!(
        "storage = 'postgres'\nfanout = 'nats'\n\
         [postgres]\nconnection = 'host=127.0.0.1 port={port} user=chat password=swordfish dbname=chat'\n\
         [nats]\nservers = 'nats://chat:swordfish@127.0.0.1:{port}'\n\
         [scanner]\nclamd = '127.0.0.1:{port}'\n\
         [tokens]\nissuer = 'https://id.example'\nkeys_url = 'http://127.0.0.1:{port}/keys'\n"
    );
    let found = doctor(&data, &toml, &[]);
    assert_eq!(found.code, 1);
    for check in ["storage", "bus", "scanner", "token keys"] {
        assert_eq!(found.status(check), "failed", "{check}: {:?}", found.lines);
    }
    assert!(!format!("{:?}", found.lines).contains("swordfish"));
}

#[test]
fn newer_schema_foreign_file_and_unusable_store_fail() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    drop(ServerProcess::serve(&data));
    let log = data.join("visits.sqlite3");
    let raw = rusqlite::Connection::open(&log).unwrap();
    let newer = "INSERT INTO schema_migration (version, name, applied_at) VALUES (999, 'x', 'now')";
    let newer = raw.execute_batch(newer).or_else(|_| {
        raw.execute_batch("INSERT INTO schema_migration (version, name) VALUES (999, 'x')")
    });
    newer.unwrap();
    drop(raw);
    fs::remove_dir_all(data.join("files")).unwrap();
    fs::write(data.join("files"), "a file in place of the folder").unwrap();
    let found = doctor(&data, "", &[]);
    assert_eq!(found.status("storage"), "failed");
    assert!(
        found.details("storage").contains("999"),
        "{:?}",
        found.lines
    );
    assert_eq!(found.status("files"), "failed", "{:?}", found.lines);

    fs::write(&log, "no database at all, but a text of some length").unwrap();
    for rest in ["visits.sqlite3-wal", "visits.sqlite3-shm"] {
        let _ = fs::remove_file(data.join(rest));
    }
    assert_eq!(doctor(&data, "", &[]).status("storage"), "failed");
}

#[test]
fn lines_for_people_say_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let mut command = ServerProcess::command(["doctor"]);
    command
        .env("VISIT_CHAT_DATA", &data)
        .env("VISIT_CHAT_JWT_SECRET", SECRET)
        .env(
            "VISIT_CHAT_SCANNER_CLAMD",
            format!("127.0.0.1:{}", closed_port()),
        );
    let output = run(&mut command);
    assert_eq!(output.code, 1, "{}", output.out);
    let line = output.out.lines().find(|line| line.contains("scanner:"));
    let line = line.unwrap();
    assert!(line.starts_with("failed   scanner: "), "{line}");
    assert!(line.contains("To do: start clamd"), "{line}");
    assert!(
        output
            .out
            .lines()
            .any(|line| line.starts_with("ok       settings: "))
    );
}
