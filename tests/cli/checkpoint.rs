//! `chat-server checkpoint`, and verification against checkpoints.

use crate::{
    CommandOutput, run,
    verify::{Past, database, verify},
};
use std::{
    fs,
    io::Write as _,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};
use tempfile::TempDir;
use visit_chat_tests::ServerProcess;

/// A stopped clinic, a key, and a checkpoint of the clinic's logs.
struct Signed {
    folder: TempDir,
    past: Past,
    public: String,
}

impl Signed {
    async fn make() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let server = ServerProcess::serve(&folder.path().join("data"));
        let past = Past::make(&server).await;
        let made = make_key(&folder.path().join("key.pem"));
        assert_eq!(made.code, 0, "{}", made.err);
        let signed = Self {
            folder,
            past,
            public: made.out.trim().to_owned(),
        };
        // While the server is running.
        let output = signed.sign("first", &[]);
        assert_eq!(output.code, 0, "{} {}", output.out, output.err);
        assert!(output.out.starts_with("Root "), "{}", output.out);
        assert!(output.out.contains("\n2 visits, "), "{}", output.out);
        assert!(output.out.contains(&signed.public), "{}", output.out);
        assert!(server.terminate().success());
        signed
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn sign(&self, name: &str, arguments: &[&str]) -> CommandOutput {
        let mut command = ServerProcess::command(["checkpoint", "--data"]);
        command
            .arg(self.path("data"))
            .arg("--key")
            .arg(self.path("key.pem"));
        run(command.arg("--out").arg(self.path(name)).args(arguments))
    }

    fn verify(&self, checkpoint: &str, key: &str) -> CommandOutput {
        let checkpoint = self.path(checkpoint);
        let checkpoint = checkpoint.to_str().unwrap();
        verify(
            &self.path("data"),
            &["--checkpoint", checkpoint, "--public-key", key],
        )
    }
}

fn make_key(path: &Path) -> CommandOutput {
    run(ServerProcess::command(["checkpoint-key"]).arg(path))
}

#[test]
fn key_is_private_and_never_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("key.pem");
    let made = make_key(&path);
    assert_eq!(made.code, 0, "{}", made.err);
    assert_eq!(made.out.trim().len(), 64);
    let mode = fs::metadata(&path).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let pem = fs::read_to_string(&path).unwrap();
    assert!(pem.starts_with("-----BEGIN PRIVATE KEY-----"));
    assert!(!made.out.contains(pem.lines().nth(1).unwrap()));

    let again = make_key(&path);
    assert_eq!(again.code, 2);
    assert!(again.err.contains("key.pem"), "{}", again.err);
    assert_eq!(fs::read_to_string(&path).unwrap(), pem);
    let other = make_key(&folder.path().join("other.pem"));
    assert_ne!(other.out, made.out);
}

#[tokio::test]
async fn grown_logs_verify_against_an_older_checkpoint() {
    let signed = Signed::make().await;
    let output = signed.verify("first", &signed.public);
    assert_eq!(output.code, 0, "{} {}", output.out, output.err);
    assert!(
        output.out.contains("not covered: 0 entries"),
        "{}",
        output.out
    );

    let server = ServerProcess::serve(&signed.path("data"));
    let mut past = signed.past;
    server.url().clone_into(&mut past.clinic.url);
    past.say("one more").await;
    let signed = Signed { past, ..signed };
    // The key may be in a file.
    fs::write(signed.path("public"), format!("{}\n", signed.public)).unwrap();
    let output = signed.verify("first", signed.path("public").to_str().unwrap());
    assert_eq!(output.code, 0, "{} {}", output.out, output.err);
    assert!(
        output.out.contains("not covered: 1 entry"),
        "{}",
        output.out
    );

    let previous = signed.path("first");
    let output = signed.sign("second", &["--previous", previous.to_str().unwrap()]);
    assert_eq!(output.code, 0, "{} {}", output.out, output.err);
    let output = signed.verify("second", &signed.public);
    assert!(
        output.out.contains("not covered: 0 entries"),
        "{}",
        output.out
    );
}

#[tokio::test]
async fn truncated_log_is_found_only_by_the_checkpoint() {
    let signed = Signed::make().await;
    let data = signed.path("data");
    let newest = "DELETE FROM entry WHERE rowid = (SELECT entry.rowid FROM entry
        JOIN visit ON visit.id = visit_id WHERE visit = ?1 ORDER BY seq DESC LIMIT 1)";
    let id = signed.past.visit.id.as_bytes();
    assert_eq!(database(&data).execute(newest, [&id[..]]).unwrap(), 1);
    assert_eq!(verify(&data, &[]).code, 0);
    let output = signed.verify("first", &signed.public);
    assert_eq!(output.code, 1, "{} {}", output.out, output.err);
    let finding = output.out.lines().next().unwrap();
    assert!(
        finding.starts_with(&format!("visit {}: ", signed.past.visit.id)),
        "{finding}"
    );
    assert!(finding.ends_with("(truncated)"), "{finding}");

    // Nor is it signed again, given the earlier checkpoint.
    let previous = signed.path("first");
    let output = signed.sign("second", &["--previous", previous.to_str().unwrap()]);
    assert_eq!(output.code, 1);
    assert!(!signed.path("second").exists());

    for table in ["entry", "participant"] {
        let delete =
            format!("DELETE FROM {table} WHERE visit_id = (SELECT id FROM visit WHERE visit = ?1)");
        database(&data).execute(&delete, [&id[..]]).unwrap();
    }
    for table in ["upload", "took_part", "visit"] {
        let delete = format!("DELETE FROM {table} WHERE visit = ?1");
        database(&data).execute(&delete, [&id[..]]).unwrap();
    }
    assert_eq!(verify(&data, &[]).code, 0);
    let output = signed.verify("first", &signed.public);
    assert_eq!(output.code, 1);
    assert!(output.out.contains("(visit_missing)"), "{}", output.out);
}

#[tokio::test]
async fn damaged_logs_are_not_signed_and_nothing_is_overwritten() {
    let signed = Signed::make().await;
    let before = fs::read(signed.path("first")).unwrap();
    let output = signed.sign("first", &[]);
    assert_eq!(output.code, 2);
    assert!(output.err.contains("first"), "{}", output.err);
    assert_eq!(fs::read(signed.path("first")).unwrap(), before);

    let damage = "UPDATE entry SET hash = zeroblob(32) WHERE rowid = 2";
    database(&signed.path("data")).execute(damage, []).unwrap();
    let output = signed.sign("second", &[]);
    assert_eq!(output.code, 1, "{} {}", output.out, output.err);
    assert!(output.out.contains("(broken_chain)"), "{}", output.out);
    assert!(output.err.contains("nothing was signed"), "{}", output.err);
    assert!(!signed.path("second").exists());
}

#[tokio::test]
async fn checkpoint_with_another_key_or_a_changed_byte_is_refused() {
    let signed = Signed::make().await;
    let other = make_key(&signed.path("other.pem"));
    let output = signed.verify("first", other.out.trim());
    assert_eq!(output.code, 2, "{} {}", output.out, output.err);
    assert!(output.err.contains("another key"), "{}", output.err);
    let output = signed.verify("first", "no-such-key");
    assert_eq!(output.code, 2);

    let file = fs::read(signed.path("first")).unwrap();
    // A sample; the tests of `chat-audit` try every byte.
    for at in (0..file.len()).step_by(file.len() / 20) {
        let mut changed = file.clone();
        changed[at] ^= 1;
        fs::write(signed.path("changed"), changed).unwrap();
        let output = signed.verify("changed", &signed.public);
        assert_eq!(output.code, 2, "byte {at}: {} {}", output.out, output.err);
        assert_eq!(output.out, "", "no result for the logs");
    }
    let output = signed.verify("missing", &signed.public);
    assert_eq!(output.code, 2);
    assert!(output.err.contains("missing"), "{}", output.err);
}

/// The documented bytes, verified by an independent program.
#[tokio::test]
async fn openssl_confirms_the_signature() {
    let signed = Signed::make().await;
    let path = |name: &str| signed.path(name).to_str().unwrap().to_owned();
    let openssl = |arguments: &[&str]| {
        let mut command = Command::new("openssl");
        let output = run(command.args(arguments).stdin(Stdio::null()));
        assert_eq!(
            output.code, 0,
            "{arguments:?}: {} {}",
            output.out, output.err
        );
        output.out
    };
    let (key, public) = (path("key.pem"), path("public.pem"));
    openssl(&["pkey", "-in", &key, "-pubout", "-out", &public]);
    let checkpoint = fs::read_to_string(signed.path("first")).unwrap();
    let mut lines = checkpoint.lines();
    let mut statement = fs::File::create(signed.path("statement")).unwrap();
    statement.write_all(b"visit-chat checkpoint v1\0").unwrap();
    statement
        .write_all(lines.next().unwrap().as_bytes())
        .unwrap();
    let second: serde_json::Value = serde_json::from_str(lines.next().unwrap()).unwrap();
    let digits = second["signature"].as_str().unwrap();
    let byte = |at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap();
    let bytes: Vec<_> = (0..128).step_by(2).map(byte).collect();
    fs::write(signed.path("signature"), bytes).unwrap();
    let (statement, signature) = (path("statement"), path("signature"));
    let output = openssl(&[
        "pkeyutl", "-verify", "-rawin", "-pubin", "-inkey", &public, "-in", &statement, "-sigfile",
        &signature,
    ]);
    assert!(output.contains("Verified Successfully"), "{output}");
    // OpenSSL's encoding of the public key is accepted, too.
    assert_eq!(signed.verify("first", &public).code, 0);
}
