//! Versions of the rules on a running server: the setting, each visit's version, and newer versions.

use crate::{
    settings::serve,
    verify::{database, verify},
};
use reqwest::Method;
use serde_json::{Value, json};
use std::path::Path;
use uuid::Uuid;
use visit_chat_tests::{Clinic, Person, SECRET, ServerProcess, Visit};

const VERSION_1: &[(&str, &str)] = &[("VISIT_CHAT_RULES_VERSION", "1")];

struct Past {
    clinic: Clinic,
    provider: Person,
    patient: Person,
}

impl Past {
    fn on(&mut self, server: &ServerProcess) {
        server.url().clone_into(&mut self.clinic.url);
    }

    /// A visit in which the provider has written and retracted the first message, before any answer.
    async fn retracted(&self) -> Visit {
        let people = [&self.provider, &self.patient];
        let visit = self.clinic.schedule("one_to_one", &people).await;
        let sent = self.say(&self.provider, visit).await;
        let id = sent["message"].as_str().unwrap();
        let path = format!("/visits/{}/messages/{id}/retraction", visit.id);
        let token = &self.provider.token;
        let request = self.clinic.request(token, Method::POST, &path);
        let answer = request.json(&json!({ "reason": "wrong patient" })).send();
        assert_eq!(answer.await.unwrap().status(), 204);
        visit
    }

    async fn say(&self, person: &Person, visit: Visit) -> Value {
        let chat = self.patient.direct(&self.provider);
        let sent = self
            .clinic
            .send(person, visit, &chat, Uuid::now_v7(), "hello");
        sent.await.unwrap()
    }

    async fn patient_may_write(&self, visit: Visit) -> bool {
        let output = self.say(&self.patient, visit).await;
        assert!(output["number"].is_number() || output["code"] == "not_started");
        output["number"].is_number()
    }

    async fn get(&self, path: &str) -> (u16, Value) {
        let request = self.clinic.request(&self.provider.token, Method::GET, path);
        let answer = request.send().await.unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap())
    }
}

fn is_sound(data: &Path) {
    let output = verify(data, &[]);
    assert_eq!(output.code, 0, "{} {}", output.out, output.err);
}

#[tokio::test]
async fn visit_keeps_the_rules_it_was_scheduled_under() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let server = ServerProcess::serve_with(&data, VERSION_1);
    let clinic = Clinic::new(server.url());
    let (provider, patient) = (
        clinic.person("provider", "Dr. Ruth Adeyemi"),
        clinic.person("patient", "Carla Mendes"),
    );
    let mut past = Past {
        clinic,
        provider,
        patient,
    };
    let first = past.retracted().await;
    assert!(past.patient_may_write(first).await, "version 1");
    assert!(server.terminate().success());
    is_sound(&data);

    let server = ServerProcess::serve(&data);
    past.on(&server);
    assert!(past.patient_may_write(first).await, "still version 1");
    let second = past.retracted().await;
    assert!(!past.patient_may_write(second).await, "version 2");
    assert!(server.terminate().success());
    is_sound(&data);

    let server = ServerProcess::serve_with(&data, VERSION_1);
    past.on(&server);
    assert!(!past.patient_may_write(second).await, "still version 2");
    let third = past.retracted().await;
    assert!(past.patient_may_write(third).await, "version 1 again");
    assert!(server.terminate().success());
    is_sound(&data);

    // As if a newer program had scheduled the second visit.
    let change = "UPDATE entry SET body =
        CAST(replace(CAST(body AS TEXT), '\"rules\":2', '\"rules\":9') AS BLOB)
        WHERE CAST(body AS TEXT) LIKE '%\"rules\":2%'";
    assert_eq!(database(&data).execute(change, []).unwrap(), 1);
    let output = verify(&data, &[]);
    assert_eq!(output.code, 1, "{}", output.err);
    let message = "version 9 of the rules";
    let finding = output
        .out
        .lines()
        .find(|line| line.contains("(newer_rules)"));
    let finding = finding.unwrap_or_else(|| panic!("{}", output.out));
    assert!(finding.contains(&second.id.to_string()), "{finding}");
    assert!(finding.contains(message), "{finding}");

    let server = ServerProcess::serve(&data);
    past.on(&server);
    let chat = past.patient.direct(&past.provider);
    for path in ["", &format!("/chats/{chat}/messages")] {
        let (status, problem) = past.get(&format!("/visits/{}{path}", second.id)).await;
        assert_eq!(status, 501, "{problem}");
        assert_eq!(problem["code"], "unsupported_version");
        let detail = problem["detail"].as_str().unwrap();
        assert!(detail.contains(message), "{detail}");
    }
    let refused = past.say(&past.provider, second).await;
    assert_eq!(refused["code"], "unsupported_version");
    let (status, _) = past.get(&format!("/visits/{}", first.id)).await;
    assert_eq!(status, 200, "other visits are unaffected");
}

#[test]
fn unknown_rules_version_is_refused_at_startup() {
    let secret = ("VISIT_CHAT_JWT_SECRET", SECRET);
    let unknown = "there is no version 9 of the rules";
    let output = serve("rules_version = 9", &[secret]);
    assert!(
        output.contains("rules_version") && output.contains(unknown),
        "{output}"
    );
    let output = serve("", &[secret, ("VISIT_CHAT_RULES_VERSION", "9")]);
    assert!(output.contains("VISIT_CHAT_RULES_VERSION"), "{output}");
}
