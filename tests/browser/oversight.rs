//! Reading as an overseer (M5).

use crate::setting::{OneToOne, Setting};
use uuid::Uuid;
use visit_chat_tests::{Token, Visit, Window};

async fn overseer(setting: &mut Setting, visit: Visit, oversight: bool) -> Window {
    let mut token = Token::person(setting.clinic.id, Uuid::now_v7());
    token.oversight = oversight;
    let url = setting.server.url();
    let link = format!("{url}/oversight#token={}&visit={}", token.sign(), visit.id);
    setting.browser.open(&link).await
}

/// A field of the form, by its label.
fn field(label: &str) -> String {
    format!(
        "//div[label[starts-with(., '{label}')]]/*[self::input or self::select or self::textarea]"
    )
}

#[tokio::test]
async fn m5_overseer_reads_one_chat_with_a_reason_and_can_do_nothing_else() {
    let mut setting = Setting::new();
    let OneToOne {
        carla,
        visit,
        direct,
    } = setting.one_to_one().await;
    for number in 1..=60 {
        let text = format!("Message {number}.");
        setting.say(&setting.provider, visit, &direct, &text).await;
    }
    setting
        .say(&setting.provider, visit, "visit", "Not in this chat.")
        .await;
    let window = overseer(&mut setting, visit, true).await;
    assert_eq!(window.value(&field("Visit ID")).await, visit.id.to_string());
    window
        .click(&format!("{}/option[@value='direct']", field("Chat")))
        .await;
    let provider = setting.provider.id.to_string();
    window
        .type_into(&field("ID of the provider"), &provider)
        .await;
    window
        .type_into(&field("ID of the patient"), &carla.id.to_string())
        .await;
    window.type_into(&field("Reason"), "Complaint 17").await;
    window.press("Read the chat").await;

    let banner = "//div[@class='overseen-banner']";
    window
        .sees(banner, "You are reading as an overseer. This is recorded.")
        .await;
    window.sees(banner, "Reason: Complaint 17").await;
    let title = "//section/h2";
    window
        .sees(
            title,
            "Direct Message between Dr. Ruth Adeyemi and Carla Mendes",
        )
        .await;
    let message = |text: &str| format!("//li[@data-message][.//p[.='{text}']]");
    window.has(&message("Message 60.")).await;
    assert_eq!(window.count(&message("Message 1.")).await, 0);
    window.press("Load earlier messages").await;
    window
        .sees(&message("Message 1."), "Dr. Ruth Adeyemi")
        .await;
    window.sees(&message("Message 1."), "Provider").await;
    assert_eq!(window.count("//li[@data-message]").await, 60);
    assert!(!window.text().await.contains("Not in this chat."));
    for control in ["//textarea", "//li//button", "//form"] {
        assert_eq!(window.count(control).await, 0, "{control}");
    }
    // It is not kept up to date: later messages need another reason.
    setting
        .say(&setting.provider, visit, &direct, "Later.")
        .await;
    window.press("Close the chat").await;
    assert_eq!(
        window.value(&field("ID of the patient")).await,
        carla.id.to_string()
    );
    assert_eq!(window.value(&field("Reason")).await, "");
    assert!(!window.text().await.contains("Message 60."));
    window.type_into(&field("Reason"), "Complaint 18").await;
    window.press("Read the chat").await;
    window.has(&message("Later.")).await;
    assert_eq!(window.complaints().await, [""; 0]);
}

#[tokio::test]
async fn m5_refusals_are_shown_at_their_field_and_what_was_typed_stays() {
    let mut setting = Setting::new();
    let OneToOne { visit, .. } = setting.one_to_one().await;
    let window = overseer(&mut setting, visit, true).await;
    window.type_into(&field("Reason"), "Complaint 17").await;
    window.press("Read the chat").await;
    let at = |label: &str| format!("{}/../p[@role='alert']", field(label));
    // An empty chat can't be overseen.
    window.sees(&at("Chat"), "This chat was not found.").await;
    assert_eq!(window.value(&field("Reason")).await, "Complaint 17");

    setting
        .say(&setting.provider, visit, "visit", "Hello.")
        .await;
    let other = overseer(&mut setting, visit, false).await;
    other.type_into(&field("Reason"), "Curious").await;
    other.press("Read the chat").await;
    other
        .sees(&at("Visit ID"), "This visit was not found.")
        .await;
    assert!(!other.text().await.contains("Hello."));
    window.press("Read the chat").await;
    window.sees("//section", "Hello.").await;
    window.sees("//section/h2", "Visit chat, visit").await;
}
