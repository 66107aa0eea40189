//! Records as FHIR resources.

use crate::{
    clinic::{ADA, BEN, Clinic, OUTSIDER, PIA, QUIN, direct, id},
    http::Answer,
};
use serde_json::{Value, json};
use uuid::Uuid;

async fn asked(clinic: &Clinic, token: &str, query: &str) -> Answer {
    clinic
        .get(&clinic.path(&format!("/fhir{query}")), token)
        .await
}

/// A visit in which Ada wrote each patient a direct message, and everyone one message.
async fn written() -> Clinic {
    let clinic = Clinic::new().await;
    clinic.act(ADA, "join_call").await;
    for patient in [PIA, QUIN] {
        clinic.act(patient, "enter_waiting_room").await;
    }
    clinic.say(ADA, &direct(ADA, PIA), "only for pia").await;
    clinic.say(ADA, &direct(ADA, QUIN), "only for quin").await;
    clinic.say(ADA, "visit", "for everyone").await;
    clinic
}

/// The texts of a bundle.
fn texts(bundle: &Value) -> Vec<&str> {
    let entries = bundle["entry"].as_array().unwrap().iter();
    let payloads = entries.map(|entry| &entry["resource"]["payload"][0]["contentString"]);
    payloads.filter_map(Value::as_str).collect()
}

#[tokio::test]
async fn each_reader_gets_what_they_may_read() {
    let clinic = written().await;
    for (token, wanted) in [
        (clinic.token(PIA), &["only for pia", "for everyone"][..]),
        (clinic.token(BEN), &["for everyone"]),
        (
            clinic.token(ADA),
            &["only for pia", "only for quin", "for everyone"],
        ),
        (
            clinic.reading_host(),
            &["only for pia", "only for quin", "for everyone"],
        ),
    ] {
        let bundle = asked(&clinic, &token, "").await;
        let bundle = bundle.expect(200);
        assert_eq!(bundle.header("content-type"), "application/fhir+json");
        assert_eq!(bundle.header("cache-control"), "private, no-store");
        let disposition = bundle.header("content-disposition").to_owned();
        assert!(disposition.contains(".r4.json"), "{disposition}");
        let bundle = bundle.json();
        assert_eq!(bundle["resourceType"], "Bundle");
        assert_eq!(bundle["entry"][0]["resource"]["resourceType"], "Encounter");
        assert_eq!(texts(&bundle), wanted);
    }
}

#[tokio::test]
async fn record_is_in_the_access_log_with_each_chat_that_it_has() {
    let clinic = written().await;
    asked(&clinic, &clinic.token(PIA), "").await.expect(200);
    let host = clinic.reading_host();
    asked(&clinic, &host, "?format=ndjson").await.expect(200);
    let listed = clinic
        .get(&clinic.path("/accesses"), &host)
        .await
        .expect(200)
        .json();
    let accesses = listed["accesses"].as_array().unwrap().iter();
    let mut seen: Vec<_> = accesses
        .map(|it| (it["kind"].clone(), it["by"].clone(), it["chat"].clone()))
        .collect();
    seen.sort_by_key(|it| format!("{it:?}"));
    let made = |by: &str, chat: &str| (json!("transcript_made"), json!(by), json!(chat));
    let (pias, quins) = (direct(ADA, PIA), direct(ADA, QUIN));
    let mut all = vec![
        made("person", "visit"),
        made("person", &pias),
        made("host", "visit"),
        made("host", &pias),
        made("host", &quins),
    ];
    all.sort_by_key(|it| format!("{it:?}"));
    assert_eq!(seen, all);
}

#[tokio::test]
async fn version_and_form_are_chosen() {
    let clinic = written().await;
    let host = clinic.reading_host();
    let r5 = asked(&clinic, &host, "?version=r5").await.expect(200);
    let r5 = r5.json();
    assert!(texts(&r5).is_empty(), "R5 has texts as attachments");
    assert!(r5["entry"][0]["resource"]["actualPeriod"].is_object());
    let lines = asked(&clinic, &host, "?version=&format=ndjson").await;
    let lines = lines.expect(200);
    assert_eq!(lines.header("content-type"), "application/fhir+ndjson");
    let text = String::from_utf8(lines.body.to_vec()).unwrap();
    let last: Value = serde_json::from_str(text.lines().last().unwrap()).unwrap();
    assert_eq!(last["resourceType"], "Encounter");
    let entries = r5["entry"].as_array().unwrap().len();
    assert_eq!(
        (text.lines().count(), text.ends_with('\n')),
        (entries, true)
    );
    for (query, code) in [
        ("?version=r3", "unknown_version"),
        ("?version=R4", "unknown_version"),
        ("?format=xml", "unknown_format"),
    ] {
        asked(&clinic, &host, query).await.refuses(400, code);
    }
}

#[tokio::test]
async fn m7_visit_of_others_is_as_one_that_does_not_exist() {
    let clinic = written().await;
    let elsewhere = Uuid::now_v7();
    let absent = format!("/v1/visits/{elsewhere}/fhir");
    for token in [clinic.token(OUTSIDER), clinic.token_in(elsewhere, PIA)] {
        let there = asked(&clinic, &token, "").await;
        there.refuses(404, "visit_unknown");
        assert_eq!(clinic.get(&absent, &token).await, there);
    }
    let host = clinic.get(&absent, &clinic.reading_host()).await;
    host.refuses(404, "visit_unknown");
    asked(&clinic, "", "").await.expect(401);
}

#[tokio::test]
async fn host_needs_the_permission_to_read() {
    let clinic = written().await;
    let refused = asked(&clinic, &clinic.host(), "").await;
    let status = clinic.get(&clinic.path("/status"), &clinic.host()).await;
    assert_eq!(refused.status, 403);
    assert_eq!(refused, status);
}

#[tokio::test]
async fn w9_removed_person_gets_no_record() {
    let clinic = written().await;
    let removal = clinic.path(&format!("/participants/{}/removal", id(PIA)));
    let because = json!({ "reason": "the wrong person" });
    clinic
        .post(&removal, &clinic.host(), &because)
        .await
        .expect(204);
    let refused = asked(&clinic, &clinic.token(PIA), "").await;
    refused.refuses(403, "removed");
}
