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
