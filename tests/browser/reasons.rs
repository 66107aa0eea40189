//! Pages without content show the reason.

use crate::setting::{OneToOne, Setting, chat, composer, greyed, open};
use reqwest::{Method, StatusCode};
use serde_json::json;
use time::Duration;
use uuid::Uuid;
use visit_chat_tests::{Token, Visit};

#[tokio::test]
async fn call_page_without_access_says_so() {
    let mut setting = Setting::new();
    let carla = setting.clinic.person("patient", "Carla Mendes");
    let nowhere = Visit { id: Uuid::now_v7() };
    let link = setting.clinic.link("call", &carla, Some(nowhere));
    let window = setting.browser.open(&link).await;
    window.sees("//section[@aria-label='Call']", "visit").await;
    assert!(!window.text().await.contains("Opening the visit"));
    let offered = "//button[@data-action][not(@hidden)]";
    assert_eq!(window.count(offered).await, 0);
    window.press("Back to the visit").await;
    window.sees("//*[@class='where']", "visit").await;
    assert_eq!(window.count(offered).await, 0);
    let complaints = window.complaints().await;
    let errors: Vec<_> = complaints
        .iter()
        .filter(|complaint| complaint.contains("Error"))
        .collect();
    assert!(errors.is_empty(), "{errors:?}");
}

#[tokio::test]
async fn removed_participant_sees_why_and_the_screen_is_cleared() {
    let mut setting = Setting::new();
    let carla = setting.clinic.person("patient", "Carla Mendes");
    let visit = setting
        .clinic
        .schedule("group", &[&setting.provider, &carla])
        .await;
    let direct = carla.direct(&setting.provider);
    let patient = setting.attend(&carla, visit).await;
    setting
        .say(&setting.provider, visit, &direct, "Secret")
        .await;
    patient.has(&open(&direct)).await;
    patient.sees(&chat(&direct), "Secret").await;

    let path = format!("/visits/{}/participants/{}/removal", visit.id, carla.id);
    let host = Token::host(setting.clinic.id).sign();
    let removal = setting
        .clinic
        .request(&host, Method::POST, &path)
        .json(&json!({ "reason": "Wrong visit" }))
        .send()
        .await
        .unwrap();
    assert_eq!(removal.status(), StatusCode::NO_CONTENT);
    patient
        .has(&format!(
            "{}//form[contains(@class,'greyed')]",
            chat(&direct)
        ))
        .await;
    let offered = "//button[@data-action][not(@hidden)]";
    assert_eq!(patient.count(offered).await, 0);
    let source = patient.source().await;
    assert!(!source.contains("Secret"));
    // No list of people, nor a way to one.
    let people = "//section[@part='people'][not(@hidden)] | //button[contains(., ' people')]";
    assert_eq!(patient.count(people).await, 0);
}

#[tokio::test]
async fn expired_link_says_so_and_keeps_the_draft() {
    let mut setting = Setting::new();
    let OneToOne {
        mut carla,
        visit,
        direct,
    } = setting.one_to_one().await;
    setting
        .say(&setting.provider, visit, &direct, "Hello")
        .await;
    // The browser's start does not count. Clocks may differ by 60 s, so the token is valid for 18 s more.
    let patient = setting.browser.open("about:blank").await;
    let mut short = Token::person(setting.clinic.id, carla.id);
    short.lifetime = Duration::seconds(18 - 60);
    carla.token = short.sign();
    let link = setting.clinic.link("visit", &carla, Some(visit));
    patient.goto(&link).await;
    patient.has(&open(&direct)).await;
    patient.type_into(&composer(&direct), "half a word").await;

    let expired = "This link is no longer valid";
    patient.sees("//*[@class='banner']", expired).await;
    patient.has(&greyed(&direct)).await;
    patient.sees(&chat(&direct), expired).await;
    assert_eq!(patient.value(&composer(&direct)).await, "half a word");
    // Other notices in between are replaced by it again.
    patient.press_greyed("Join call").await;
    patient.sees("//*[@class='banner']", "call").await;
    patient.sees("//*[@class='banner']", expired).await;
}
