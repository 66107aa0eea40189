//! `chat-server token`.

use crate::run;
use visit_chat_tests::{Clinic, SECRET, ServerProcess};

#[tokio::test]
async fn printed_token_is_accepted_by_a_server_with_the_same_secret() {
    let folder = tempfile::tempdir().unwrap();
    let server = ServerProcess::serve(&folder.path().join("data"));
    let clinic = Clinic::new(server.url());
    let (id, person) = (clinic.id.to_string(), uuid::Uuid::now_v7().to_string());
    let token = |arguments: &[&str]| {
        let mut command = ServerProcess::command(["token", "--clinic", &id]);
        let output = run(command.args(arguments).env("VISIT_CHAT_JWT_SECRET", SECRET));
        assert_eq!(output.code, 0, "{}", output.err);
        output.out.trim().to_owned()
    };
    let me = async |token: String| -> serde_json::Value {
        let answer = clinic
            .request(&token, reqwest::Method::GET, "/me")
            .send()
            .await
            .unwrap();
        answer.json().await.unwrap()
    };
    let caller = me(token(&["--person", &person])).await;
    assert_eq!(caller["person"], person.as_str());
    assert_eq!(caller["clinic"], id.as_str());
    assert_eq!(
        (&caller["host"], &caller["may_oversee"]),
        (&false.into(), &false.into())
    );
    let overseer = me(token(&["--person", &person, "--oversight", "--hours", "1"])).await;
    assert_eq!(overseer["may_oversee"], true);
    let host = me(token(&["--host"])).await;
    assert_eq!(host["host"], true);
    assert!(host["person"].is_null());
}

#[test]
fn token_without_a_person_is_a_usage_error() {
    let clinic = uuid::Uuid::now_v7().to_string();
    let output = run(&mut ServerProcess::command(["token", "--clinic", &clinic]));
    assert_eq!(output.code, 2);
    assert!(output.err.contains("--person"), "{}", output.err);
}
