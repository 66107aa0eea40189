//! Corrections and retractions, offered according to the view.

use crate::{
    reading::seen_message,
    setting::{Opened, Setting, chat, composer},
};
use visit_chat_tests::Window;

#[tokio::test]
async fn typed_text_is_kept_when_a_correction_is_refused() {
    let mut setting = Setting::new();
    let Opened {
        visit,
        direct,
        patient,
        provider,
    } = setting.opened().await;
    provider
        .type_into(&composer(&direct), "Take two a day\n")
        .await;
    patient.sees(&chat(&direct), "Take two a day").await;
    correct(&provider, "Take one a day").await;
    provider.press("Correct").await;
    patient.sees(&chat(&direct), "Take one a day").await;

    // The visit ends while the next correction is being written.
    correct(&provider, "Take none").await;
    setting
        .clinic
        .act(&setting.provider, visit, "complete_visit")
        .await;
    provider
        .has("//visit-chat//form[contains(@class,'greyed')]")
        .await;
    provider.press("Correct").await;
    let reason = "//dialog//*[@role='alert' and string-length() > 0]";
    provider.has(reason).await;
    assert_eq!(provider.value("//dialog//textarea").await, "Take none");
    provider.press("Cancel").await;
    provider
        .has("//visit-chat[not(.//button[@aria-label='Correct message'])]")
        .await;
    // Only the author is offered corrections.
    assert_eq!(
        patient
            .count("//button[@aria-label='Correct message' or @aria-label='Retract message']")
            .await,
        0
    );
}

/// Types another text for the first message.
async fn correct(window: &Window, text: &str) {
    window.run("bySelector('[data-message]')[0].focus()").await;
    window.press("Correct message").await;
    window
        .run("bySelector('dialog textarea')[0].value = ''")
        .await;
    window.type_into("//dialog//textarea", text).await;
}

#[tokio::test]
async fn r2_correction_that_was_not_seen_to_arrive_has_a_line_of_its_own() {
    let mut setting = Setting::new();
    let (opened, own) = seen_message(&mut setting, "Take two a day").await;
    let Opened {
        visit,
        direct,
        patient,
        provider,
    } = opened;
    let lines = format!("{}//li[@class='new-line']", chat(&direct));
    correct(&provider, "Take one a day").await;
    provider.press("Correct").await;
    patient.sees(&chat(&direct), "Take one a day").await;
    provider.sees(&own, "Seen").await;
    assert_eq!(patient.count(&lines).await, 0);

    patient.run("document.hasFocus = () => false").await;
    correct(&provider, "Take none").await;
    provider.press("Correct").await;
    let corrected = format!("{lines}[.='New correction']/following-sibling::li[1]");
    patient.sees(&corrected, "Take none").await;
    setting
        .say(&setting.provider, visit, &direct, "Until Monday")
        .await;
    patient.sees(&chat(&direct), "Until Monday").await;
    patient.sees(&corrected, "Take none").await;
    assert_eq!(patient.count(&lines).await, 1);

    // The chat is opened with both.
    patient.run_first("document.hasFocus = () => false").await;
    patient.run("location.reload()").await;
    patient.sees(&corrected, "Take none").await;
    let new = format!("{lines}[.='New messages']/following-sibling::li[1]");
    patient.sees(&new, "Until Monday").await;
}

#[tokio::test]
async fn retraction_names_the_message_and_who_has_seen_it() {
    let mut setting = Setting::new();
    let Opened {
        direct,
        patient,
        provider,
        ..
    } = setting.opened().await;
    patient.run("document.hasFocus = () => false").await;
    let text = format!("Take one a day. {}", "And drink water. ".repeat(20));
    provider
        .type_into(&composer(&direct), &format!("{text}\n"))
        .await;
    patient.sees(&chat(&direct), "Take one a day").await;
    provider
        .run("bySelector('[data-message]')[0].focus()")
        .await;
    provider.press("Retract message").await;
    let about = "//dialog//*[@id='ask-about']";
    provider.sees(about, "You, ").await;
    provider.sees(about, "Take one a day.").await;
    provider.sees(about, "…").await;
    provider.sees(about, "No one else has seen it yet.").await;
    // That may change while the reason is typed.
    patient
        .run("delete document.hasFocus; dispatchEvent(new Event('focus'))")
        .await;
    provider.sees(about, "Seen by Carla Mendes").await;
    let described = "return bySelector('dialog')[0].getAttribute('aria-describedby')";
    assert_eq!(provider.run(described).await, "ask-about");
}
