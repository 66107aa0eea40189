//! One message in forty visits (R4): its place on the dashboard, before and after a restart.

use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;
use visit_chat_tests::{Clinic, Person, ServerProcess, Visit};

const VISITS: usize = 40;

/// A page of a person's visits that wait for an answer.
async fn waiting(clinic: &Clinic, person: &Person) -> Value {
    visits(clinic, person, "?waiting=true").await
}

async fn visits(clinic: &Clinic, person: &Person, query: &str) -> Value {
    let path = format!("/visits{query}");
    let request = clinic.request(&person.token, Method::GET, &path);
    let answer = request.send().await.unwrap();
    assert_eq!(answer.status(), 200);
    answer.json().await.unwrap()
}

/// The visits listed and the number of visits that wait.
fn summary(page: &Value) -> (Vec<String>, u64) {
    let visits = page["visits"].as_array().unwrap().iter();
    let ids = visits.map(|view| view["visit"].as_str().unwrap().to_owned());
    (ids.collect(), page["waiting"].as_u64().unwrap())
}

async fn say(clinic: &Clinic, person: &Person, visit: Visit, chat: &str, text: &str) {
    let sent = clinic.send(person, visit, chat, Uuid::now_v7(), text).await;
    let receipt = sent.unwrap();
    assert!(receipt["number"].is_number(), "{receipt}");
}

#[tokio::test]
async fn r4_message_in_one_of_forty_visits_is_found_until_it_is_answered() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let server = ServerProcess::serve(&data);
    let mut clinic = Clinic::new(server.url());
    let provider = clinic.person("provider", "Dr. Ruth Adeyemi");
    let colleague = clinic.person("provider", "Dr. Li Wei");
    let patient = clinic.person("patient", "Carla Mendes");
    let people = [&provider, &colleague, &patient];
    let chat = patient.direct(&provider);
    let mut scheduled = Vec::new();
    for _ in 0..VISITS {
        scheduled.push(clinic.schedule("one_to_one", &people).await);
    }
    let last = *scheduled.last().unwrap();
    say(&clinic, &provider, last, &chat, "Tell me if you need help").await;
    assert_eq!(summary(&waiting(&clinic, &provider).await), (vec![], 0));
    say(&clinic, &patient, last, &chat, "I need help").await;

    let found = (vec![last.id.to_string()], 1);
    assert_eq!(summary(&waiting(&clinic, &provider).await), found);
    for person in [&colleague, &patient] {
        let page = waiting(&clinic, person).await;
        assert_eq!(summary(&page), (vec![], 0));
        let view = clinic.view(person, last).await;
        assert_eq!(view["waiting_since"], json!(null));
    }
    // The count does not depend on what is listed.
    let page = visits(&clinic, &provider, "?phase=completed").await;
    assert_eq!(summary(&page), (vec![], 1));

    assert!(server.terminate().success());
    let server = ServerProcess::serve(&data);
    server.url().clone_into(&mut clinic.url);
    assert_eq!(summary(&waiting(&clinic, &provider).await), found);
    assert_eq!(summary(&waiting(&clinic, &colleague).await), (vec![], 0));

    // Before it is read, no message answers it.
    say(&clinic, &provider, last, &chat, "We are 20 minutes late").await;
    assert_eq!(summary(&waiting(&clinic, &provider).await), found);
    let path = format!("/visits/{}/chats/{chat}/reading", last.id);
    let request = clinic.request(&provider.token, Method::PUT, &path);
    let marked = request.json(&json!({ "through": 3 })).send().await.unwrap();
    assert_eq!(marked.status(), 204);
    say(&clinic, &provider, last, &chat, "I am coming").await;
    assert_eq!(summary(&waiting(&clinic, &provider).await), (vec![], 0));
    say(&clinic, &patient, last, &chat, "Thank you").await;
    assert_eq!(summary(&waiting(&clinic, &provider).await), found);
    let path = format!("/visits/{}/chats/{chat}/no-answer-needed", last.id);
    let body = json!({ "through": 5 });
    let request = clinic.request(&provider.token, Method::PUT, &path);
    let answer = request.json(&body).send().await.unwrap();
    assert_eq!(answer.status(), 204);
    assert_eq!(summary(&waiting(&clinic, &provider).await), (vec![], 0));
    assert!(server.terminate().success());
    let output = crate::verify::verify(&data, &[]);
    assert_eq!(output.code, 0, "{} {}", output.out, output.err);
}
