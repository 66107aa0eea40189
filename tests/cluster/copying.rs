//! A clinic moves from SQLite and a folder to PostgreSQL and a bucket.

use crate::{
    bucket::Bucket,
    commands::verify,
    nodes::{Cluster, client, id},
};
use chat_client::{NewFile, NewMessage};
use chat_domain::{ChatKey, PersonId, Recipient};
use reqwest::Method;
use serde_json::Value;
use std::{fmt::Write as _, fs, path::Path, process::Output};
use tokio::task::block_in_place;
use uuid::Uuid;
use visit_chat_tests::{Clinic, ServerProcess, Token, files};

/// Runs `copy`. Returns the exit code and what was printed.
fn copy(from: &Path, to: &Path) -> (Option<i32>, String) {
    let mut command = ServerProcess::command(["copy", "--from"]);
    command.arg(from).arg("--to").arg(to);
    let Output {
        status,
        stdout,
        stderr,
    } = command.output().unwrap();
    let text = [stdout, stderr].concat();
    (status.code(), String::from_utf8(text).unwrap())
}

/// The settings of a cluster as a file.
fn settings(cluster: &Cluster, file: &Path) {
    let mut text = String::new();
    let data = cluster.path("copying");
    writeln!(text, "data = '{}'", data.display()).unwrap();
    let mut tables = String::new();
    for (name, value) in cluster.variables() {
        let name = name.strip_prefix("VISIT_CHAT_").unwrap().to_lowercase();
        let table = ["postgres", "nats", "s3"]
            .into_iter()
            .find(|table| name.starts_with(&format!("{table}_")));
        let line = |name: &str| match &*value {
            "true" => format!("{name} = true\n"),
            value => format!("{name} = '{value}'\n"),
        };
        match table {
            None => text.push_str(&line(&name)),
            Some(_) => tables.push_str(&line(&name.replacen('_', ".", 1))),
        }
    }
    fs::write(file, text + &tables).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn copied_clinic_continues_on_another_log_and_store() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let server = block_in_place(|| ServerProcess::serve(&data));
    let (mut clinic, provider, patient, visit) = Clinic::with_visit(server.url()).await;
    clinic.act(&patient, visit, "enter_waiting_room").await;
    let direct = patient.direct(&provider);
    let chat: ChatKey = direct.parse().unwrap();
    for number in 0..600 {
        let text = format!("message {number}");
        let sent = clinic.send(&provider, visit, &direct, Uuid::now_v7(), &text);
        assert!(sent.await.unwrap()["message"].is_string());
    }
    let photo = files::png(60, 40);
    let at = client(&clinic, &provider).visit(id(visit));
    let carried = at
        .upload(chat, &NewFile::new("wound.png", photo.clone()))
        .await
        .unwrap();
    let unsent = at
        .upload(chat, &NewFile::new("later.png", photo.clone()))
        .await
        .unwrap();
    let to = Recipient::Person(PersonId::new(patient.id));
    let message = NewMessage::new(chat, to, "Like this?").with_files([carried.file.attachment]);
    at.send(&message).await.unwrap();
    clinic.messages(&patient, visit, &direct, "limit=1").await;
    let accesses = format!("/visits/{}/accesses", id(visit));
    let looked = ask(&clinic, Token::person(clinic.id, patient.id), &accesses).await;
    assert!(!looked["accesses"].as_array().unwrap().is_empty());
    let handled = events(&clinic, "limit=400").await;
    let read = events(&clinic, "limit=1000").await;

    let bucket = Bucket::start().await;
    let mut cluster = block_in_place(|| Cluster::start_with(0, bucket.variables()));
    let target = folder.path().join("target.toml");
    settings(&cluster, &target);
    let (code, text) = block_in_place(|| copy(&data, &target));
    assert_eq!(code, Some(2), "a server uses the source: {text}");
    server.terminate();
    for _ in 0..2 {
        let (code, text) = block_in_place(|| copy(&data, &target));
        assert_eq!(code, Some(0), "{text}");
        assert!(text.contains("Both sides are sound."), "{text}");
        assert!(text.contains("1 visit"), "{text}");
    }

    let node = block_in_place(|| cluster.start_node(0));
    node.url().clone_into(&mut clinic.url);
    cluster.nodes.push(node);
    assert_eq!(
        ask(&clinic, Token::person(clinic.id, patient.id), &accesses).await,
        looked
    );
    let page = clinic.messages(&patient, visit, &direct, "limit=1").await;
    assert_eq!(page["messages"][0]["text"], "Like this?");
    let at = client(&clinic, &provider).visit(id(visit));
    assert!(at.download(carried.file.attachment).await.unwrap() == photo);
    let later = NewMessage::new(chat, to, "And this").with_files([unsent.file.attachment]);
    at.send(&later).await.unwrap();
    let seen = client(&clinic, &patient).visit(id(visit));
    assert!(seen.download(unsent.file.attachment).await.unwrap() == photo);
    // The host goes on where it was, and what was numbered has the same positions.
    let cursor = handled["cursor"].as_str().unwrap();
    let rest = events(&clinic, &format!("limit=1000&after={cursor}")).await;
    let (rest, read) = (list(&rest), list(&read));
    assert_eq!(rest[..read.len() - 400], read[400..]);
    assert!(rest.len() > read.len() - 400, "and later events after them");
    block_in_place(|| verify(&cluster));
}

/// A page of the clinic's events.
async fn events(clinic: &Clinic, query: &str) -> Value {
    ask(clinic, Token::host(clinic.id), &format!("/events?{query}")).await
}

/// What the caller is answered.
async fn ask(clinic: &Clinic, caller: Token, path: &str) -> Value {
    let request = clinic.request(&caller.sign(), Method::GET, path);
    let answer = request.send().await.unwrap();
    assert_eq!(answer.status(), 200);
    answer.json().await.unwrap()
}

fn list(page: &Value) -> &[Value] {
    page["events"].as_array().unwrap()
}
