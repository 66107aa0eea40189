//! `chat-server check`.

use crate::run;
use serde_json::Value;
use std::{
    fs,
    path::{Path, PathBuf},
};
use tempfile::TempDir;
use visit_chat_tests::{ServerProcess, files};

fn file(folder: &TempDir, name: &str, content: &[u8]) -> PathBuf {
    let path = folder.path().join(name);
    fs::write(&path, content).unwrap();
    path
}

fn check(arguments: &[&str], paths: &[&Path]) -> crate::Said {
    run(ServerProcess::command(["check"])
        .args(arguments)
        .args(paths))
}

#[test]
fn accepted_files_leave_zero() {
    let folder = tempfile::tempdir().unwrap();
    let photo = file(&folder, "photo.png", &files::png(20, 10));
    let plan = file(&folder, "plan.pdf", &files::pdf());
    let said = check(&[], &[&photo, &plan]);
    assert_eq!(said.code, 0, "{} {}", said.out, said.err);
    assert_eq!(said.out.lines().count(), 2);
    assert!(
        said.out.lines().all(|line| line.starts_with("accepted")),
        "{}",
        said.out
    );
}

#[test]
fn json_has_one_object_a_line_and_a_refusal_leaves_one() {
    let folder = tempfile::tempdir().unwrap();
    let photo = file(&folder, "photo.png", &files::png(20, 10));
    let video = file(&folder, "clip.mp4", &files::mp4());
    let disguised = file(&folder, "clip.png", &files::mp4());
    let misnamed = file(&folder, "photo.pdf", &files::png(20, 10));
    let said = check(&["--json"], &[&photo, &video, &disguised, &misnamed]);
    assert_eq!(said.code, 1);
    let lines: Vec<Value> = said
        .out
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let field = |name: &str| {
        lines
            .iter()
            .map(|line| line[name].clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        field("verdict"),
        ["accepted", "refused", "refused", "refused"]
    );
    assert_eq!(
        field("reason"),
        ["accepted", "not_accepted", "not_accepted", "name_disagrees"]
    );
    assert_eq!(lines[0]["path"], photo.to_str().unwrap());
    assert_eq!(lines[0]["kind"], "png");
    assert_eq!(lines[0]["media_type"], "image/png");
    assert_eq!(lines[0]["findings"], serde_json::json!([]));
}

#[test]
fn what_cannot_be_read_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let photo = file(&folder, "photo.png", &files::png(20, 10));
    let missing = folder.path().join("missing.pdf");
    let said = check(&["--json"], &[&photo, &missing, folder.path()]);
    assert_eq!(said.code, 2);
    let lines: Vec<Value> = said
        .out
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines[0]["verdict"], "accepted");
    assert!(lines[1]["verdict"].is_null());
    assert!(lines[1]["error"].as_str().unwrap().contains("No such file"));
    assert!(lines[2]["error"].is_string(), "a folder is no file");

    let said = check(&[], &[&missing]);
    assert_eq!(said.code, 2);
    assert!(
        said.err.contains("missing.pdf") && said.err.contains("No such file"),
        "{}",
        said.err
    );
}
