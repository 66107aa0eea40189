//! What a person is about to change or to send.

use super::shots::Shots;
use crate::setting::{Opened, Setting, chat, composer, open};

/// No answer comes to what is sent.
const BROKEN: &str = "
    const real = window.fetch;
    window.fetch = (url, options) =>
      String(url).endsWith('/messages') ? Promise.reject(new TypeError()) : real(url, options);";

#[tokio::test]
async fn message_in_each_step_of_writing() {
    let mut shots = Shots::new();
    let mut setting = Setting::new();
    let Opened {
        visit,
        direct,
        patient,
        provider,
    } = setting.opened().await;
    let doctor = setting.provider.clone();
    let long = format!("Take one a day. {}", "And drink water. ".repeat(20));
    setting.say(&doctor, visit, &direct, long.trim()).await;
    provider.sees(&chat(&direct), "Take one a day.").await;
    provider
        .run("bySelector('[data-message]')[0].focus()")
        .await;
    provider.press("Retract message").await;
    provider.has("//dialog//blockquote").await;
    shots.take(&provider, "writing-retract").await;
    provider.press("Cancel").await;

    patient.has(&open(&direct)).await;
    for (name, window) in [("provider", &provider), ("patient", &patient)] {
        window.run(BROKEN).await;
        window
            .type_into(&composer(&direct), "Take 10 mg in the evening\n")
            .await;
        window.sees(&chat(&direct), "Not sent").await;
        window.press("Edit").await;
        window
            .has("//div[contains(@class,'edit-line')][not(@hidden)]")
            .await;
        shots.take(window, &format!("writing-edit-{name}")).await;
        for (state, count) in [("left", 7_950), ("over", 8_050)] {
            let fill = format!(
                "const box = bySelector(\"visit-chat[data-chat^='direct'] .composer-text\")[0];
                 box.value = 'a word '.repeat(2_000).slice(0, {count} - 1) + '.';
                 box.dispatchEvent(new InputEvent('input', {{ bubbles: true }}))"
            );
            window.run(&fill).await;
            shots.take(window, &format!("writing-{state}-{name}")).await;
        }
    }
    shots.end();
}
