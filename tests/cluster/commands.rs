//! The commands for operators, on a log in PostgreSQL.

use crate::nodes::Cluster;
use std::process::{Command, Output};
use uuid::Uuid;
use visit_chat_tests::ServerProcess;

/// Runs a command on the log of a cluster. Returns the exit code and what was printed.
pub(crate) fn command(cluster: &Cluster, arguments: &[&str]) -> (Option<i32>, String) {
    let mut command: Command = ServerProcess::command(arguments);
    command.envs(cluster.variables());
    command.env("VISIT_CHAT_DATA", cluster.path("node-0"));
    let Output {
        status,
        stdout,
        stderr,
    } = command.output().unwrap();
    let text = [stdout, stderr].concat();
    (status.code(), String::from_utf8(text).unwrap())
}

/// Checks all logs and files. Finds nothing.
pub(crate) fn verify(cluster: &Cluster) {
    let (code, text) = command(cluster, &["verify"]);
    assert_eq!(code, Some(0), "{text}");
}

#[tokio::test]
async fn log_in_postgres_is_verified_and_signed_while_nodes_run() {
    let cluster = Cluster::start(2);
    let clinic = cluster.clinic();
    let (provider, patient) = (
        clinic.person("provider", "Dr. Ruth Adeyemi"),
        clinic.person("patient", "Carla Mendes"),
    );
    let visit = clinic.schedule("one_to_one", &[&provider, &patient]).await;
    for number in 0..10 {
        let at = cluster.at(number % 2, &clinic);
        let sent = at
            .send(
                &provider,
                visit,
                "visit",
                Uuid::now_v7(),
                &format!("message {number}"),
            )
            .await;
        assert!(sent.unwrap()["message"].is_string());
    }
    let (code, text) = command(&cluster, &["verify"]);
    assert_eq!(code, Some(0), "{text}");
    assert!(text.contains("1 visit"), "{text}");
    let (key, out) = (cluster.path("key"), cluster.path("checkpoint"));
    let (key, out) = (key.to_str().unwrap(), out.to_str().unwrap());
    assert_eq!(command(&cluster, &["checkpoint-key", key]).0, Some(0));
    let (code, text) = command(&cluster, &["checkpoint", "--key", key, "--out", out]);
    assert_eq!(code, Some(0), "{text}");
}

#[tokio::test]
async fn clinic_in_postgres_is_exported_while_nodes_run() {
    let cluster = Cluster::start(1);
    let clinic = cluster.clinic();
    let provider = clinic.person("provider", "Dr. Ruth Adeyemi");
    let patient = clinic.person("patient", "Carla Mendes");
    let other = cluster.clinic();
    for clinic in [&clinic, &other] {
        clinic.schedule("one_to_one", &[&provider, &patient]).await;
    }
    let (id, out) = (clinic.id.to_string(), cluster.path("export"));
    let arguments = ["export", "--clinic", &id, "--out", out.to_str().unwrap()];
    let (code, text) = command(&cluster, &arguments);
    assert_eq!(code, Some(0), "{text}");
    assert!(text.starts_with("Exported 1 visit, 1 resource, "), "{text}");
    let visits = std::fs::read_to_string(out.join("Encounter.ndjson")).unwrap();
    assert_eq!(visits.lines().count(), 1);
    assert!(out.join("manifest.json").exists());
}

#[test]
fn migration_can_run_ahead_and_again() {
    let cluster = Cluster::start(0);
    for _ in 0..2 {
        let (code, text) = command(&cluster, &["migrate"]);
        assert_eq!(
            (code, &*text),
            (Some(0), "The log's schema has version 6.\n")
        );
    }
}

#[test]
fn backup_of_a_log_in_postgres_names_the_setting() {
    let cluster = Cluster::start(0);
    let out = cluster.path("backup");
    let (code, text) = command(&cluster, &["backup", out.to_str().unwrap()]);
    assert_eq!(code, Some(2));
    assert!(text.contains("storage"), "{text}");
    assert!(!out.exists());
}

#[test]
fn doctor_waits_for_the_connection_to_nats() {
    let cluster = Cluster::start(0);
    let (_, text) = command(&cluster, &["doctor"]);
    assert!(text.contains("bus: NATS responds"), "{text}");
}
