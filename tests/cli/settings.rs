//! Invalid settings.

use crate::run;
use std::fs;
use visit_chat_tests::{SECRET, ServerProcess};

pub(crate) fn serve(toml: &str, variables: &[(&str, &str)]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("settings.toml");
    fs::write(&file, toml).unwrap();
    let mut command = ServerProcess::command(["serve"]);
    command
        .arg("--config")
        .arg(&file)
        .current_dir(folder.path());
    let output = run(command.envs(variables.iter().copied()));
    assert_eq!(output.code, 1, "{}", output.err);
    assert_eq!(output.out, "", "the server must not start");
    let data = folder.path().join("visit-chat-data");
    assert!(!data.exists(), "the storage must not be opened");
    output.err
}

#[test]
fn invalid_settings_are_named() {
    let secret = ("VISIT_CHAT_JWT_SECRET", SECRET);
    for (toml, variables, named) in [
        ("", vec![], "jwt_secret"),
        ("", vec![("VISIT_CHAT_JWT_SECRET", "short")], "jwt_secret"),
        ("lisen = '127.0.0.1:0'", vec![secret], "lisen"),
        ("listen = 'everywhere'", vec![secret], "listen"),
        (
            "[policy]\nopen_history = 'perhaps'",
            vec![secret],
            "open_history",
        ),
        (
            "",
            vec![secret, ("VISIT_CHAT_LISTEN", "everywhere")],
            "VISIT_CHAT_LISTEN",
        ),
        (
            "",
            vec![secret, ("VISIT_CHAT_POLICY_OPEN_HISTORY", "perhaps")],
            "VISIT_CHAT_POLICY_OPEN_HISTORY",
        ),
        (
            "",
            vec![secret, ("VISIT_CHAT_ATTACHMENTS_ALLOW", "all")],
            "VISIT_CHAT_ATTACHMENTS_ALLOW",
        ),
        (
            "",
            vec![secret, ("VISIT_CHAT_LOG_FILTER", "a=b=c")],
            "log.filter",
        ),
        ("[presence]\nlease = 0", vec![secret], "presence.lease"),
        ("[nodes]\nlease = 0", vec![secret], "nodes.lease"),
        (
            "[invitations]\ntries = 0",
            vec![secret],
            "invitations.tries",
        ),
        (
            "[invitations]\npage = 'join'",
            vec![secret],
            "invitations.page",
        ),
        ("[scanner]\nclamd = 'clamd'", vec![secret], "scanner.clamd"),
        (
            "",
            vec![secret, ("VISIT_CHAT_SCANNER_SCAN_SECONDS", "0")],
            "VISIT_CHAT_SCANNER_SCAN_SECONDS",
        ),
        (
            "jwt_secret_file = '/nowhere/secret'",
            vec![],
            "jwt_secret_file",
        ),
    ] {
        let error = serve(toml, &variables);
        assert!(error.contains(named), "{named}: {error}");
        assert!(!error.contains("short\""), "{error}");
    }
}

#[test]
fn data_folder_is_for_one_server() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let _first = ServerProcess::serve(&data);
    let mut second = ServerProcess::command(["serve"]);
    second
        .env("VISIT_CHAT_LISTEN", "127.0.0.1:0")
        .env("VISIT_CHAT_DATA", &data)
        .env("VISIT_CHAT_JWT_SECRET", SECRET);
    let output = run(&mut second);
    assert_eq!(output.code, 1);
    assert!(output.err.contains("open already"), "{}", output.err);
}
