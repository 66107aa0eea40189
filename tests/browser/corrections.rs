//! Corrections and withdrawals, offered as the view says.

use crate::setting::{Opened, Setting, chat, composer};

#[tokio::test]
async fn what_was_typed_comes_back_when_a_correction_is_refused() {
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
    let correct = |text: &'static str| {
        let provider = &provider;
        async move {
            provider
                .run("document.querySelector('[data-message]').focus()")
                .await;
            provider.press("Correct message").await;
            provider
                .run("document.querySelector('dialog textarea').value = ''")
                .await;
            provider.type_into("//dialog//textarea", text).await;
        }
    };
    correct("Take one a day").await;
    provider.press("Correct").await;
    patient.sees(&chat(&direct), "Take one a day").await;

    // The visit ends while the next correction is being written.
    correct("Take none").await;
    setting
        .clinic
        .act(&setting.provider, visit, "complete_visit")
        .await;
    provider
        .has("//chat-window//form[contains(@class,'greyed')]")
        .await;
    provider.press("Correct").await;
    let reason = "//dialog//*[@role='alert' and string-length() > 0]";
    provider.has(reason).await;
    assert_eq!(provider.value("//dialog//textarea").await, "Take none");
    provider.press("Cancel").await;
    provider
        .has("//chat-window[not(.//button[@aria-label='Correct message'])]")
        .await;
    // Nobody but the author corrects, and nothing of it is offered to others.
    assert_eq!(
        patient
            .count("//button[@aria-label='Correct message' or @aria-label='Retract message']")
            .await,
        0
    );
}
