//! `chat-server check` on folders, and on paths from standard input.

use crate::{CommandOutput, run};
use serde_json::Value;
use std::{
    fs,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    os::unix::{ffi::OsStrExt as _, fs::symlink, net::UnixListener},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
};
use visit_chat_tests::{ServerProcess, chat_server, files};

fn letter(path: &Path, number: usize) {
    fs::write(path, format!("{{\\rtf1 letter {number}}}")).unwrap();
}

/// Letters in folders of a hundred, in name order.
fn letters(folder: &Path, count: usize) -> Vec<PathBuf> {
    (0..count)
        .map(|number| {
            let inner = folder.join(format!("{:03}", number / 100));
            fs::create_dir_all(&inner).unwrap();
            let path = inner.join(format!("{:02}.rtf", number % 100));
            letter(&path, number);
            path
        })
        .collect()
}

fn started(arguments: &[&str]) -> Child {
    let mut command = ServerProcess::command(["check"]);
    command.args(arguments).stdin(Stdio::piped());
    let command = command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command.spawn().unwrap()
}

/// Runs `check` with these bytes on standard input.
fn fed(arguments: &[&str], input: Vec<u8>) -> CommandOutput {
    let mut child = started(arguments);
    let mut stdin = child.stdin.take().unwrap();
    let feeding = thread::spawn(move || stdin.write_all(&input));
    let output = child.wait_with_output().unwrap();
    feeding.join().unwrap().unwrap();
    CommandOutput {
        code: output.status.code().unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

fn paths_and_verdicts(output: &CommandOutput) -> Vec<(PathBuf, Value)> {
    let lines = output
        .out
        .lines()
        .map(|line| serde_json::from_str(line).unwrap());
    lines
        .map(|line: Value| {
            (
                line["path"].as_str().unwrap().into(),
                line["verdict"].clone(),
            )
        })
        .collect()
}

fn joined(paths: &[PathBuf], end: u8) -> Vec<u8> {
    let ended = |path: &PathBuf| [path.as_os_str().as_bytes(), &[end]].concat();
    paths.iter().flat_map(ended).collect()
}

#[test]
fn folder_of_two_thousand_files_is_checked_in_name_order() {
    let folder = tempfile::tempdir().unwrap();
    let letters = letters(folder.path(), 2_000);
    let output = run(ServerProcess::command(["check", "--json"]).arg(folder.path()));
    assert_eq!(output.code, 0, "{}", output.err);
    let expected: Vec<_> = letters
        .into_iter()
        .map(|path| (path, "accepted".into()))
        .collect();
    assert_eq!(paths_and_verdicts(&output), expected);
    let output = run(ServerProcess::command(["check"]).arg(folder.path()));
    assert_eq!(output.err, "2000 files: 2000 accepted\n");
}

#[test]
fn ten_thousand_paths_from_standard_input_keep_their_order() {
    let folder = tempfile::tempdir().unwrap();
    let mut letters = letters(folder.path(), 10_000);
    // 7,919 is prime, so each occurs once.
    letters = (0..letters.len())
        .map(|at| letters[at * 7_919 % letters.len()].clone())
        .collect();
    let refused = 4_321;
    fs::write(&letters[refused], files::mp4()).unwrap();
    let output = fed(&["--json", "-"], joined(&letters, b'\n'));
    assert_eq!(output.code, 1, "{}", output.err);
    let verdict = |at| if at == refused { "refused" } else { "accepted" };
    let expected = letters.into_iter().enumerate();
    let expected: Vec<_> = expected
        .map(|(at, path)| (path, verdict(at).into()))
        .collect();
    assert_eq!(paths_and_verdicts(&output), expected);
}

#[test]
fn nul_terminated_paths_may_contain_line_feeds_and_name_folders() {
    let folder = tempfile::tempdir().unwrap();
    let odd = folder.path().join("two\nlines.rtf");
    letter(&odd, 0);
    let inner = folder.path().join("inner");
    let mut expected = letters(&inner, 3);
    let output = fed(&["--json", "-0", "-"], joined(&[odd.clone(), inner], 0));
    assert_eq!(
        output.code, 1,
        "such a name is not accepted: {}",
        output.err
    );
    expected.insert(0, odd);
    let paths: Vec<_> = paths_and_verdicts(&output)
        .into_iter()
        .map(|(path, _)| path)
        .collect();
    assert_eq!(paths, expected);
}

#[test]
fn non_files_are_reported_and_neither_opened_nor_followed() {
    let folder = tempfile::tempdir().unwrap();
    let outside = tempfile::tempdir().unwrap();
    letters(outside.path(), 1);
    let at = |name: &str| folder.path().join(name);
    let made = Command::new("mkfifo").arg(at("a-pipe.pdf")).status();
    assert!(made.unwrap().success());
    let _socket = UnixListener::bind(at("b-socket")).unwrap();
    symlink(outside.path(), at("c-out")).unwrap();
    symlink(folder.path(), at("d-around")).unwrap();
    letter(&at("e-letter.rtf"), 1);
    let output = run(Command::new("timeout")
        .arg("60")
        .arg(chat_server())
        .args(["check", "--json"])
        .arg(folder.path()));
    assert_eq!(output.code, 2, "{} {}", output.out, output.err);
    let lines = output
        .out
        .lines()
        .map(|line| serde_json::from_str(line).unwrap());
    let verdicts: Vec<_> = lines
        .map(|line: Value| (line["verdict"].clone(), line["error"].clone()))
        .collect();
    let no_file = |what: &str| (Value::Null, Value::from(format!("{what}, not a file")));
    let expected = [
        no_file("a pipe"),
        no_file("a socket"),
        no_file("a symbolic link"),
        no_file("a symbolic link"),
        ("accepted".into(), Value::Null),
    ];
    assert_eq!(verdicts, expected);

    // A link named as an argument is followed.
    let output = run(ServerProcess::command(["check", "--json"]).arg(at("c-out")));
    let expected = at("c-out").join("000/00.rtf");
    assert_eq!(paths_and_verdicts(&output), [(expected, "accepted".into())]);
}

#[test]
fn vanished_file_is_an_error_and_the_run_continues() {
    let folder = tempfile::tempdir().unwrap();
    let letters = letters(folder.path(), 3);
    let mut child = started(&["--json", "-"]);
    let mut stdin = child.stdin.take().unwrap();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    let mut verdict_of = |path: &Path| {
        writeln!(stdin, "{}", path.display()).unwrap();
        let mut line = String::new();
        stdout.read_line(&mut line).unwrap();
        serde_json::from_str::<Value>(&line).unwrap()
    };
    // Verdicts are printed immediately, so the writer of standard input need not close it first.
    assert_eq!(verdict_of(&letters[0])["verdict"], "accepted");
    fs::remove_file(&letters[1]).unwrap();
    let gone = verdict_of(&letters[1]);
    assert!(gone["verdict"].is_null());
    assert!(
        gone["error"].as_str().unwrap().contains("No such file"),
        "{gone}"
    );
    assert_eq!(verdict_of(&letters[2])["verdict"], "accepted");
    drop(stdin);
    assert_eq!(child.wait().unwrap().code(), Some(2));
}

#[test]
fn closed_output_ends_the_run_quietly() {
    let folder = tempfile::tempdir().unwrap();
    letters(folder.path(), 2_000);
    for form in ["--json", "--null"] {
        // Even if standard input stays open.
        let mut child = started(&[form, folder.path().to_str().unwrap(), "-"]);
        let _open = child.stdin.take();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        assert!(line.contains("00.rtf"), "{line}");
        assert_eq!(
            child.wait().unwrap().code(),
            Some(2),
            "not everything was judged"
        );
        let mut errors = String::new();
        child
            .stderr
            .take()
            .unwrap()
            .read_to_string(&mut errors)
            .unwrap();
        assert_eq!(errors, "");
    }
}
