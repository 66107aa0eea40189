//! Changes of messages leave alone what they are not about: the focus, selected text, open dialogs.

use crate::setting::{Opened, Setting, chat, composer};
use reqwest::Method;
use serde_json::json;
use visit_chat_tests::{Window, eventually};

/// The accessible name of what has the focus, the selected text, and whether its element is still the same.
async fn hold(window: &Window, expected: [&str; 2]) {
    let held = "return [
        focused()?.getAttribute('aria-label') ?? focused()?.className ?? '',
        String(window.range),
        window.words.isConnected && window.range.startContainer === window.words ]";
    assert_eq!(
        window.run(held).await,
        json!([expected[0], expected[1], true])
    );
}

#[tokio::test]
async fn focus_and_selection_survive_read_marks_corrections_and_arrivals() {
    let mut setting = Setting::new();
    let Opened {
        visit,
        direct,
        patient,
        provider,
    } = setting.opened().await;
    patient.run("document.hasFocus = () => false").await;
    let message = |words: &str| {
        let chat = chat(&direct);
        format!("{chat}//li[@data-message][contains(., '{words}')]")
    };
    for words in ["Take one a day", "And drink"] {
        provider
            .type_into(&composer(&direct), &format!("{words}\n"))
            .await;
        provider.sees(&message(words), "Sent").await;
    }
    patient.sees(&chat(&direct), "And drink").await;
    provider
        .run(
            "const item = bySelector('[data-message]')[0];
             item.focus();
             item.querySelector(\"[aria-label='Correct message']\").focus();
             window.words = item.querySelector('.text').firstChild;
             window.range = document.createRange();
             range.setStart(words, 5);
             range.setEnd(words, 8);",
        )
        .await;
    let held = ["Correct message", "one"];
    hold(&provider, held).await;

    patient
        .run("delete document.hasFocus; dispatchEvent(new Event('focus'))")
        .await;
    provider.sees(&message("Take one a day"), "Seen").await;
    hold(&provider, held).await;

    let page = setting
        .clinic
        .messages(&setting.provider, visit, &direct, "limit=10")
        .await;
    let other = page["messages"][1]["message"].as_str().unwrap();
    let path = format!("/visits/{}/messages/{other}/correction", visit.id);
    let correct = setting
        .clinic
        .request(&setting.provider.token, Method::POST, &path)
        .json(&json!({ "text": "And drink water" }));
    assert!(correct.send().await.unwrap().status().is_success());
    provider
        .sees(&message("And drink water"), "Corrected")
        .await;
    hold(&provider, held).await;

    patient.type_into(&composer(&direct), "I will\n").await;
    provider.has(&message("I will")).await;
    hold(&provider, held).await;

    // With the button goes its focus, which stays in the chat.
    setting
        .clinic
        .act(&setting.provider, visit, "complete_visit")
        .await;
    provider
        .has(&format!(
            "{}[not(.//button[@aria-label='Correct message'])]",
            chat(&direct)
        ))
        .await;
    eventually("the focus on the messages", || async {
        let name = provider.run("return focused()?.className").await;
        (name == "chat-log").then_some(())
    })
    .await;
}
