//! The states of a chat, on the dashboard.

use super::shots::Shots;
use crate::setting::{Opened, Setting, chat, composer};
use reqwest::Method;
use serde_json::{Value, json};
use std::fs;
use visit_chat_tests::{Visit, Window, files};

/// Messages don't get through.
const BROKEN: &str = "
    const real = window.fetch;
    window.fetch = (url, options) =>
      String(url).endsWith('/messages') ? Promise.reject(new TypeError()) : real(url, options);";

/// Cuts the page's live connection.
const CUT: &str = "
    window.WebSocket = class {
        constructor() { setTimeout(() => this.onclose?.({ code: 1006 }), 50); }
        send() {}
        close() {}
    };
    dispatchEvent(new Event('offline'));";

async fn attach(setting: &Setting, window: &Window, direct: &str, name: &str, bytes: Vec<u8>) {
    let file = setting.folder.path().join(name);
    fs::write(&file, bytes).unwrap();
    let picker = format!("{}//input[@type='file']", chat(direct));
    window.choose_file(&picker, &file).await;
}

/// Retracts or corrects the provider's message with a text.
async fn amend(setting: &Setting, visit: Visit, direct: &str, text: &str, step: &str, body: Value) {
    let provider = &setting.provider;
    let page = setting
        .clinic
        .messages(provider, visit, direct, "limit=50")
        .await;
    let mut messages = page["messages"].as_array().unwrap().iter();
    let id = messages.find(|one| one["text"] == text).unwrap()["message"].clone();
    let path = format!(
        "/visits/{}/messages/{}/{step}",
        visit.id,
        id.as_str().unwrap()
    );
    let request = setting.clinic.request(&provider.token, Method::POST, &path);
    let answer = request.json(&body).send().await.unwrap();
    assert!(answer.status().is_success(), "{step}");
}

#[tokio::test]
async fn chat_in_each_state() {
    let mut shots = Shots::new();
    let mut setting = Setting::new();
    let Opened {
        visit,
        direct,
        patient,
        provider,
    } = setting.opened().await;
    let doctor = setting.provider.clone();
    shots.take(&provider, "chat-empty").await;
    setting
        .say(&doctor, visit, &direct, "Take two a day.")
        .await;
    setting
        .say(&doctor, visit, &direct, "The result is negative.")
        .await;
    provider.sees(&chat(&direct), "The result").await;
    amend(
        &setting,
        visit,
        &direct,
        "Take two a day.",
        "correction",
        json!({ "text": "Take one a day." }),
    )
    .await;
    amend(
        &setting,
        visit,
        &direct,
        "The result is negative.",
        "retraction",
        json!({ "reason": "Another patient" }),
    )
    .await;
    provider.sees(&chat(&direct), "Another patient").await;
    let first = "bySelector('[data-message]')[0].focus()";
    provider.run(first).await;
    shots.take(&provider, "chat-corrected-retracted").await;
    provider.run(first).await;
    provider.press("Correct message").await;
    shots.take(&provider, "chat-correct").await;
    provider.press("Cancel").await;

    let ready = format!("({}//li[contains(@class,'chip ready')])", chat(&direct));
    attach(
        &setting,
        &provider,
        &direct,
        "knee.png",
        files::png(480, 320),
    )
    .await;
    provider.has(&format!("{ready}[1]")).await;
    attach(&setting, &provider, &direct, "plan.pdf", files::pdf()).await;
    provider.has(&format!("{ready}[2]")).await;
    shots.take(&provider, "chat-files-ready").await;
    provider.type_into(&composer(&direct), "Like this?\n").await;
    provider.sees(&chat(&direct), "Like this?").await;
    provider.has(&format!("{}//img", chat(&direct))).await;
    shots.take(&provider, "chat-picture-document").await;
    shots.take(&patient, "patient-picture-document").await;
    patient.press("Enlarge knee.png").await;
    patient.has("//dialog").await;
    shots.take(&patient, "viewer").await;
    patient.keys("\u{E00C}").await;

    provider.slow_down(20_000).await;
    attach(
        &setting,
        &provider,
        &direct,
        "large.png",
        files::large_png(500, 500),
    )
    .await;
    provider
        .has(&format!("{}//progress[not(@hidden)]", chat(&direct)))
        .await;
    attach(&setting, &provider, &direct, "knee.mp4", files::mp4()).await;
    provider
        .sees(&format!("{}//*[@role='alert']", chat(&direct)), "MP4")
        .await;
    shots.take(&provider, "chat-upload").await;
    provider.press("Don't send large.png").await;

    provider.run("document.hasFocus = () => false").await;
    patient
        .type_into(&composer(&direct), "Yes, like this.\n")
        .await;
    patient
        .type_into(&composer(&direct), "It itches at night.\n")
        .await;
    provider.sees(&chat(&direct), "It itches at night.").await;
    shots.take(&provider, "chat-unread").await;

    provider.run("document.hasFocus = () => true").await;
    provider.run(BROKEN).await;
    provider
        .type_into(&composer(&direct), "Please come in tomorrow.\n")
        .await;
    provider.sees(&chat(&direct), "Not sent").await;
    shots.take(&provider, "chat-failed").await;
    patient.run("document.hasFocus = () => false").await;
    amend(
        &setting,
        visit,
        &direct,
        "Take one a day.",
        "correction",
        json!({ "text": "Take three a day." }),
    )
    .await;
    patient.sees(&chat(&direct), "Take three a day.").await;
    patient
        .run("bySelector('.new-line')[0].scrollIntoView()")
        .await;
    shots.take(&patient, "patient-corrected").await;
    patient.run(CUT).await;
    patient.sees("//my-visit", "Connection lost").await;
    shots.take(&patient, "patient-offline").await;
    provider.run(CUT).await;
    provider.sees("//waiting-room", "Connection lost").await;
    shots.take(&provider, "dashboard-offline").await;
    shots.end();
}

#[tokio::test]
async fn chat_that_is_closed() {
    let mut shots = Shots::new();
    let mut setting = Setting::new();
    let Opened {
        visit,
        direct,
        provider,
        ..
    } = setting.opened().await;
    let doctor = setting.provider.clone();
    setting.say(&doctor, visit, &direct, "See you.").await;
    provider.press("Lock chat for attendees").await;
    provider
        .has("//button[@aria-label='Unlock chat for attendees']")
        .await;
    shots.take(&provider, "chat-locked").await;
    provider.type_into(&composer(&direct), "A draft").await;
    setting.clinic.act(&doctor, visit, "complete_visit").await;
    provider
        .has("//visit-chat//form[contains(@class,'greyed')]")
        .await;
    shots.take(&provider, "chat-closed").await;
    shots.end();
}
