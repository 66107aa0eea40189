//! The page of a patient: one chat at a time. What counts as read is on the screen.

use crate::setting::{OneToOne, Setting, chat, composer, greyed, open, show};
use reqwest::Method;
use visit_chat_tests::{Token, Window};

/// The chats that are displayed.
const SHOWN: &str = "return bySelector('visit-chat')
    .filter((one) => one.checkVisibility()).map((one) => one.dataset.chat)";

/// A tab by a part of its text.
fn tab(label: &str) -> String {
    format!("//div[@class='visit-tabs']//button[contains(., '{label}')]")
}

fn badge(xpath: &str) -> String {
    format!("{xpath}//span[@class='badge' and not(@hidden)]")
}

async fn none(window: &Window, xpath: &str) {
    window.counts(xpath, 0).await;
}

async fn shows(window: &Window, chat: &str) {
    window.becomes(SHOWN, serde_json::json!([chat])).await;
}

/// Waits until the name, the composer and the newest message of the shown chat are in the viewport, and the page
/// does not scroll.
async fn all_in_sight(window: &Window) {
    let script = "const shown = bySelector('visit-chat').find((one) => one.checkVisibility());
        const all = (selector) => [...shown.shadowRoot.querySelectorAll(selector)];
        const parts = [...all('h2, .to, textarea'), all('[data-message]').at(-1)];
        const { scrollHeight, scrollWidth } = document.documentElement;
        const fits = scrollHeight <= innerHeight && scrollWidth <= innerWidth;
        return fits && parts.every((part) => {
          const { top, bottom, left, right } = part.getBoundingClientRect();
          return top >= 0 && bottom <= innerHeight && left >= 0 && right <= innerWidth && bottom > top;
        });";
    window.becomes(script, true).await;
}

#[tokio::test]
async fn p5_patient_on_a_phone_sees_one_chat_whose_messages_scroll_inside() {
    let mut setting = Setting::new();
    let OneToOne {
        carla,
        visit,
        direct,
    } = setting.one_to_one().await;
    for number in 1..=40 {
        let text = format!("line {number}.");
        setting.say(&setting.provider, visit, &direct, &text).await;
    }
    let patient = setting.attend(&carla, visit).await;
    patient.phone().await;
    // The direct chat is open, and the visit chat is not.
    patient.has(&greyed("visit")).await;
    patient.has(&open(&direct)).await;
    shows(&patient, &direct).await;
    patient.sees(&chat(&direct), "line 40.").await;
    patient
        .type_into(&composer(&direct), "half a sentence")
        .await;
    all_in_sight(&patient).await;

    // P6: a message in the other chat marks its tab, and moves nothing.
    setting
        .say(&setting.provider, visit, "visit", "Hello, all.")
        .await;
    let everyone = tab("All participants");
    patient.sees(&badge(&everyone), "1").await;
    shows(&patient, &direct).await;
    assert_eq!(
        patient.run("return focused().value").await,
        "half a sentence"
    );
    patient.click(&everyone).await;
    shows(&patient, "visit").await;
    all_in_sight(&patient).await;
    none(&patient, &badge(&everyone)).await;
    patient.click(&tab("2 people")).await;
    patient
        .sees("//section[@aria-label='Who is here']", "Dr. Ruth Adeyemi")
        .await;
    patient.becomes(SHOWN, serde_json::json!([])).await;
    patient.click(&tab("Dr. Ruth Adeyemi")).await;
    shows(&patient, &direct).await;
    assert_eq!(patient.value(&composer(&direct)).await, "half a sentence");
    assert_eq!(patient.complaints().await, [""; 0]);
}

#[tokio::test]
async fn page_on_a_phone_opens_with_the_unread_private_chat() {
    let mut setting = Setting::new();
    let OneToOne {
        carla,
        visit,
        direct,
    } = setting.one_to_one().await;
    setting
        .say(&setting.provider, visit, "visit", "Hello, all.")
        .await;
    setting
        .say(&setting.provider, visit, &direct, "Only for you.")
        .await;
    let link = setting.clinic.link("visit", &carla, Some(visit));
    let patient = setting.browser.open("about:blank").await;
    patient.phone().await;
    patient.goto(&link).await;
    patient.sees("//main", "You are in the waiting room").await;
    shows(&patient, &direct).await;
    all_in_sight(&patient).await;
}

#[tokio::test]
async fn r1_message_outside_the_viewport_is_unread() {
    stays_unread_below_the_fold(Setting::new()).await;
}

#[tokio::test]
async fn version_1_message_outside_the_viewport_is_unread() {
    stays_unread_below_the_fold(Setting::under_version_1()).await;
}

async fn stays_unread_below_the_fold(mut setting: Setting) {
    let OneToOne {
        carla,
        visit,
        direct,
    } = setting.one_to_one().await;
    let patient = setting.attend(&carla, visit).await;
    patient
        .run("bySelector('.chats')[0].style.marginTop = '3000px'")
        .await;
    patient.click("//h1").await;
    setting
        .say(&setting.provider, visit, &direct, "Hello.")
        .await;
    let unread = badge(&format!("{}//header", chat(&direct)));
    patient.sees(&chat(&direct), "Hello.").await;
    // The first one is still unread when the second one has come.
    setting
        .say(&setting.provider, visit, &direct, "Are you there?")
        .await;
    patient.sees(&chat(&direct), "Are you there?").await;
    patient.sees(&unread, "2").await;
    patient.run("scrollTo(0, 3000)").await;
    none(&patient, &unread).await;
}

#[tokio::test]
async fn patient_without_a_provider_is_told_why_direct_messages_are_greyed_out() {
    let mut setting = Setting::new();
    let carla = setting.clinic.person("patient", "Carla Mendes");
    let nurse = setting.clinic.person("staff", "Nurse Joy");
    let visit = setting
        .clinic
        .schedule("one_to_one", &[&nurse, &carla])
        .await;
    let patient = setting.attend(&carla, visit).await;
    let why = "No provider takes part in this visit yet.";
    patient.sees("//main", why).await;
    patient.phone().await;
    shows(&patient, "visit").await;
    let greyed = format!("{}[@aria-disabled='true']", tab("Direct Message"));
    patient.click(&greyed).await;
    patient
        .sees("//p[contains(@class, 'no-direct')]", why)
        .await;
    patient.becomes(SHOWN, serde_json::json!([])).await;
}

#[tokio::test]
async fn patient_who_was_removed_reaches_each_closed_chat() {
    let mut setting = Setting::new();
    let OneToOne {
        carla,
        visit,
        direct,
    } = setting.one_to_one().await;
    let patient = setting.attend(&carla, visit).await;
    patient.click(&tab("All participants")).await;
    shows(&patient, "visit").await;
    patient.click(&tab("Dr. Ruth Adeyemi")).await;
    let host = Token::host(setting.clinic.id).sign();
    let path = format!("/visits/{}/participants/{}/removal", visit.id, carla.id);
    let removal = setting.clinic.request(&host, Method::POST, &path);
    let removal = removal.json(&serde_json::json!({ "reason": "Wrong visit" }));
    assert!(removal.send().await.unwrap().status().is_success());
    patient
        .sees("//main", "You are no longer a participant")
        .await;
    shows(&patient, &direct).await;
    patient.click(&tab("All participants")).await;
    shows(&patient, "visit").await;
    patient.phone().await;
    patient.click(&tab("Dr. Ruth Adeyemi")).await;
    shows(&patient, &direct).await;
    // Neither is squeezed.
    let alike = "const [one, other] = bySelector('.visit-tabs .tab').map((tab) => tab.offsetWidth);
        return one / other >= 0.5 && one / other < 2";
    patient.becomes(alike, true).await;
}

#[tokio::test]
async fn p6_tab_stays_when_the_provider_of_an_empty_chat_is_removed() {
    let mut setting = Setting::new();
    let colleague = setting.clinic.person("provider", "Dr. Sam Lee");
    let carla = setting.clinic.person("patient", "Carla Mendes");
    let people = [&setting.provider, &colleague, &carla];
    let visit = setting.clinic.schedule("one_to_one", &people).await;
    let (one, other) = (carla.direct(&setting.provider), carla.direct(&colleague));
    let patient = setting.attend(&carla, visit).await;
    patient.phone().await;
    shows(&patient, &one).await;
    patient.click(&tab("Dr. Sam Lee")).await;
    shows(&patient, &other).await;
    let host = Token::host(setting.clinic.id).sign();
    let path = format!("/visits/{}/participants/{}/removal", visit.id, colleague.id);
    let request = setting.clinic.request(&host, Method::POST, &path);
    let answer = request
        .json(&serde_json::json!({ "reason": "Off duty" }))
        .send();
    assert!(answer.await.unwrap().status().is_success());
    patient
        .sees(&chat(&other), "Dr. Sam Lee was removed from this visit.")
        .await;
    patient.sees(&chat(&other), "Closed").await;
    shows(&patient, &other).await;
    patient
        .has(&format!("{}[@aria-pressed='true']", tab("Dr. Sam Lee")))
        .await;
    patient.click(&tab("Dr. Ruth Adeyemi")).await;
    shows(&patient, &one).await;
    // Its tab does not go from under a pointer.
    patient.has(&tab("Dr. Sam Lee")).await;
}

#[tokio::test]
async fn early_tap_leaves_the_tab_of_before_the_reload() {
    let mut setting = Setting::new();
    let OneToOne { carla, visit, .. } = setting.one_to_one().await;
    let patient = setting.attend(&carla, visit).await;
    patient.phone().await;
    show(&patient, "people").await;
    patient
        .run_first("setInterval(() => dispatchEvent(new Event('pointerdown')), 1)")
        .await;
    let address = format!("{}/visit", setting.server.url());
    patient.goto(&address).await;
    patient
        .has("//div[@class='visit-tabs']//button[@data-key='people' and @aria-pressed='true']")
        .await;
}
