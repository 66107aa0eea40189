//! Joining by an invitation link.

use crate::setting::{OneToOne, Setting};
use reqwest::Method;
use serde_json::{Value, json};
use visit_chat_tests::{Clinic, Token, Window};

const BORN: &str = "1984-03-12";

/// Makes a link for Carla, as the host, and returns its secret.
async fn invite(clinic: &Clinic, opened: &OneToOne) -> String {
    let path = format!("/visits/{}/invitations", opened.visit.id);
    let host = Token::host(clinic.id).sign();
    let body = json!({ "person": opened.carla.id, "birth_date": BORN });
    let made = clinic.request(&host, Method::POST, &path).json(&body);
    let made: Value = made.send().await.unwrap().json().await.unwrap();
    made["secret"].as_str().unwrap().to_owned()
}

/// Gives a date as a date picker does.
async fn enter(window: &Window, date: &str) {
    let script = format!("document.querySelector('#birth-date').value = '{date}'; return true");
    window.run(&script).await;
    window.press("Continue").await;
}

#[tokio::test]
async fn patient_joins_by_link_on_a_phone() {
    let mut setting = Setting::new();
    let opened = setting.one_to_one().await;
    let secret = invite(&setting.clinic, &opened).await;
    let link = format!("{}/join#{secret}", setting.server.url());

    let patient = setting.browser.open("about:blank").await;
    patient.phone().await;
    patient.goto(&link).await;
    patient
        .sees("//main", "Enter your birth date, so that no one else")
        .await;
    assert!(!patient.url().await.contains(&secret), "the secret is gone");
    enter(&patient, "1984-12-03").await;
    patient
        .sees("//main", "This did not work. Check the date and try again")
        .await;
    enter(&patient, BORN).await;
    patient.sees("//main", "You are in the waiting room.").await;
    assert!(patient.url().await.ends_with("/visit"));
}

#[tokio::test]
async fn service_that_is_busy_or_fails_says_so() {
    let mut setting = Setting::new();
    let opened = setting.one_to_one().await;
    let secret = invite(&setting.clinic, &opened).await;
    let link = format!("{}/join#{secret}", setting.server.url());
    let patient = setting.browser.open(&link).await;
    patient.sees("//main", "Enter your birth date").await;
    let busy = "The service is busy. Try again in a moment.";
    let failed = "The visit could not be opened. Try again later, or ask the clinic.";
    let script = |answer| format!("window.fetch = async () => {answer}; return true");
    patient
        .run(&script("new Response('{}', { status: 429 })"))
        .await;
    enter(&patient, BORN).await;
    patient.sees("//main", busy).await;
    for (answer, seen) in [
        ("Promise.reject(new TypeError())", "Check your connection"),
        ("new Response('{}', { status: 501 })", failed),
        ("new Response('<p>', { status: 503 })", busy),
    ] {
        patient.run(&script(answer)).await;
        patient.press("Try again").await;
        patient.sees("//main", seen).await;
    }
}

#[tokio::test]
async fn link_that_does_not_work_says_so_in_the_persons_language() {
    let mut setting = Setting::new();
    let address = format!("{}/join", setting.server.url());
    let wrong = "A".repeat(32);
    let person = setting.browser.open(&format!("{address}#{wrong}")).await;
    person
        .sees(
            "//main",
            "This link does not work. Ask the clinic for a new one.",
        )
        .await;
    let spanish = format!("{address}?lang=es#{wrong}");
    let person = setting.browser.open(&spanish).await;
    person
        .sees(
            "//main",
            "Este enlace no funciona. Pida uno nuevo a la clínica.",
        )
        .await;
    let empty = setting.browser.open(&address).await;
    empty
        .sees("//main", "This page needs a personal link.")
        .await;
}
