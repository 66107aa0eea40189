//! Corrections and retractions, offered according to the view.

use crate::setting::{Opened, Setting, chat, composer};

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
    let correct = |text: &'static str| {
        let provider = &provider;
        async move {
            provider
                .run("bySelector('[data-message]')[0].focus()")
                .await;
            provider.press("Correct message").await;
            provider
                .run("bySelector('dialog textarea')[0].value = ''")
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
