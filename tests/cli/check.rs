//! `chat-server check`.

use crate::run;
use serde_json::Value;
use std::{
    ffi::OsStr,
    fs,
    os::unix::ffi::OsStrExt as _,
    path::{Path, PathBuf},
};
use tempfile::TempDir;
use visit_chat_tests::{ServerProcess, files};

fn file(folder: &TempDir, name: &str, content: &[u8]) -> PathBuf {
    let path = folder.path().join(name);
    fs::write(&path, content).unwrap();
    path
}

fn check(arguments: &[&str], paths: &[&Path]) -> crate::CommandOutput {
    run(ServerProcess::command(["check"])
        .args(arguments)
        .args(paths))
}

#[test]
fn accepted_files_exit_with_0() {
    let folder = tempfile::tempdir().unwrap();
    let photo = file(&folder, "photo.png", &files::png(20, 10));
    let plan = file(&folder, "plan.pdf", &files::pdf());
    let output = check(&[], &[&photo, &plan]);
    assert_eq!(output.code, 0, "{} {}", output.out, output.err);
    assert_eq!(output.out.lines().count(), 2);
    assert!(
        output.out.lines().all(|line| line.starts_with("accepted")),
        "{}",
        output.out
    );
}

#[test]
fn json_has_one_object_per_line_and_a_refusal_exits_with_1() {
    let folder = tempfile::tempdir().unwrap();
    let photo = file(&folder, "photo.png", &files::png(20, 10));
    let video = file(&folder, "clip.mp4", &files::mp4());
    let disguised = file(&folder, "clip.png", &files::mp4());
    let misnamed = file(&folder, "photo.pdf", &files::png(20, 10));
    let output = check(&["--json"], &[&photo, &video, &disguised, &misnamed]);
    assert_eq!(output.code, 1);
    let lines: Vec<Value> = output
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
fn unreadable_path_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let photo = file(&folder, "photo.png", &files::png(20, 10));
    let missing = folder.path().join("missing.pdf");
    let output = check(&["--json"], &[&photo, &missing, Path::new("/dev/null")]);
    assert_eq!(output.code, 2);
    let lines: Vec<Value> = output
        .out
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines[0]["verdict"], "accepted");
    assert!(lines[1]["verdict"].is_null());
    assert!(lines[1]["error"].as_str().unwrap().contains("No such file"));
    assert_eq!(lines[2]["error"], "a device, not a file");

    let output = check(&[], &[&missing]);
    assert_eq!(output.code, 2);
    assert!(
        output.err.contains("missing.pdf") && output.err.contains("No such file"),
        "{}",
        output.err
    );
}

#[test]
fn summary_for_people_is_on_standard_error() {
    let folder = tempfile::tempdir().unwrap();
    let photo = file(&folder, "photo.png", &files::png(20, 10));
    let script = file(&folder, "script.pdf", &scripted_pdf());
    let video = file(&folder, "clip.mp4", &files::mp4());
    let output = check(&[], &[&photo, &script, &video]);
    assert_eq!(output.code, 1);
    let lines: Vec<_> = output.out.lines().collect();
    assert!(
        lines[0].starts_with("accepted ") && lines[0].ends_with(" (png)"),
        "{lines:?}"
    );
    assert!(lines[1].starts_with("needs_decision "), "{lines:?}");
    assert!(lines[1].ends_with(" (pdf, java_script)"), "{lines:?}");
    assert!(lines[2].starts_with("refused ") && lines[2].ends_with(" (not_accepted)"));
    assert_eq!(
        output.err,
        "3 files: 1 accepted, 1 refused, 1 need a decision\n"
    );
}

fn scripted_pdf() -> Vec<u8> {
    let pdf = String::from_utf8(files::pdf()).unwrap();
    let script = "3 0 obj\n<< /S /JavaScript /JS (app.alert(1)) ";
    pdf.replace("3 0 obj\n<< ", script).into_bytes()
}

#[test]
fn policy_that_allows_a_finding_changes_the_verdict() {
    let folder = tempfile::tempdir().unwrap();
    let script = file(&folder, "script.pdf", &scripted_pdf());
    let mut padded = files::png(20, 10);
    padded.extend([0x80, 0x01, 0xfe, 0x00, 0x13, 0xc4].repeat(8)); // as cameras append it
    let padded = file(&folder, "padded.png", &padded);
    let json = file(&folder, "policy.json", b"{ \"allow\": [\"java_script\"] }");
    let toml = file(
        &folder,
        "policy.toml",
        b"max_bytes = 100_000\nallow = ['java_script']\n",
    );
    let verdicts = |arguments: &[&str]| {
        let output = check(&[&["--json"], arguments].concat(), &[&script, &padded]);
        let lines = output
            .out
            .lines()
            .map(|line| serde_json::from_str(line).unwrap());
        let verdicts: Vec<_> = lines.map(|line: Value| line["verdict"].clone()).collect();
        (output.code, verdicts)
    };
    let by_default = ["needs_decision", "accepted"].map(Value::from).to_vec();
    assert_eq!(verdicts(&[]), (1, by_default));
    let other = ["accepted", "needs_decision"].map(Value::from).to_vec();
    for policy in [json, toml] {
        assert_eq!(
            verdicts(&["--policy", policy.to_str().unwrap()]),
            (1, other.clone())
        );
    }
    let small = file(&folder, "small.toml", b"max_bytes = 10");
    let output = check(&["--policy", small.to_str().unwrap()], &[&script]);
    assert!(output.out.contains("too_large"), "{}", output.out);
}

#[test]
fn invalid_policy_is_an_error_with_its_location() {
    let folder = tempfile::tempdir().unwrap();
    let photo = file(&folder, "photo.png", &files::png(20, 10));
    for (policy, message) in [
        ("max_bytes = 5\nmax_bites = 5", "unknown field `max_bites`"),
        (
            "max_bytes = 5\nallow = ['everything']",
            "unknown variant `everything`",
        ),
    ] {
        let policy = file(&folder, "policy.toml", policy.as_bytes());
        let output = check(&["--policy", policy.to_str().unwrap()], &[&photo]);
        assert_eq!(output.code, 2);
        assert_eq!(output.out, "", "no file is judged with an invalid policy");
        assert_eq!(output.err.lines().count(), 1, "{}", output.err);
        for part in ["policy.toml: ", message, " at line 2 column "] {
            assert!(output.err.contains(part), "{}", output.err);
        }
    }
    let output = check(&["--policy", "/nowhere/policy.toml"], &[&photo]);
    assert_eq!(output.code, 2);
    assert!(
        output.err.contains("/nowhere/policy.toml"),
        "{}",
        output.err
    );
}

#[test]
fn any_file_name_can_be_checked() {
    let folder = tempfile::tempdir().unwrap();
    let odd = OsStr::from_bytes(b"two\nlines\x1b[2J\xff.png");
    let names = [OsStr::new("--json"), OsStr::new("-photo.png"), odd];
    for name in names {
        fs::write(folder.path().join(name), files::png(20, 10)).unwrap();
    }
    let check = |arguments: &[&str]| {
        let mut command = ServerProcess::command(["check"]);
        command.current_dir(folder.path()).args(arguments).arg("--");
        run(command.args(names))
    };
    let output = check(&[]);
    assert_eq!(output.out.lines().count(), 3, "{}", output.out);
    assert!(!output.out.contains('\u{1b}'), "{:?}", output.out);
    assert!(output.err.starts_with("3 files: "), "{}", output.err);
    let output = check(&["--json"]);
    let lines = output
        .out
        .lines()
        .map(|line| serde_json::from_str(line).unwrap());
    let paths: Vec<_> = lines.map(|line: Value| line["path"].clone()).collect();
    assert_eq!(
        paths,
        ["--json", "-photo.png", "two\nlines\u{1b}[2J\u{FFFD}.png"]
    );
}

#[test]
fn missing_path_is_a_usage_error() {
    let output = check(&[], &[]);
    assert_eq!(output.code, 2);
    assert!(output.err.contains("PATH"), "{}", output.err);
}
