//! Chat windows, apart from sending.

use crate::setting::{OneToOne, Opened, Setting, chat, composer};
use visit_chat_tests::ServerProcess;

#[tokio::test]
async fn f8_message_is_retracted_with_its_reason() {
    let mut setting = Setting::new();
    let Opened {
        direct,
        patient,
        provider,
        ..
    } = setting.opened().await;
    provider
        .type_into(&composer(&direct), "The wrong words\n")
        .await;
    patient.sees(&chat(&direct), "The wrong words").await;

    // The tools appear on hover or focus, so they work with the keyboard, too.
    provider
        .run("bySelector(\"[data-message]\")[0].focus()")
        .await;
    provider.press("Retract message").await;
    provider
        .type_into("//dialog//textarea", "Meant for another patient")
        .await;
    provider.press("Retract").await;
    let line = "Retracted by Dr. Ruth Adeyemi: Meant for another patient";
    patient.sees(&chat(&direct), line).await;
    assert!(!patient.source().await.contains("The wrong words"));
}

#[tokio::test]
async fn earlier_messages_load_on_scroll() {
    let mut setting = Setting::new();
    let OneToOne {
        carla,
        visit,
        direct,
    } = setting.one_to_one().await;
    for number in 1..=70 {
        let text = format!("message number {number}.");
        setting.say(&setting.provider, visit, &direct, &text).await;
    }
    let patient = setting.attend(&carla, visit).await;
    patient.sees(&chat(&direct), "message number 70.").await;
    assert!(!patient.source().await.contains("message number 1."));
    let log = "bySelector(\"[data-chat^='direct'] .chat-log\")[0]";
    let at_the_end =
        format!("return {log}.scrollHeight - {log}.scrollTop - {log}.clientHeight < 2");
    patient.becomes(&at_the_end, true).await;
    patient.run(&format!("{log}.scrollTop = 0")).await;
    patient.sees(&chat(&direct), "message number 1.").await;
    let shown = patient
        .count(&format!(
            "{}//li[contains(@class,'message')]",
            chat(&direct)
        ))
        .await;
    assert_eq!(shown, 70);
}

#[tokio::test]
async fn g3_page_recovers_after_the_server_was_killed() {
    let mut setting = Setting::new();
    let OneToOne {
        carla,
        visit,
        direct,
    } = setting.one_to_one().await;
    let patient = setting.attend(&carla, visit).await;
    setting
        .say(&setting.provider, visit, &direct, "Before")
        .await;
    patient.sees(&chat(&direct), "Before").await;

    // At the same address, where the page reconnects.
    let address = setting
        .server
        .url()
        .trim_start_matches("http://")
        .to_owned();
    let data = setting.folder.path().join("data");
    setting.server.kill_9();
    patient.sees("//body", "Connection lost").await;
    patient
        .type_into(&composer(&direct), "While it was down\n")
        .await;
    patient.sees(&chat(&direct), "Not sent").await;
    setting.server = ServerProcess::serve_with(&data, &[("VISIT_CHAT_LISTEN", &address)]);
    patient.has("//*[@data-connection='online']").await;
    // It goes by itself, and is stored before the next message is sent.
    let stored = "//li[@data-message][contains(., 'While it was down')]";
    patient.has(&format!("{}{stored}", chat(&direct))).await;
    setting
        .say(&setting.provider, visit, &direct, "After")
        .await;
    patient.sees(&chat(&direct), "After").await;
    let texts = patient
        .run("return bySelector('visit-chat .text').map((text) => text.textContent)")
        .await;
    assert_eq!(
        texts,
        serde_json::json!(["Before", "While it was down", "After"])
    );
}
