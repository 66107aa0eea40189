//! Written text survives a reload and an outage.

use crate::setting::{OneToOne, Setting, chat, composer, direct_message, greyed, open};
use reqwest::{Method, StatusCode};
use serde_json::json;
use std::fs;
use visit_chat_tests::{Clinic, Person, ServerProcess, Token, Visit, Window, eventually, files};

/// A patient who may write: the provider has sent the first message.
async fn patient_who_writes(setting: &mut Setting) -> (Person, Visit, String, Window) {
    let OneToOne {
        carla,
        visit,
        direct,
    } = setting.one_to_one().await;
    let patient = setting.attend(&carla, visit).await;
    setting
        .say(&setting.provider, visit, &direct, "Hello")
        .await;
    patient.has(&open(&direct)).await;
    (carla, visit, direct, patient)
}

async fn stored_texts(clinic: &Clinic, person: &Person, visit: Visit, direct: &str) -> Vec<String> {
    let page = clinic.messages(person, visit, direct, "limit=10").await;
    let messages = page["messages"].as_array().unwrap().iter();
    messages
        .map(|message| message["text"].as_str().unwrap_or_default().to_owned())
        .collect()
}

#[tokio::test]
async fn f7_unsent_message_survives_a_reload_and_is_stored_once() {
    let mut setting = Setting::new();
    let (carla, visit, direct, patient) = patient_who_writes(&mut setting).await;
    let address = setting
        .server
        .url()
        .trim_start_matches("http://")
        .to_owned();
    let page = format!("{}/visit", setting.server.url());
    let data = setting.folder.path().join("data");
    setting.server.kill_9();
    patient.sees("//body", "Connection lost").await;
    patient
        .type_into(&composer(&direct), "I feel dizzy\n")
        .await;
    patient.sees(&chat(&direct), "Not sent").await;

    setting.server = ServerProcess::serve_with(&data, &[("VISIT_CHAT_LISTEN", &address)]);
    patient.goto(&page).await;
    patient.sees(&chat(&direct), "I feel dizzy").await;
    assert_eq!(patient.value(&composer(&direct)).await, "");
    eventually("the message to be stored", || async {
        let texts = stored_texts(&setting.clinic, &carla, visit, &direct).await;
        (texts == ["Hello", "I feel dizzy"]).then_some(())
    })
    .await;

    // Once it is stored, nothing remains to be sent.
    let pending = format!("{}//li[contains(@class,'pending')]", chat(&direct));
    eventually("the message to be shown as stored", || async {
        (patient.count(&pending).await == 0).then_some(())
    })
    .await;
    patient.goto(&page).await;
    patient.sees(&chat(&direct), "I feel dizzy").await;
    assert_eq!(patient.count(&pending).await, 0);
}

#[tokio::test]
async fn files_with_one_name_are_removed_one_by_one_and_a_draft_keeps_its_files() {
    let mut setting = Setting::new();
    let (_, _, direct, patient) = patient_who_writes(&mut setting).await;
    let picker = format!("{}//input[@type='file']", chat(&direct));
    let chips = format!("{}//li[contains(@class,'chip ready')]", chat(&direct));
    let count = |expected: usize| {
        let (patient, chips) = (&patient, &chips);
        eventually("the files of the draft", move || async move {
            (patient.count(chips).await == expected).then_some(())
        })
    };
    for (folder, width) in [("left", 40), ("right", 60)] {
        let folder = setting.folder.path().join(folder);
        fs::create_dir(&folder).unwrap();
        fs::write(folder.join("knee.png"), files::png(width, 40)).unwrap();
        patient.choose_file(&picker, &folder.join("knee.png")).await;
    }
    count(2).await;
    patient.press("Don't send knee.png").await;
    count(1).await;
    patient.press("Don't send knee.png").await;
    count(0).await;

    let photo = setting.folder.path().join("left/knee.png");
    patient.choose_file(&picker, &photo).await;
    count(1).await;
    patient.type_into(&composer(&direct), "My knee").await;
    patient
        .goto(&format!("{}/visit", setting.server.url()))
        .await;
    count(1).await;
    assert_eq!(patient.value(&composer(&direct)).await, "My knee");
    patient.type_into(&composer(&direct), "\n").await;
    let sent = format!(
        "{}//li[@data-message][.//img and contains(., 'My knee')]",
        chat(&direct)
    );
    patient.has(&sent).await;
}

#[tokio::test]
async fn dashboard_leads_to_an_unsent_message() {
    let mut setting = Setting::new();
    let OneToOne {
        carla,
        visit,
        direct,
    } = setting.one_to_one().await;
    let provider = setting.dashboard().await;
    direct_message(&provider, &carla).await;
    // A request that never gets through although the server is up.
    provider
        .run(
            "const real = window.fetch;
             window.fetch = (url, options) =>
               options?.method === 'POST' ? Promise.reject(new TypeError()) : real(url, options)",
        )
        .await;
    provider
        .type_into(&composer(&direct), "Please call back\n")
        .await;
    provider.sees(&chat(&direct), "Not sent").await;
    // Long ago: a younger one would go by itself.
    provider
        .run(
            "for (const key of Object.keys(sessionStorage).filter((key) => key.includes('.outbox.'))) {
               const kept = JSON.parse(sessionStorage.getItem(key));
               for (const one of kept) one.written = '2020-01-01T10:00:00Z';
               sessionStorage.setItem(key, JSON.stringify(kept));
             }",
        )
        .await;
    provider
        .goto(&format!("{}/dashboard", setting.server.url()))
        .await;
    provider
        .press("A message in the chat with Carla Mendes was not sent")
        .await;
    provider.press("Try again").await;
    eventually("the message to be stored", || async {
        let texts = stored_texts(&setting.clinic, &carla, visit, &direct).await;
        (texts == ["Please call back"]).then_some(())
    })
    .await;
}

#[tokio::test]
async fn w9_message_that_may_have_been_sent_before_a_removal_keeps_its_id() {
    let mut setting = Setting::new();
    let (carla, visit, direct, patient) = patient_who_writes(&mut setting).await;
    patient
        .run(
            "const later = window.setTimeout;
             window.setTimeout = (run, wait) => later(run, wait >= 15_000 && wait < 30_000 ? 300 : wait);
             const real = window.fetch;
             window.broken = true;
             window.fetch = (url, options) =>
               window.broken && String(url).endsWith('/messages') ? Promise.reject(new TypeError()) : real(url, options)",
        )
        .await;
    patient
        .type_into(&composer(&direct), "I feel dizzy\n")
        .await;
    patient.sees(&chat(&direct), "Not sent").await;
    let host = Token::host(setting.clinic.id).sign();
    let act = async |path: &str| {
        let path = format!("/visits/{}/participants/{}{path}", visit.id, carla.id);
        let request = setting.clinic.request(&host, Method::POST, &path);
        let answer = request.json(&json!({ "reason": "Wrong visit" })).send();
        assert_eq!(answer.await.unwrap().status(), StatusCode::NO_CONTENT);
    };
    act("/removal").await;
    patient.has(&greyed(&direct)).await;
    patient.run("window.broken = false").await;
    patient.press("Try again").await;
    patient
        .sees(&chat(&direct), "You are no longer a participant")
        .await;
    // It is not a draft, which could be sent again under another id.
    assert_eq!(patient.value(&composer(&direct)).await, "");
    act("/removal/undo").await;
    patient.has(&open(&direct)).await;
    patient.press("Try again").await;
    eventually("the message to be stored", || async {
        let texts = stored_texts(&setting.clinic, &carla, visit, &direct).await;
        (texts == ["Hello", "I feel dizzy"]).then_some(())
    })
    .await;
}
