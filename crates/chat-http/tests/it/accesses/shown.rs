//! Who may read the access log, and what a patient is shown of it.

use super::kind;
use crate::clinic::{ADA, BEN, CY, Clinic, EVE, OUTSIDER, PIA, QUIN, direct, id};
use serde_json::{Value, json};

#[tokio::test]
async fn patient_sees_who_looked_at_their_chats_and_no_one_elses() {
    let clinic = Clinic::new().await;
    let (pias, quins) = (direct(ADA, PIA), direct(ADA, QUIN));
    clinic.act(PIA, "enter_waiting_room").await;
    clinic.say(ADA, "visit", "hello").await;
    clinic.say(ADA, &pias, "for Pia").await;
    clinic.say(ADA, &quins, "for Quin").await;
    for (person, chat) in [(CY, "visit"), (PIA, &*pias), (QUIN, &*quins), (ADA, &*pias)] {
        clinic.page(person, chat).await.expect(200);
    }
    for chat in [&pias, &quins] {
        let glass = clinic.path(&format!("/chats/{chat}/oversight"));
        let why = json!({ "reason": "complaint 17" });
        clinic
            .post(&glass, &clinic.overseer(), &why)
            .await
            .expect(200);
    }
    clinic.page(OUTSIDER, "visit").await.expect(404);
    let shown = clinic.accesses(&clinic.token(PIA)).await;
    let who: Vec<_> = shown
        .iter()
        .map(|it| (kind(it), it["name"].clone(), it["chat"].clone()))
        .collect();
    let read = |name: &str, chat: &str| ("chat_read".to_owned(), json!(name), json!(chat));
    assert_eq!(
        who,
        [
            read("Cy", "visit"),
            read("Pia", &pias),
            read("Ada", &pias),
            ("chat_overseen".to_owned(), Value::Null, json!(pias)),
        ]
    );
    assert_eq!(shown[0]["role"], "staff");
    assert_eq!(shown[0]["sentence"], "Opened the chat for the first time.");
    let text = json!(shown).to_string();
    for hidden in ["Quin", "complaint", &id(EVE).to_string()] {
        assert!(!text.contains(hidden), "{hidden}: {text}");
    }
    for access in &shown {
        assert_eq!(
            (&access["address"], &access["request_id"]),
            (&Value::Null, &Value::Null)
        );
    }
}

#[tokio::test]
async fn accesses_are_for_patients_and_hosts_that_may_read() {
    let clinic = Clinic::new().await;
    let path = clinic.path("/accesses");
    let get = async |token: &str| clinic.get(&path, token).await;
    get(&clinic.token(ADA)).await.refuses(403, "patients_only");
    get(&clinic.token(OUTSIDER))
        .await
        .refuses(404, "visit_unknown");
    get(&clinic.host()).await.expect(403);
    let person = format!("/v1/people/{}/accesses", id(PIA));
    clinic.get(&person, &clinic.token(PIA)).await.expect(404);
    clinic.get(&person, &clinic.host()).await.expect(403);
    let wrong = format!("{path}?after=x");
    clinic
        .get(&wrong, &clinic.reading_host())
        .await
        .refuses(400, "invalid_query");
}

#[tokio::test]
async fn pages_follow_each_other_by_their_cursor() {
    let clinic = Clinic::new().await;
    clinic.say(ADA, "visit", "hello").await;
    for person in [ADA, BEN, CY] {
        clinic.page(person, "visit").await.expect(200);
    }
    let (mut path, mut found) = (clinic.path("/accesses?limit=2"), Vec::new());
    loop {
        let page = clinic.get(&path, &clinic.reading_host()).await;
        let page = page.expect(200).json();
        let entries = page["accesses"].as_array().unwrap();
        found.extend(entries.iter().map(|it| it["person"].clone()));
        let Some(next) = page["next"].as_str() else {
            break;
        };
        path = clinic.path(&format!("/accesses?limit=2&after={next}"));
    }
    assert_eq!(found, [ADA, BEN, CY].map(|person| json!(id(person))));
}
