//! What is kept of a visit: transcripts, and who looked at a chat.

use crate::setting::{OneToOne, Setting};
use serde_json::json;
use uuid::Uuid;
use visit_chat_tests::{Token, Window};

/// Keeps what the page gives the browser to save, instead of a file.
const KEEP: &str = "window.saved = []; window.names = [];
    const made = URL.createObjectURL;
    URL.createObjectURL = (blob) => (window.saved.push(blob), made.call(URL, blob));
    HTMLAnchorElement.prototype.click = function () { window.names.push(this.download); };";

/// The text and the name of the only file that was saved.
async fn saved(window: &Window) -> (String, String) {
    assert_eq!(window.run("return window.saved.length").await, 1);
    let text = window.run("return window.saved[0].text()").await;
    let name = window.run("return window.names.join()").await;
    (
        text.as_str().unwrap().to_owned(),
        name.as_str().unwrap().to_owned(),
    )
}

#[tokio::test]
async fn both_sides_save_a_transcript_with_the_times_of_their_device() {
    let mut setting = Setting::new();
    let OneToOne {
        carla,
        visit,
        direct,
    } = setting.one_to_one().await;
    let provider = setting.provider.clone();
    setting
        .say(&provider, visit, &direct, "Stop taking it.")
        .await;
    let patient = setting.attend(&carla, visit).await;
    patient.run(KEEP).await;
    patient.press("Save transcript").await;
    patient.sees("//my-visit", "The transcript was made.").await;
    let (text, name) = saved(&patient).await;
    assert!(text.contains("Stop taking it."), "{text}");
    let zone = patient
        .run("return Intl.DateTimeFormat().resolvedOptions().timeZone")
        .await;
    assert!(text.contains(zone.as_str().unwrap()), "{zone} in {text}");
    assert!(
        name.starts_with("transcript-") && name.ends_with(".txt"),
        "{name}"
    );

    let dashboard = setting.dashboard().await;
    dashboard.run(KEEP).await;
    dashboard.click("//article//button[.='More']").await;
    dashboard.press("Save transcript").await;
    dashboard
        .sees("//waiting-room", "The transcript was made.")
        .await;
    assert!(saved(&dashboard).await.0.contains("Stop taking it."));
    for window in [patient, dashboard] {
        assert_eq!(window.complaints().await, [""; 0]);
    }
}

#[tokio::test]
async fn patient_sees_who_looked_at_their_chats_and_a_guest_does_not() {
    let mut setting = Setting::new();
    let carla = setting.clinic.person("patient", "Carla Mendes");
    let guest = setting.clinic.person("guest", "Noa Levi");
    let provider = setting.provider.clone();
    let visit = setting
        .clinic
        .schedule("group", &[&provider, &carla, &guest])
        .await;
    let direct = carla.direct(&provider);
    setting
        .say(&provider, visit, &direct, "Stop taking it.")
        .await;
    let mut token = Token::person(setting.clinic.id, Uuid::now_v7());
    token.oversight = true;
    let path = format!("/visits/{}/chats/{direct}/oversight", visit.id);
    let why = json!({ "reason": "complaint 17" });
    let request = setting
        .clinic
        .request(&token.sign(), reqwest::Method::POST, &path);
    assert_eq!(request.json(&why).send().await.unwrap().status(), 200);

    let patient = setting.attend(&carla, visit).await;
    patient.press("Who looked at my chats").await;
    let dialog = "//dialog[.//h2[.='Who looked at my chats']]";
    let entry = |kind: &str| format!("{dialog}//li[@data-kind='{kind}']");
    let overseen = entry("chat_overseen");
    patient
        .sees(&overseen, "A person who oversees the clinic’s chats")
        .await;
    patient
        .sees(
            &overseen,
            "Read the direct messages with Dr. Ruth Adeyemi, as an overseer",
        )
        .await;
    patient.sees(&overseen, "at ").await;
    // Their own page has shown the chat.
    patient
        .sees(&entry("chat_read"), "Carla Mendes · Patient (you)")
        .await;
    assert!(!patient.text().await.contains("complaint 17"));
    patient.press("Close").await;
    assert_eq!(patient.count(dialog).await, 0);
    let focused = "let at = document.activeElement; while (at.shadowRoot?.activeElement) at = at.shadowRoot.activeElement; return at.textContent";
    assert_eq!(patient.run(focused).await, "Who looked at my chats");

    let guests = setting.attend(&guest, visit).await;
    guests
        .has("//button[.='Save transcript'][not(@hidden)]")
        .await;
    guests
        .has("//button[.='Who looked at my chats'][@hidden]")
        .await;
    for window in [patient, guests] {
        assert_eq!(window.complaints().await, [""; 0]);
    }
}
