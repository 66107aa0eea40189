//! One message to chosen visits, and quick phrases.

use crate::setting::{Setting, composer, direct_message};
use reqwest::{Method, StatusCode};
use serde_json::json;
use visit_chat_tests::{Token, Visit, Window};

/// The answer to the next text for many visits gets lost, once `arrive()` was called.
const LOSE_THE_ANSWER: &str = "
    const real = window.fetch;
    window.fetch = async (url, init) => {
        if (!String(url).endsWith('/v1/messages')) return real(url, init);
        window.fetch = real;
        await new Promise((resolve) => (window.arrive = resolve));
        await real(url, init);
        throw new TypeError('lost');
    };";

async fn select(window: &Window, visit: Visit) {
    let select = format!(
        "//article[.//button[@data-visit='{}']]//input[@type='checkbox']",
        visit.id
    );
    window.click(&select).await;
}

/// Waits until this number of visits is selected.
async fn selected(window: &Window, count: usize) {
    let checked = "return bySelector('.visit-select').filter((one) => one.checked).length";
    window.becomes(checked, count).await;
}

/// The choice of a filter above the list.
fn filter(label: &str) -> String {
    format!("//label[span[text()='{label}']]")
}

/// How many messages of the visit chat there are.
async fn messages(setting: &Setting, visit: Visit) -> usize {
    let page = setting
        .clinic
        .messages(&setting.provider, visit, "visit", "limit=9")
        .await;
    page["messages"].as_array().unwrap().len()
}

async fn visits_of(setting: &Setting, names: &[&'static str]) -> Vec<Visit> {
    let mut visits = Vec::new();
    for name in names {
        let patient = setting.clinic.person("patient", name);
        let people = [&setting.provider, &patient];
        visits.push(setting.clinic.schedule("one_to_one", &people).await);
    }
    visits
}

#[tokio::test]
async fn message_to_selected_visits_lists_its_recipients_and_each_result() {
    let mut setting = Setting::new();
    let names = ["Carla Mendes", "Ben Cohen", "Ana Silva"];
    let visits = visits_of(&setting, &names).await;
    let provider = setting.dashboard().await;
    for visit in &visits {
        select(&provider, *visit).await;
    }
    provider.press("Message selected visits (3)").await;
    provider.sees("//dialog//h2", "To: 3 visits").await;
    for name in names {
        provider.sees("//dialog//li", name).await;
    }
    // Closed by someone else while the box is open.
    setting
        .clinic
        .act(&setting.provider, visits[1], "complete_visit")
        .await;
    let text = "We are 20 minutes late.";
    provider.type_into("//dialog//textarea", text).await;
    provider.press("Send").await;
    for (at, result) in [
        (0, "Sent"),
        (1, "Not sent. The visit is over."),
        (2, "Sent"),
    ] {
        let row = format!("//dialog//li[@data-visit='{}']", visits[at].id);
        provider.sees(&row, result).await;
    }
    provider.press("Try again (1)").await;
    provider
        .sees("//dialog//li", "Not sent. The visit is over.")
        .await;
    provider
        .sees("//dialog//p[@role='status']", "2 of 3 sent. 1 not sent.")
        .await;
    for (at, expected) in [(0, 1), (1, 0), (2, 1)] {
        assert_eq!(messages(&setting, visits[at]).await, expected);
    }
    assert_eq!(provider.complaints().await, Vec::<String>::new());
}

#[tokio::test]
async fn f7_message_whose_answer_was_lost_is_kept_and_never_sent_twice() {
    let mut setting = Setting::new();
    let visits = visits_of(&setting, &["Carla Mendes", "Ben Cohen"]).await;
    let provider = setting.dashboard().await;
    for visit in &visits {
        select(&provider, *visit).await;
    }
    provider.press("Message selected visits (2)").await;
    provider
        .type_into("//dialog//textarea", "We are late.")
        .await;
    provider.run(LOSE_THE_ANSWER).await;
    provider.press("Send").await;
    let status = "//dialog//p[@role='status']";
    provider.sees(status, "Sending to 2 chats").await;
    // The box can't be closed while its message is in flight.
    for _ in 0..2 {
        provider.keys("\u{E00C}").await;
    }
    assert_eq!(provider.count("//dialog[@open]").await, 1);
    provider.run("window.arrive()").await;
    provider.sees(status, "2 may have been sent.").await;
    provider.has("//dialog//textarea[@disabled]").await;
    provider.press("Close").await;
    assert_eq!(messages(&setting, visits[0]).await, 1, "it was sent");
    let kept = provider.run("return JSON.stringify(sessionStorage)").await;
    let kept = kept.as_str().unwrap();
    assert!(kept.contains("We are late."), "{kept}");
    assert!(
        !kept.contains("Cohen") && !kept.contains("Mendes"),
        "{kept}"
    );
    // Instead of a new message, the one whose outcome is unknown is offered, even after a reload.
    provider.run("location.reload()").await;
    provider
        .press("A message may have been sent. Try again")
        .await;
    provider.sees("//dialog//li", "Ben Cohen").await;
    assert_eq!(provider.value("//dialog//textarea").await, "We are late.");
    provider.press("Try again (2)").await;
    provider.sees(status, "2 of 2 sent.").await;
    provider.press("Close").await;
    for visit in visits {
        assert_eq!(messages(&setting, visit).await, 1);
    }
    let offered = "//button[contains(., 'may have been sent')][not(@hidden)]";
    provider.counts(offered, 0).await;
}

#[tokio::test]
async fn w9_message_that_may_have_been_sent_before_a_removal_is_not_shown_as_not_sent() {
    let mut setting = Setting::new();
    let patient = setting.clinic.person("patient", "Carla Mendes");
    let colleague = setting.clinic.person("provider", "Dr. Li Wei");
    let people = [&setting.provider, &colleague, &patient];
    let visit = setting.clinic.schedule("one_to_one", &people).await;
    let provider = setting.dashboard().await;
    select(&provider, visit).await;
    provider.press("Message selected visits (1)").await;
    provider
        .type_into("//dialog//textarea", "We are late.")
        .await;
    provider.run(LOSE_THE_ANSWER).await;
    provider.press("Send").await;
    provider.sees("//dialog//li", "Sending").await;
    provider.run("window.arrive()").await;
    let status = "//dialog//p[@role='status']";
    provider.sees(status, "1 may have been sent.").await;

    let host = Token::host(setting.clinic.id).sign();
    let removal = format!(
        "/visits/{}/participants/{}/removal",
        visit.id, setting.provider.id
    );
    let removed = setting.clinic.request(&host, Method::POST, &removal);
    let removed = removed
        .json(&json!({ "reason": "Wrong visit" }))
        .send()
        .await;
    assert_eq!(removed.unwrap().status(), StatusCode::NO_CONTENT);
    provider.press("Try again (1)").await;
    provider
        .sees(
            "//dialog//li",
            "May have been sent. You are no longer a participant",
        )
        .await;
    provider.sees(status, "1 may have been sent.").await;
    provider.press("Close").await;
    // Its visit is not shown to them any more.
    provider.run("location.reload()").await;
    provider
        .press("A message may have been sent. Try again")
        .await;
    provider
        .sees("//dialog//li", "The names are not known.")
        .await;
    provider.press("Don’t try again").await;
}

#[tokio::test]
async fn selection_ends_once_it_is_sent_out_of_sight_or_filtered() {
    let mut setting = Setting::new();
    let visits = visits_of(&setting, &["Carla Mendes", "Ben Cohen"]).await;
    let provider = setting.dashboard().await;
    for visit in &visits {
        select(&provider, *visit).await;
    }
    provider.press("Message selected visits (2)").await;
    provider
        .type_into("//dialog//textarea", "We are late.")
        .await;
    provider.press("Send").await;
    provider
        .sees("//dialog//p[@role='status']", "2 of 2 sent.")
        .await;
    provider.press("Close").await;
    selected(&provider, 0).await;

    select(&provider, visits[0]).await;
    provider.click(&filter("Closed visits")).await;
    provider.click(&filter("Open visits")).await;
    provider
        .has(&format!(
            "//article//button[@data-visit='{}']",
            visits[0].id
        ))
        .await;
    selected(&provider, 0).await;

    select(&provider, visits[0]).await;
    setting
        .clinic
        .act(&setting.provider, visits[0], "complete_visit")
        .await;
    selected(&provider, 0).await;
    setting
        .clinic
        .act(&setting.provider, visits[0], "reopen_visit")
        .await;
    provider
        .has(&format!(
            "//article//button[@data-visit='{}']",
            visits[0].id
        ))
        .await;
    selected(&provider, 0).await;
    let hidden = "//button[.='Select all who wait'][@hidden]";
    provider.has(hidden).await;
}

#[tokio::test]
async fn r4_box_names_all_readers_and_answers_where_each_visit_waits() {
    let mut setting = Setting::new();
    let carla = setting
        .clinic
        .person("patient", "Carla Mendes")
        .born("1970-02-01");
    let ben = setting.clinic.person("patient", "Ben Cohen");
    let rosa = setting.clinic.person("guest", "Rosa Mendes");
    let group = [&setting.provider, &carla, &ben, &rosa];
    let group = setting.clinic.schedule("group", &group).await;
    let ana = setting.clinic.person("patient", "Ana Silva");
    let single = [&setting.provider, &ana];
    let single = setting.clinic.schedule("one_to_one", &single).await;
    let guests = [&setting.provider, &rosa];
    let guests = setting.clinic.schedule("group", &guests).await;
    let direct = ana.direct(&setting.provider);
    setting
        .say(&setting.provider, single, &direct, "Hello.")
        .await;
    setting.say(&ana, single, &direct, "I need help.").await;

    let provider = setting.dashboard().await;
    provider.press("Select all who wait").await;
    selected(&provider, 1).await;
    select(&provider, group).await;
    select(&provider, guests).await;
    provider.press("Message selected visits (3)").await;
    let row = |visit: Visit| format!("//dialog//li[@data-visit='{}']", visit.id);
    provider
        .sees(&row(single), "Direct Message · waits for an answer")
        .await;
    let readers = "Carla Mendes 1970-02-01 (not there yet) and 2 others: \
        Ben Cohen (not there yet), Rosa Mendes (Guest, not there yet)";
    provider.sees(&row(group), readers).await;
    provider
        .click("//label[contains(., 'Direct Message to each patient')]")
        .await;
    provider
        .sees("//dialog//h2", "To: 3 patients in 2 visits")
        .await;
    let why = "No patient takes part in this visit.";
    provider
        .sees("//dialog//ul[@class='many-unreached']", why)
        .await;
    provider
        .click("//label[contains(., 'The chat that waits')]")
        .await;
    provider.type_into("//dialog//textarea", "Coming.").await;
    provider.press("Send").await;
    let status = "//dialog//p[@role='status']";
    provider.sees(status, "3 of 3 sent.").await;
    let page = setting
        .clinic
        .messages(&ana, single, &direct, "limit=9")
        .await;
    assert_eq!(page["messages"].as_array().unwrap().len(), 3);
    assert_eq!(messages(&setting, single).await, 0);
    assert_eq!(messages(&setting, group).await, 1);
    assert_eq!(provider.complaints().await, Vec::<String>::new());
}

#[tokio::test]
async fn focus_stays_on_a_row_that_moves() {
    let mut setting = Setting::new();
    let carla = setting.clinic.person("patient", "Carla Mendes");
    let people = [&setting.provider, &carla];
    let mut visits = Vec::new();
    for _ in 0..3 {
        visits.push(setting.clinic.schedule("one_to_one", &people).await);
    }
    let direct = carla.direct(&setting.provider);
    setting
        .say(&setting.provider, visits[2], &direct, "Hello.")
        .await;
    let provider = setting.dashboard().await;
    select(&provider, visits[2]).await;
    setting
        .say(&carla, visits[2], &direct, "I need help.")
        .await;
    provider.point_at("//h1").await;
    let moved = format!("//article[1]//button[@data-visit='{}']", visits[2].id);
    provider.has(&moved).await;
    let focused = "return focused().closest('article') === bySelector('article')[0]";
    provider.becomes(focused, true).await;
}

#[tokio::test]
async fn quick_phrase_is_inserted_at_the_cursor_and_not_sent() {
    let phrases = "Please call us.\nThe doctor is late.";
    let mut setting = Setting::with(&[("VISIT_CHAT_QUICK_PHRASES", phrases)]);
    let one_to_one = setting.one_to_one().await;
    let patient = setting.attend(&one_to_one.carla, one_to_one.visit).await;
    let provider = setting.dashboard().await;
    direct_message(&provider, &one_to_one.carla).await;
    let composer = composer(&one_to_one.direct);
    provider.type_into(&composer, "Hello. ").await;
    provider.press("Insert a quick phrase").await;
    provider.press("The doctor is late.").await;
    provider
        .holds(&composer, "Hello. The doctor is late.")
        .await;
    let page = setting
        .clinic
        .messages(
            &setting.provider,
            one_to_one.visit,
            &one_to_one.direct,
            "limit=9",
        )
        .await;
    assert!(page["messages"].as_array().unwrap().is_empty());
    let offered = "//button[@title='Insert a quick phrase'][not(@hidden)]";
    assert_eq!(patient.count(offered).await, 0);
    assert_eq!(provider.complaints().await, Vec::<String>::new());
}
