//! `chat-server export`.

use crate::{CommandOutput, run, verify::Past};
use serde_json::Value;
use std::{fs, os::unix::fs::PermissionsExt as _, path::Path};
use visit_chat_tests::ServerProcess;

fn export(data: &Path, visit: &str, out: &Path, arguments: &[&str]) -> CommandOutput {
    let mut command = ServerProcess::command(["export", visit, "--data"]);
    run(command.arg(data).arg("--out").arg(out).args(arguments))
}

#[tokio::test(flavor = "multi_thread")]
async fn visit_is_exported_beside_its_server_and_never_over_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let (data, out) = (folder.path().join("data"), folder.path().join("visit.txt"));
    let server = ServerProcess::serve(&data);
    let past = Past::make(&server).await;
    let visit = past.visit.id.to_string();
    let made = export(&data, &visit, &out, &["--zone", "Europe/Madrid"]);
    assert_eq!(made.code, 0, "{}", made.err);
    assert_eq!(made.out, "");
    let text = fs::read_to_string(&out).unwrap();
    assert!(text.contains("| \u{2068}a private word\u{2069}"), "{text}");
    assert!(text.contains("Time zone:  Europe/Madrid"), "{text}");
    assert!(text.contains("Log head:"), "{text}");
    let mode = fs::metadata(&out).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);

    let again = export(&data, &visit, &out, &["--format", "json"]);
    assert_eq!(again.code, 2, "{}", again.out);
    assert!(again.err.contains("visit.txt"), "{}", again.err);
    assert_eq!(fs::read_to_string(&out).unwrap(), text);

    // Of one participant, who has no head of the log.
    let json = folder.path().join("patient.json");
    let patient = past.patient.id.to_string();
    let made = export(
        &data,
        &visit,
        &json,
        &["--format", "json", "--person", &patient],
    );
    assert_eq!(made.code, 0, "{}", made.err);
    let json: Value = serde_json::from_slice(&fs::read(&json).unwrap()).unwrap();
    assert_eq!(json["made_for"]["person"], patient);
    assert_eq!(json["log"], Value::Null);

    let missing = folder.path().join("missing");
    let stranger = past.visit.id.to_string().replace(char::is_numeric, "7");
    for (visit, arguments) in [
        (&*stranger, &[][..]),
        (
            &*visit,
            &["--person", "0192d1f0-0000-7000-8000-000000000001"],
        ),
        (&*visit, &["--zone", "Madrid"]),
        (&*visit, &["--format", "docx"]),
        (&*visit, &["--chat", "everyone"]),
    ] {
        let refused = export(&data, visit, &missing, arguments);
        assert_eq!(refused.code, 2, "{arguments:?}: {}", refused.err);
        assert!(!refused.err.is_empty());
        assert!(!missing.exists());
    }
    let left = fs::read_dir(folder.path()).unwrap();
    let left = left.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let unfinished: Vec<_> = left.filter(|name| name.starts_with(".tmp")).collect();
    assert!(unfinished.is_empty(), "{unfinished:?}");
    assert!(server.terminate().success());
}
