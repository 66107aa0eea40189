//! The patient's page, and pages without a valid link.

use super::shots::Shots;
use crate::setting::{OneToOne, Setting, chat, composer, greyed, open, show};
use reqwest::Method;
use serde_json::json;
use time::Duration;
use visit_chat_tests::{Person, Token};

#[tokio::test]
async fn patient_from_the_waiting_room_to_the_end() {
    let mut shots = Shots::new();
    let mut setting = Setting::with(&[("VISIT_CHAT_POLICY_FOLLOW_UP_HOURS", "72")]);
    let OneToOne {
        carla,
        visit,
        direct,
    } = setting.one_to_one().await;
    let patient = setting.attend(&carla, visit).await;
    patient.has(&greyed(&direct)).await;
    shots.take(&patient, "patient-waiting").await;
    let provider = setting.provider.clone();
    let hello = "Good morning. I will be with you in ten minutes.";
    setting.say(&provider, visit, &direct, hello).await;
    patient.has(&open(&direct)).await;
    let thanks = "Thank you.\nThe instructions are at https://example.org/rash?day=2";
    setting.say(&carla, visit, &direct, thanks).await;
    patient.sees(&chat(&direct), "The instructions").await;
    shots.take(&patient, "patient-open").await;
    setting.clinic.act(&provider, visit, "join_call").await;
    patient.sees("//main", "Join call").await;
    shots.take(&patient, "patient-call").await;
    setting.clinic.act(&provider, visit, "complete_visit").await;
    patient.sees("//main", "Direct messages stay open").await;
    shots.take(&patient, "patient-follow-up").await;
    patient.type_into(&composer(&direct), "A draft").await;
    setting.clinic.act(&provider, visit, "end_follow_up").await;
    patient.has(&greyed(&direct)).await;
    shots.take(&patient, "patient-ended").await;
    shots.end();
}

#[tokio::test]
async fn patient_of_several_providers() {
    let mut shots = Shots::new();
    let mut setting = Setting::new();
    let clinic = setting.clinic.clone();
    let carla = clinic.person("patient", "Carla Mendes");
    let colleague = clinic.person("provider", "Dr. Amir Haddad");
    let doctor = setting.provider.clone();
    let people = [&doctor, &colleague, &carla];
    let visit = clinic.schedule("one_to_one", &people).await;
    let patient = setting.attend(&carla, visit).await;
    let own = carla.direct(&doctor);
    for (author, chat, text) in [
        (&doctor, own.as_str(), "Hello Carla."),
        (&colleague, &carla.direct(&colleague), "I join you later."),
        (&doctor, "visit", "Welcome to your visit."),
    ] {
        setting.say(author, visit, chat, text).await;
    }
    show(&patient, &own).await;
    patient.sees(&chat(&own), "Hello Carla.").await;
    patient
        .has("(//div[@class='visit-tabs']//span[@class='badge'][not(@hidden)])[2]")
        .await;
    shots.take(&patient, "patient-tabs").await;
    show(&patient, "visit").await;
    patient.sees(&chat("visit"), "Welcome to your visit.").await;
    shots.take(&patient, "patient-tabs-everyone").await;
    shots.end();
}

#[tokio::test]
async fn patient_who_was_removed() {
    let mut shots = Shots::new();
    let mut setting = Setting::new();
    let OneToOne {
        carla,
        visit,
        direct,
    } = setting.one_to_one().await;
    let guest = setting.clinic.person("guest", "Rosa Mendes");
    let people = [&setting.provider, &carla, &guest];
    let group = setting.clinic.schedule("group", &people).await;
    let guests = setting.attend(&guest, group).await;
    shots.take(&guests, "guest-waiting").await;
    let choice = setting.clinic.link("visit", &carla, None);
    let patient = setting.browser.open(&choice).await;
    patient.sees("//main", "Your visits").await;
    shots.take(&patient, "patient-visits").await;
    let patient = setting.attend(&carla, visit).await;
    setting
        .say(&setting.provider, visit, &direct, "Hello.")
        .await;
    patient.has(&open(&direct)).await;
    let host = Token::host(setting.clinic.id).sign();
    let path = format!("/visits/{}/participants/{}/removal", visit.id, carla.id);
    let removal = setting.clinic.request(&host, Method::POST, &path);
    let removal = removal
        .json(&json!({ "reason": "Wrong visit" }))
        .send()
        .await;
    assert!(removal.unwrap().status().is_success());
    patient.has(&greyed(&direct)).await;
    shots.take(&patient, "patient-removed").await;
    shots.end();
}

#[tokio::test]
async fn pages_without_a_valid_link() {
    let mut shots = Shots::new();
    let mut setting = Setting::new();
    let OneToOne { carla, visit, .. } = setting.one_to_one().await;
    let url = setting.server.url().to_owned();
    let window = setting.browser.open(&format!("{url}/visit")).await;
    window.sees("//main", "personal link").await;
    shots.take(&window, "no-link").await;
    window.goto(&format!("{url}/")).await;
    shots.take(&window, "start").await;
    let token = Token {
        lifetime: -Duration::HOUR,
        ..Token::person(setting.clinic.id, carla.id)
    };
    let expired = Person {
        token: token.sign(),
        ..carla
    };
    let link = setting.clinic.link("visit", &expired, Some(visit));
    let window = setting.browser.open(&link).await;
    window.sees("//my-visit", "no longer valid").await;
    shots.take(&window, "expired-link").await;
    shots.end();
}

#[tokio::test]
async fn notices_on_both_sides() {
    let mut shots = Shots::new();
    let mut setting = Setting::new();
    let OneToOne { carla, visit, .. } = setting.one_to_one().await;
    let patient = setting.attend(&carla, visit).await;
    let bar = "//div[@class='notice-bar'][not(@hidden)]";
    patient.has(bar).await;
    shots.take(&patient, "patient-notice-offer").await;
    show(&patient, "visit").await;
    patient.press("I need help now").await;
    patient.sees(bar, "sent to the care team").await;
    shots.take(&patient, "patient-notice-sent").await;
    let dashboard = setting.dashboard().await;
    let alert = "//div[@class='notice-alert']";
    dashboard.sees(alert, "I need help now").await;
    shots.take(&dashboard, "dashboard-notice").await;
    shots.end();
}
