//! `chat-server backup` and `chat-server restore`.

use crate::{
    CommandOutput, run,
    verify::{Past, verify},
};
use serde_json::Value;
use std::{
    fs,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::atomic::{AtomicBool, AtomicU32, Ordering::SeqCst},
    time::Duration,
};
use tempfile::TempDir;
use visit_chat_tests::{PATIENCE, ServerProcess};

fn backup(data: &Path, to: &Path) -> CommandOutput {
    let mut command = ServerProcess::command(["backup", "--max-mib-per-second", "1000"]);
    run(command.arg(to).arg("--data").arg(data))
}

fn restore(backup: &Path, data: &Path) -> CommandOutput {
    let mut command = ServerProcess::command(["restore"]);
    run(command.arg(backup).arg("--data").arg(data))
}

/// All messages of the chat that [`Past`] writes to.
async fn messages(past: &Past) -> Vec<Value> {
    let chat = past.patient.direct(&past.provider);
    let (mut all, mut after) = (Vec::new(), 0);
    loop {
        let query = format!("limit=200&after={after}");
        let page = past
            .clinic
            .messages(&past.provider, past.visit, &chat, &query)
            .await;
        all.extend(page["messages"].as_array().unwrap().iter().cloned());
        if page["more"] != true {
            return all;
        }
        after = page["last"].as_u64().unwrap();
    }
}

/// Asserts that every file of the messages is complete. Returns their number.
async fn files_are_there(past: &Past, messages: &[Value]) -> usize {
    let mut count = 0;
    for file in messages.iter().flat_map(|m| m["files"].as_array().unwrap()) {
        let id = file["attachment"].as_str().unwrap();
        let path = format!("/visits/{}/files/{id}", past.visit.id);
        let token = &past.provider.token;
        let answer = past.clinic.request(token, reqwest::Method::GET, &path);
        let answer = answer.send().await.unwrap();
        assert!(answer.status().is_success(), "{file}");
        let size = answer.bytes().await.unwrap().len();
        assert_eq!(Some(size as u64), file["size"].as_u64());
        count += 1;
    }
    count
}

#[tokio::test(flavor = "multi_thread")]
async fn backup_under_load_is_complete_and_holds_everything_acknowledged_before_it() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let server = ServerProcess::serve(&at("data"));
    let mut past = Past::make(&server).await;
    let key = run(ServerProcess::command(["checkpoint-key"]).arg(at("key.pem")));
    let signed = run(ServerProcess::command(["checkpoint", "--data"])
        .arg(at("data"))
        .arg("--key")
        .arg(at("key.pem"))
        .arg("--out")
        .arg(at("checkpoint")));
    assert_eq!(signed.code, 0, "{}", signed.err);

    let (stop, acknowledged) = (AtomicBool::new(false), AtomicU32::new(0));
    let load = async |uploads: bool| {
        while !stop.load(SeqCst) {
            match uploads {
                true => past.upload().await,
                false => past.say("one more").await,
            }
            acknowledged.fetch_add(1, SeqCst);
        }
    };
    let backing_up = async {
        let mut before = Vec::new();
        for number in 0..3 {
            tokio::time::sleep(Duration::from_millis(400)).await;
            before.push(acknowledged.load(SeqCst));
            let (data, to) = (at("data"), at(&format!("backup-{number}")));
            let output = tokio::task::spawn_blocking(move || backup(&data, &to));
            let output = output.await.unwrap();
            assert_eq!(output.code, 0, "{} {}", output.out, output.err);
            assert!(
                output.out.starts_with("Backed up 2 visits, "),
                "{}",
                output.out
            );
        }
        stop.store(true, SeqCst);
        before
    };
    let (before, ..) = futures::join!(backing_up, load(false), load(false), load(true));
    let after = acknowledged.load(SeqCst);
    assert!(
        after > before[2],
        "the server accepted messages during the backup"
    );
    assert!(server.terminate().success());

    for (number, before) in before.into_iter().enumerate() {
        let (from, to) = (
            at(&format!("backup-{number}")),
            at(&format!("data-{number}")),
        );
        let output = restore(&from, &to);
        assert_eq!(output.code, 0, "{} {}", output.out, output.err);
        let checkpoint = at("checkpoint");
        let arguments = ["--checkpoint", checkpoint.to_str().unwrap(), "--public-key"];
        let output = verify(&to, &[&arguments[..], &[key.out.trim()]].concat());
        assert_eq!(output.code, 0, "{} {}", output.out, output.err);

        let server = ServerProcess::serve(&to);
        server.url().clone_into(&mut past.clinic.url);
        let messages = messages(&past).await;
        // Including the two that `Past` wrote.
        assert!(
            messages.len() >= before as usize + 2,
            "{} of {before}",
            messages.len()
        );
        assert!(files_are_there(&past, &messages).await > 0);
        past.say("and on").await;
        past.upload().await;
        assert!(server.terminate().success());
        let output = verify(&to, &[]);
        assert_eq!(output.code, 0, "{} {}", output.out, output.err);
    }
}

/// A stopped clinic with a backup of it.
struct Made {
    folder: TempDir,
}

impl Made {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let server = ServerProcess::serve(&folder.path().join("data"));
        let past = Past::make(&server).await;
        past.say("more").await;
        assert!(server.terminate().success());
        let made = Self { folder };
        let output = backup(&made.at("data"), &made.at("backup"));
        assert_eq!(output.code, 0, "{} {}", output.out, output.err);
        made
    }

    fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
}

/// All files in a folder and below, by relative path.
fn names(folder: &Path) -> Vec<String> {
    let mut find = Command::new("find");
    find.arg(folder).args(["-type", "f", "-printf", "%P\n"]);
    let mut names: Vec<_> = run(&mut find).out.lines().map(str::to_owned).collect();
    names.sort();
    names
}

#[tokio::test]
async fn backup_is_private_plain_files_that_verify_on_their_own() {
    let made = Made::new().await;
    let names = names(&made.at("backup"));
    assert_eq!(names.len(), 4, "{names:?}");
    assert_eq!(names[0], "SHA256SUMS");
    assert!(names[1].starts_with("files/files/"), "{names:?}");
    assert_eq!(names[2..], ["manifest.json", "visits.sqlite3"]);
    for name in &names {
        let mode = fs::metadata(made.at("backup").join(name))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
    let sums = Command::new("sha256sum")
        .args(["--check", "--strict", "--quiet", "SHA256SUMS"])
        .current_dir(made.at("backup"))
        .status();
    assert!(sums.unwrap().success());
    let output = verify(&made.at("backup"), &[]);
    assert_eq!(output.code, 0, "{} {}", output.out, output.err);

    let again = backup(&made.at("data"), &made.at("backup"));
    assert_eq!(again.code, 2, "nothing is overwritten: {}", again.err);
    let output = restore(&made.at("backup"), &made.at("data"));
    assert_eq!(output.code, 2, "the folder is not empty: {}", output.err);
    assert!(output.err.contains("it is not empty"), "{}", output.err);
}

/// A damaged file, the expected message, and the damage.
type Damage<'a> = (&'a str, &'a str, &'a dyn Fn(PathBuf));

#[tokio::test]
async fn damaged_backup_is_refused_and_leaves_nothing() {
    let made = Made::new().await;
    let file = names(&made.at("backup"))
        .into_iter()
        .find(|name| name.starts_with("files/"));
    let file = file.unwrap();
    let flip = |path: PathBuf| {
        let mut bytes = fs::read(&path).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        fs::write(path, bytes).unwrap();
    };
    let cut = |path: PathBuf| {
        let bytes = fs::read(&path).unwrap();
        fs::write(path, &bytes[..bytes.len() - 1]).unwrap();
    };
    let damages: [Damage<'_>; 9] = [
        ("visits.sqlite3", "was changed or truncated", &flip),
        ("visits.sqlite3", "was changed or truncated", &cut),
        ("visits.sqlite3", "is missing", &|path| {
            fs::remove_file(path).unwrap()
        }),
        (&file, "was changed or truncated", &flip),
        (&file, "is missing", &|path| fs::remove_file(path).unwrap()),
        ("SHA256SUMS", "was changed or truncated", &flip),
        ("SHA256SUMS", "was changed or truncated", &cut),
        ("manifest.json", "is invalid", &cut_in_half),
        (
            "manifest.json",
            "the backup is incomplete, or this is not a backup",
            &|path| {
                fs::remove_file(path).unwrap();
            },
        ),
    ];
    for (number, (name, sentence, damage)) in damages.into_iter().enumerate() {
        let copy = made.at(&format!("copy-{number}"));
        let copied = Command::new("cp")
            .arg("-r")
            .arg(made.at("backup"))
            .arg(&copy)
            .status();
        assert!(copied.unwrap().success());
        damage(copy.join(name));
        let to = made.at(&format!("to-{number}"));
        let output = restore(&copy, &to);
        assert_eq!(output.code, 1, "{name}: {} {}", output.out, output.err);
        assert!(output.out.contains(sentence), "{name}: {}", output.out);
        assert_eq!(names(&to), ["visits.sqlite3.lock"], "{name}");
    }
}

#[tokio::test]
async fn restore_refuses_a_folder_in_use() {
    let made = Made::new().await;
    let used = made.at("used");
    let server = ServerProcess::serve(&used);
    let before = names(&used);
    let output = restore(&made.at("backup"), &used);
    assert_eq!(output.code, 2, "{} {}", output.out, output.err);
    assert!(
        output.err.contains("a server or another restore"),
        "{}",
        output.err
    );
    assert_eq!(names(&used), before);
    assert!(server.terminate().success());
    let output = restore(&made.at("backup"), &used);
    assert!(output.err.contains("it is not empty"), "{}", output.err);

    // Still empty, but a process has started to use it: only the lock shows that.
    let begun = made.at("begun");
    fs::create_dir(&begun).unwrap();
    let lock = fs::File::create(begun.join("visits.sqlite3.lock")).unwrap();
    lock.try_lock().unwrap();
    let output = restore(&made.at("backup"), &begun);
    assert_eq!(output.code, 2, "{} {}", output.out, output.err);
    assert!(
        output.err.contains("a server or another restore"),
        "{}",
        output.err
    );
    assert_eq!(names(&begun), ["visits.sqlite3.lock"]);
    drop(lock);
    let output = restore(&made.at("backup"), &begun);
    assert_eq!(output.code, 0, "{} {}", output.out, output.err);
    assert!(ServerProcess::serve(&begun).terminate().success());

    // A folder with other content gets no lock file.
    let other = made.at("other");
    fs::create_dir(&other).unwrap();
    fs::write(other.join("letter.txt"), "mine").unwrap();
    let output = restore(&made.at("backup"), &other);
    assert!(output.err.contains("it is not empty"), "{}", output.err);
    assert_eq!(names(&other), ["letter.txt"]);
}

fn cut_in_half(path: PathBuf) {
    let bytes = fs::read(&path).unwrap();
    fs::write(path, &bytes[..bytes.len() / 2]).unwrap();
}

#[tokio::test]
async fn incomplete_backup_is_never_accepted() {
    let made = Made::new().await;
    let (to, unfinished) = (made.at("cut"), made.at("cut.unfinished"));
    // Slow enough to be killed in the middle.
    grow(&made.at("data/visits.sqlite3"));
    let mut process = ServerProcess::command(["backup", "--max-mib-per-second", "1"])
        .arg(&to)
        .arg("--data")
        .arg(made.at("data"))
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let begun = std::time::Instant::now();
    while !unfinished.join("visits.sqlite3").exists() {
        assert!(begun.elapsed() < PATIENCE, "the backup did not begin");
        std::thread::sleep(Duration::from_millis(20));
    }
    process.kill().unwrap();
    process.wait().unwrap();
    assert!(!to.exists());
    assert_eq!(restore(&to, &made.at("to")).code, 2);
    let output = restore(&unfinished, &made.at("to"));
    assert_eq!(output.code, 1, "{} {}", output.out, output.err);
    assert!(
        output.out.contains("the backup is incomplete"),
        "{}",
        output.out
    );

    let again = backup(&made.at("data"), &to);
    assert_eq!(again.code, 2);
    assert!(
        again.err.contains("if interrupted, remove it"),
        "{}",
        again.err
    );
    fs::remove_dir_all(&unfinished).unwrap();
    assert_eq!(backup(&made.at("data"), &to).code, 0);
}

/// Adds free pages, which are copied, too.
fn grow(log: &Path) {
    let raw = rusqlite::Connection::open(log).unwrap();
    raw.execute_batch(
        "CREATE TABLE filler AS WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n
            LIMIT 200) SELECT randomblob(65536) FROM n;
         DROP TABLE filler;",
    )
    .unwrap();
}

/// Damage in the data is reported and copied unchanged.
#[tokio::test]
async fn backup_of_damaged_data_is_made_and_reports_the_damage() {
    let made = Made::new().await;
    let file = names(&made.at("data"))
        .into_iter()
        .find(|name| name.starts_with("files/"));
    fs::write(made.at("data").join(file.unwrap()), b"other bytes").unwrap();
    let output = backup(&made.at("data"), &made.at("second"));
    assert_eq!(output.code, 1, "{} {}", output.out, output.err);
    let output = restore(&made.at("second"), &made.at("to"));
    assert_eq!(
        output.code, 0,
        "the backup contains the damaged data: {} {}",
        output.out, output.err
    );
    assert_eq!(verify(&made.at("to"), &[]).code, 1);
}
