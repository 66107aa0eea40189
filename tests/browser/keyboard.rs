//! The whole mission without a mouse: Tab, Enter, arrows and Escape.

use crate::setting::{OneToOne, Setting, chat, open, show};
use visit_chat_tests::{Person, Visit, Window, eventually};

const TAB: &str = "\u{E004}";
const ENTER: &str = "\u{E007}";
const ESCAPE: &str = "\u{E00C}";
const DOWN: &str = "\u{E015}";

/// More Tabs than any page here needs.
const MOST: usize = 60;

async fn is_on(window: &Window, css: &str) -> bool {
    let script = format!("return Boolean(focused()?.matches({css:?}))");
    window.run(&script).await == true
}

/// Waits until the focus is on an element.
async fn lands_on(window: &Window, css: &str) {
    eventually(&format!("the focus on {css}"), || async {
        is_on(window, css).await.then_some(())
    })
    .await;
}

/// Presses Tab until the focus is on an element, which must be visible.
async fn tab_to(window: &Window, css: &str) {
    for _ in 0..MOST {
        window.keys(TAB).await;
        if is_on(window, css).await {
            let seen = "return focused().checkVisibility({ opacityProperty: true, visibilityProperty: true })";
            assert_eq!(window.run(seen).await, true, "{css} is hidden");
            return;
        }
    }
    panic!("Tab does not reach {css}");
}

/// The same, and presses Enter.
async fn enter(window: &Window, css: &str) {
    tab_to(window, css).await;
    window.keys(ENTER).await;
}

/// In a menu, the entry with a label.
async fn choose(window: &Window, label: &str) {
    lands_on(window, ".menu-item").await;
    let there = format!("return focused().textContent.startsWith({label:?})");
    for _ in 0..MOST {
        if window.run(&there).await == true {
            return window.keys(ENTER).await;
        }
        window.keys(DOWN).await;
    }
    panic!("the arrows do not reach {label}");
}

fn name_of(person: &Person) -> String {
    format!("[data-person='{}'] .name-button", person.id)
}

fn id_of(visit: Visit) -> String {
    format!(".visit-id[data-visit='{}']", visit.id)
}

/// A composer that is not greyed out.
const BOX: &str = "textarea.composer-text:not([readonly])";

#[tokio::test]
async fn patient_is_written_to_from_the_dashboard_and_answers_by_keyboard() {
    let mut setting = Setting::new();
    let OneToOne {
        carla,
        visit,
        direct,
    } = setting.one_to_one().await;
    let patient = setting.attend(&carla, visit).await;
    let provider = setting.dashboard().await;

    enter(&provider, &name_of(&carla)).await;
    choose(&provider, "Direct Message").await;
    lands_on(&provider, BOX).await;
    provider.keys("Good morning").await;
    provider.keys(ENTER).await;
    patient.sees(&chat(&direct), "Good morning").await;
    lands_on(&provider, BOX).await;
    provider.keys(ESCAPE).await;
    lands_on(&provider, &name_of(&carla)).await;

    patient.has(&open(&direct)).await;
    tab_to(&patient, BOX).await;
    patient.keys("Yes, I hear you").await;
    patient.keys(ENTER).await;

    enter(&provider, &id_of(visit)).await;
    lands_on(&provider, ".menu-item").await;
    provider.keys(ESCAPE).await;
    lands_on(&provider, &id_of(visit)).await;
    provider.keys(ENTER).await;
    choose(&provider, "Direct Message").await;
    provider.sees(&chat(&direct), "Yes, I hear you").await;
    lands_on(&provider, BOX).await;
    provider.keys(ESCAPE).await;
    lands_on(&provider, &id_of(visit)).await;
    provider.keys(ENTER).await;
    choose(&provider, "Visit chat").await;
    lands_on(&provider, BOX).await;
    provider.keys("Welcome").await;
    enter(&provider, "button.send").await;
    enter(&patient, ".visit-tabs [data-key='visit']").await;
    patient.sees(&chat("visit"), "Welcome").await;
    for window in [patient, provider] {
        assert_eq!(window.complaints().await, [""; 0]);
    }
}

#[tokio::test]
async fn message_is_corrected_and_windows_are_used_by_keyboard() {
    let mut setting = Setting::new();
    let OneToOne { carla, direct, .. } = setting.one_to_one().await;
    let provider = setting.dashboard().await;
    enter(&provider, &name_of(&carla)).await;
    choose(&provider, "Direct Message").await;
    lands_on(&provider, BOX).await;
    provider.keys("Two a day").await;
    provider.keys(ENTER).await;
    provider
        .has(&format!("{}//li[@data-message]", chat(&direct)))
        .await;
    // The list, the message, its tools.
    tab_to(&provider, "[data-message]").await;
    enter(&provider, "[aria-label='Correct message']").await;
    lands_on(&provider, "dialog textarea").await;
    provider.keys(ESCAPE).await;
    // The tools of a message are shown while it has the focus.
    lands_on(&provider, "[aria-label='Correct message'], [data-message]").await;
    if !is_on(&provider, "[aria-label='Correct message']").await {
        tab_to(&provider, "[aria-label='Correct message']").await;
    }
    provider.keys(ENTER).await;
    lands_on(&provider, "dialog textarea").await;
    provider.keys("!").await;
    enter(&provider, "dialog .primary").await;
    provider.sees(&chat(&direct), "Corrected").await;
    enter(&provider, "[aria-label='Minimize chat']").await;
    lands_on(&provider, "[aria-label='Expand chat']").await;
    provider.keys(ENTER).await;
    lands_on(&provider, "[aria-label='Minimize chat']").await;
    enter(&provider, "[aria-label='Close chat']").await;
    lands_on(&provider, &name_of(&carla)).await;
}

#[tokio::test]
async fn dialogs_of_the_dashboard_give_the_focus_back() {
    let mut setting = Setting::new();
    let next = setting.clinic.person("provider", "Dr. Amir Haddad");
    let carla = setting.clinic.person("patient", "Carla Mendes");
    let people = [&setting.provider, &next, &carla];
    setting.clinic.schedule("one_to_one", &people).await;
    let provider = setting.dashboard().await;
    for (label, field) in [
        ("Hand over…", "dialog select"),
        ("Complete visit", "dialog button"),
    ] {
        tab_to(&provider, "button.more").await;
        provider.keys(ENTER).await;
        choose(&provider, label).await;
        lands_on(&provider, field).await;
        provider.keys(ESCAPE).await;
        lands_on(&provider, "button.more").await;
    }
    tab_to(&provider, ".visit-select").await;
    provider.keys(" ").await;
    provider
        .has("//button[text()='Message selected visits (1)'][not(@hidden)]")
        .await;
    enter(&provider, ".selection .button:not([hidden])").await;
    lands_on(&provider, "dialog *").await;
    provider.keys(ESCAPE).await;
    lands_on(&provider, ".selection .button").await;
}

#[tokio::test]
async fn call_is_joined_and_its_recipients_are_chosen_by_keyboard() {
    let mut setting = Setting::new();
    let OneToOne {
        carla,
        visit,
        direct,
    } = setting.one_to_one().await;
    let patient = setting.attend(&carla, visit).await;
    let link = setting.clinic.link("call", &setting.provider, Some(visit));
    let provider = setting.browser.open(&link).await;
    provider
        .has("//button[@data-action='join_call'][not(@hidden)]")
        .await;
    enter(&provider, "[data-action='join_call']").await;
    // The button is gone once its work is done; the focus is where the call goes on.
    lands_on(&provider, "[title='Toggle Maximize View']").await;
    provider.keys(ENTER).await;
    provider
        .has("//button[@title='Toggle Maximize View'][@aria-pressed='false']")
        .await;
    lands_on(&provider, "[title='Toggle Maximize View']").await;

    enter(&provider, "[title='All participants']").await;
    lands_on(&provider, BOX).await;
    provider.keys("Welcome").await;
    provider.keys(ENTER).await;
    enter(&patient, ".visit-tabs [data-key='visit']").await;
    patient.sees(&chat("visit"), "Welcome").await;
    enter(&patient, ".visit-tabs [data-key^='direct']").await;
    provider.keys(ESCAPE).await;
    lands_on(&provider, "[title='All participants']").await;
    enter(&provider, "[title='Direct Message']").await;
    lands_on(&provider, BOX).await;
    provider.keys("For you alone").await;
    provider.keys(ENTER).await;
    patient.sees(&chat(&direct), "For you alone").await;
    enter(&provider, "[aria-label='Close chat']").await;
    lands_on(&provider, "[title='Direct Message']").await;

    enter(&provider, "[title='Participants']").await;
    lands_on(&provider, ".roster").await;
    enter(&provider, ".roster .bubble").await;
    lands_on(&provider, BOX).await;
    provider.keys(ESCAPE).await;
    lands_on(&provider, ".roster .bubble").await;
    provider.keys(ESCAPE).await;
    lands_on(&provider, "[title='Participants']").await;
    for window in [patient, provider] {
        assert_eq!(window.complaints().await, [""; 0]);
    }
}

#[tokio::test]
async fn focus_goes_on_when_a_button_has_done_its_work() {
    let mut setting = Setting::new();
    let OneToOne {
        carla,
        visit,
        direct,
    } = setting.one_to_one().await;
    let patient = setting.attend(&carla, visit).await;
    show(&patient, "visit").await;
    patient.press("I need help now").await;
    let provider = setting.dashboard().await;
    provider.has("//div[@class='notice-alert']").await;
    enter(&provider, ".notice-alert button:last-child").await;
    lands_on(&provider, &id_of(visit)).await;

    let hello = "Tell me if you need help.";
    setting.say(&setting.provider, visit, &direct, hello).await;
    setting.say(&carla, visit, &direct, "No, thank you.").await;
    enter(&provider, &name_of(&carla)).await;
    choose(&provider, "Direct Message").await;
    provider.sees(&chat(&direct), "No, thank you.").await;
    enter(&provider, ".waiting-bar button").await;
    lands_on(&provider, ".chat-log").await;
}
