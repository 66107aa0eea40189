//! Small generated folders, one for each way in which a file can be judged.

use super::{run, score};
use std::fs;
use tempfile::TempDir;

const RTF: &[u8] = b"{\\rtf1 hello}";
const CUT_RTF: &[u8] = b"{\\rtf1 hello";
const BINARY_RTF: &[u8] = b"{\\rtf1 {\\*\\bin4 abcd}}";
const PROGRAM: &[u8] = b"MZ\x90\0 and so on, as programs do";

/// Verdict, truth, tags, claimed name, bytes.
type File = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    Option<&'static [u8]>,
);

fn folder(files: &[File]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let mut manifest = String::from("file,sha256,verdict,truth,kind,claim,tags,license\n");
    for (number, (verdict, truth, tags, claim, bytes)) in files.iter().enumerate() {
        manifest += &format!("files/{number},x,{verdict},{truth},{truth},\"{claim}\",{tags},MIT\n");
        if let Some(bytes) = bytes {
            fs::create_dir_all(folder.path().join("files")).unwrap();
            fs::write(folder.path().join(format!("files/{number}")), bytes).unwrap();
        }
    }
    fs::write(folder.path().join("manifest.csv"), manifest).unwrap();
    folder
}

fn problem(files: &[File]) -> String {
    run(folder(files).path()).unwrap_err()
}

#[test]
fn correctly_judged_files_pass() {
    let passes = run(folder(&[
        ("allow", "rtf", "", "a, b.rtf", Some(RTF)),
        ("reject", "reject", "", "a.rtf", Some(PROGRAM)),
        ("reject", "reject", "", "a.rtf", Some(BINARY_RTF)),
        ("policy", "rtf", "x", "a.rtf", Some(BINARY_RTF)),
        ("policy", "rtf", "", "a.rtf", Some(RTF)),
        ("ambiguous", "ambiguous", "", "a.rtf", Some(CUT_RTF)),
    ])
    .path());
    assert_eq!(passes, Ok(()));
}

#[test]
fn allowed_file_that_is_refused_or_accepted_as_another_kind_is_named() {
    let allowed = ("allow", "rtf", "", "a.rtf", Some(RTF));
    for (wrong, message) in [
        (
            ("allow", "rtf", "", "b.rtf", Some(CUT_RTF)),
            "(allow, rtf) is refused as no kind",
        ),
        (
            ("allow", "doc", "", "b.rtf", Some(RTF)),
            "(allow, doc) is accepted as rtf",
        ),
        (
            ("allow", "rtf", "", "b.rtf", Some(BINARY_RTF)),
            "(allow, rtf) is needs_decision as rtf: binary_data",
        ),
    ] {
        let problem = problem(&[allowed, wrong]);
        assert!(
            problem.starts_with(&format!("files/1 {message}")),
            "{problem}"
        );
        assert_eq!(problem.lines().count(), 1);
    }
}

#[test]
fn rejected_file_that_is_accepted_is_named() {
    let problem = problem(&[
        ("reject", "reject", "", "a.rtf", Some(PROGRAM)),
        ("reject", "reject", "", "b.rtf", Some(RTF)),
    ]);
    assert_eq!(
        problem,
        "files/1 (reject, reject) is accepted as rtf: accepted"
    );
}

#[test]
fn manifest_without_allow_or_reject_rows_is_an_error() {
    for files in [
        &[][..],
        &[("ambiguous", "ambiguous", "", "a.rtf", Some(RTF))],
        &[("policy", "rtf", "x", "a.rtf", Some(RTF))],
        &[("allow", "rtf", "", "a.rtf", None)],
    ] {
        assert!(problem(files).contains("no file that must be accepted"));
    }
    let empty = tempfile::tempdir().unwrap();
    assert!(run(empty.path()).unwrap_err().contains("manifest.csv"));
}

#[test]
fn table_lists_kinds_tags_and_missing_files() {
    let folder = folder(&[
        ("allow", "rtf", "", "a.rtf", Some(RTF)),
        ("allow", "rtf", "", "a.rtf", Some(CUT_RTF)),
        ("allow", "doc", "", "a.rtf", Some(RTF)),
        ("reject", "reject", "", "a.rtf", Some(RTF)),
        ("reject", "reject", "", "a.rtf", Some(PROGRAM)),
        (
            "policy",
            "rtf",
            "raw odd-extension",
            "a.rtf",
            Some(BINARY_RTF),
        ),
        ("policy", "rtf", "odd-extension", "a.rtf", Some(RTF)),
        ("allow", "rtf", "", "a.rtf", None),
    ]);
    let table = score(folder.path()).unwrap().to_string();
    let has = |words: &[&str]| {
        let found = table
            .lines()
            .any(|line| line.split_whitespace().eq(words.iter().copied()));
        assert!(found, "{words:?} in\n{table}");
    };
    has(&["doc", "1", "0", "0", "1", "0"]);
    has(&["rtf", "2", "1", "1", "0", "1"]);
    has(&["all", "3", "1", "1", "1", "1"]);
    has(&["of", "2", "files", "that", "must", "be", "refused"]);
    let both = ["accepted", "1,", "needs_decision", "1", "(binary_data)"];
    has(&[&["rtf", "2"][..], &both].concat());
    has(&[&["odd-extension", "2"][..], &both].concat());
    has(&["raw", "1", "needs_decision", "1", "(binary_data)"]);
    has(&["missing:", "1"]);
    has(&["files/7"]);
    assert_eq!(
        table
            .lines()
            .filter(|line| line.contains(" ms  files/"))
            .count(),
        7
    );
}
