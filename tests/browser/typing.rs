//! Who is typing (R5).

use crate::setting::{Opened, Setting, chat, composer, greyed, open};
use std::time::Instant;
use visit_chat_tests::Window;

/// The line of a chat that says who types.
fn line(key: &str) -> String {
    format!("{}//p[@class='typing' and not(@hidden)]", chat(key))
}

/// The same, while it names a person.
fn types(key: &str, name: &str) -> String {
    format!("{}[normalize-space()='{name} is typing…']", line(key))
}

/// Waits until no one is shown as typing.
async fn silent(window: &Window, key: &str) {
    let shown = format!("{}[normalize-space()]", line(key));
    window.counts(&shown, 0).await;
}

/// Records the frames that a page sends from now on.
async fn record(window: &Window) {
    window
        .run(
            "window.sent = [];
             const send = WebSocket.prototype.send;
             WebSocket.prototype.send = function (frame) {
               sent.push(JSON.parse(frame));
               send.call(this, frame);
             }",
        )
        .await;
}

/// The recorded typing signals.
async fn signals(window: &Window) -> Vec<serde_json::Value> {
    let signals = "return sent.filter((frame) => frame.type === 'typing')";
    let signals = window.run(signals).await;
    signals.as_array().unwrap().clone()
}

/// Where the parts of the first chat are.
async fn places(window: &Window) -> serde_json::Value {
    window
        .run(
            "const parts = '.chat-head, .chat-log, .typing, .composer, .composer-text';
             return bySelector(parts).map((part) => part.getBoundingClientRect().toJSON())",
        )
        .await
}

#[tokio::test]
async fn r5_each_side_sees_that_the_other_types_until_their_message_arrives() {
    let mut setting = Setting::new();
    let Opened {
        direct,
        patient,
        provider,
        ..
    } = setting.opened().await;
    patient.resize(400, 760).await;
    let before = places(&patient).await;
    provider.type_into(&composer(&direct), "It could be").await;
    patient.has(&types(&direct, "Dr. Ruth Adeyemi")).await;
    assert_eq!(places(&patient).await, before, "nothing moves");
    assert!(!patient.source().await.contains("It could be"));
    let elsewhere = format!("{}[normalize-space()]", line("visit"));
    assert_eq!(patient.count(&elsewhere).await, 0, "only in their chat");
    provider.type_into(&composer(&direct), " nothing.\n").await;
    patient.sees(&chat(&direct), "It could be nothing.").await;
    silent(&patient, &direct).await;
    // The way back, to the window on the dashboard. Without a message, it ends by itself.
    let before = places(&provider).await;
    patient.type_into(&composer(&direct), "I think").await;
    provider.has(&types(&direct, "Carla Mendes")).await;
    assert_eq!(places(&provider).await, before, "nothing moves");
    silent(&provider, &direct).await;
    let announced = "ancestor-or-self::*[@aria-live or @role='log' or @role='status']";
    let announced = format!("{}[{announced}]", line(&direct));
    assert_eq!(provider.count(&announced).await, 0, "no interruptions");
    for window in [patient, provider] {
        assert_eq!(window.complaints().await, Vec::<String>::new());
    }
}

#[tokio::test]
async fn r5_composer_signals_rarely_without_the_text_and_never_greyed_out() {
    let mut setting = Setting::new();
    let Opened {
        visit,
        direct,
        patient,
        ..
    } = setting.opened().await;
    record(&patient).await;
    patient.has(&greyed(&direct)).await;
    patient
        .run(
            "const input = bySelector('[data-chat^=direct] textarea')[0];
             input.value = 'It hurts';
             input.dispatchEvent(new Event('input'))",
        )
        .await;
    assert_eq!(signals(&patient).await, Vec::<serde_json::Value>::new());
    setting
        .say(&setting.provider, visit, &direct, "Hello.")
        .await;
    patient.has(&open(&direct)).await;
    let begun = Instant::now();
    patient
        .type_into(&composer(&direct), " a lot, and since yesterday")
        .await;
    // At most one every three seconds.
    let most = 2 + begun.elapsed().as_secs() / 3;
    let sent = signals(&patient).await;
    let signal = sent.first().unwrap();
    let keys: Vec<_> = signal.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["chat", "type", "visit"]);
    assert_eq!(signal["chat"], direct);
    assert!(sent.len() as u64 <= most, "{sent:?}");
}

#[tokio::test]
async fn r5_typing_ends_when_its_person_leaves() {
    let mut setting = Setting::new();
    let Opened {
        visit,
        direct,
        patient,
        provider,
    } = setting.opened().await;
    setting
        .say(&setting.provider, visit, &direct, "Hello.")
        .await;
    patient.has(&open(&direct)).await;
    // The line stays until the view ends it, and not only for six seconds.
    provider
        .run(
            "const wait = window.setTimeout;
             window.setTimeout = (then, after) => wait(then, after === 6000 ? 600000 : after)",
        )
        .await;
    patient.type_into(&composer(&direct), "I must go").await;
    provider.has(&types(&direct, "Carla Mendes")).await;
    patient.press("Leave").await;
    silent(&provider, &direct).await;
}

#[tokio::test]
async fn version_1_shows_and_signals_no_typing() {
    let mut setting = Setting::under_version_1();
    let Opened {
        direct, provider, ..
    } = setting.opened().await;
    record(&provider).await;
    provider.type_into(&composer(&direct), "Hello").await;
    assert_eq!(signals(&provider).await, Vec::<serde_json::Value>::new());
    assert_eq!(provider.count(&line(&direct)).await, 0);
}
