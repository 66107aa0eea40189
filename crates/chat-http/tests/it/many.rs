//! One text to chosen visits.

use crate::{
    clinic::{ADA, Clinic, OUTSIDER, PIA, QUIN, id},
    http::Answer,
};
use serde_json::{Value, json};
use uuid::Uuid;

/// A clinic with three visits, of which the last is closed.
async fn three() -> (Clinic, [Uuid; 3]) {
    let clinic = Clinic::new().await;
    let visits = [clinic.visit, Uuid::now_v7(), Uuid::now_v7()];
    for visit in &visits[1..] {
        clinic.schedule(*visit).await;
    }
    let path = format!("/v1/visits/{}/actions", visits[2]);
    let complete = json!({ "action": "complete_visit" });
    clinic
        .post(&path, &clinic.token(ADA), &complete)
        .await
        .expect(204);
    (clinic, visits)
}

fn addressed(visits: &[Uuid]) -> Value {
    let one = |visit: &Uuid| json!({ "visit": visit, "recipient": "everyone", "client_id": Uuid::now_v7() });
    visits.iter().map(one).collect()
}

async fn send(clinic: &Clinic, to: &Value) -> Answer {
    let body = json!({ "text": "We are 20 minutes late.", "to": to });
    clinic.post("/v1/messages", &clinic.token(ADA), &body).await
}

async fn texts(clinic: &Clinic, visit: Uuid) -> usize {
    let path = format!("/v1/visits/{visit}/chats/visit/messages");
    let page = clinic.get(&path, &clinic.token(ADA)).await.expect(200);
    page.json()["messages"].as_array().unwrap().len()
}

#[tokio::test]
async fn each_visit_has_its_own_result() {
    let (clinic, visits) = three().await;
    let unknown = Uuid::now_v7();
    let to = addressed(&[visits[0], visits[2], unknown, visits[1]]);
    let results = send(&clinic, &to).await.expect(200).json()["results"].take();
    let codes: Vec<_> = results
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["receipt"].is_object(), one["problem"]["code"].as_str()))
        .collect();
    assert_eq!(
        codes,
        [
            (true, None),
            (false, Some("visit_closed")),
            (false, Some("visit_unknown")),
            (true, None)
        ]
    );
    for (result, asked) in results
        .as_array()
        .unwrap()
        .iter()
        .zip(to.as_array().unwrap())
    {
        assert_eq!(result["visit"], asked["visit"]);
        assert_eq!(result["client_id"], asked["client_id"]);
    }
}

#[tokio::test]
async fn retry_stores_nothing_and_gets_the_same_results() {
    let (clinic, visits) = three().await;
    let to = addressed(&visits);
    let first = send(&clinic, &to).await.expect(200).json();
    assert_eq!(send(&clinic, &to).await.expect(200).json(), first);
    assert_eq!(texts(&clinic, visits[0]).await, 1);
    assert_eq!(texts(&clinic, visits[1]).await, 1);
}

#[tokio::test]
async fn person_gets_it_in_the_direct_chat_with_the_sender() {
    let (clinic, visits) = three().await;
    let to = json!([
        { "visit": visits[0], "recipient": { "person": id(PIA) }, "client_id": Uuid::now_v7() },
        { "visit": visits[1], "recipient": { "person": id(QUIN) }, "client_id": Uuid::now_v7() },
    ]);
    let answer = send(&clinic, &to).await.expect(200).json();
    for (at, who) in [(0, PIA), (1, QUIN)] {
        let chat = crate::clinic::direct(ADA, who);
        assert_eq!(answer["results"][at]["receipt"]["chat"], json!(chat));
    }
}

#[tokio::test]
async fn number_of_visits_is_bounded() {
    let (clinic, visits) = three().await;
    for number in [0, 101] {
        let to = addressed(&vec![visits[0]; number]);
        send(&clinic, &to)
            .await
            .refuses(422, "wrong_number_of_visits");
    }
    assert_eq!(texts(&clinic, visits[0]).await, 0);
    let mut hundred = vec![visits[0]];
    hundred.resize_with(100, Uuid::now_v7);
    let results = send(&clinic, &addressed(&hundred)).await.expect(200).json();
    assert_eq!(results["results"].as_array().unwrap().len(), 100);
    assert_eq!(texts(&clinic, visits[0]).await, 1);
}

#[tokio::test]
async fn recipient_of_a_visit_is_named_once() {
    let (clinic, visits) = three().await;
    let twice = addressed(&[visits[0], visits[1], visits[0]]);
    send(&clinic, &twice).await.refuses(422, "addressed_twice");
    assert_eq!(texts(&clinic, visits[1]).await, 0, "nothing is sent");
    let chats = json!([
        { "visit": visits[0], "recipient": "everyone", "client_id": Uuid::now_v7() },
        { "visit": visits[0], "recipient": { "person": id(PIA) }, "client_id": Uuid::now_v7() },
        { "visit": visits[0], "recipient": { "person": id(QUIN) }, "client_id": Uuid::now_v7() },
    ]);
    let results = send(&clinic, &chats).await.expect(200).json()["results"].take();
    let mut results = results.as_array().unwrap().iter();
    assert!(results.all(|one| one["receipt"].is_object()));
}

#[tokio::test]
async fn phrases_are_listed_for_the_care_team_and_the_host() {
    let phrases = ["Please call us.", "The doctor is late."];
    let options = chat_http::HttpOptions::default().with_quick_phrases(
        phrases
            .map(|one| chat_http::QuickPhrase::new(one).unwrap())
            .to_vec(),
    );
    let clinic = Clinic::with(options).await;
    let none: [&str; 0] = [];
    for (token, offered) in [
        (clinic.token(ADA), &phrases[..]),
        (clinic.host(), &phrases),
        (clinic.token(PIA), &none),
        (clinic.token(OUTSIDER), &none),
    ] {
        let listed = clinic.get("/v1/phrases", &token).await;
        assert_eq!(listed.expect(200).json(), json!({ "phrases": offered }));
    }
}
