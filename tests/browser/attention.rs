//! Signs for a person who looks elsewhere.

use crate::setting::{OneToOne, Opened, Setting, chat};
use visit_chat_tests::Window;

/// The page is hidden, and records sounds and notifications.
const ELSEWHERE: &str = "
    window.signs = [];
    Object.defineProperty(document, 'hidden', { get: () => true });
    document.hasFocus = () => false;
    window.Notification = class {
        static permission = 'granted';
        static requestPermission = async () => 'granted';
        constructor(words, options) { signs.push([words, options.body ?? '']); }
        close() {}
    };";

async fn titled(window: &Window, title: &str) {
    window.becomes("return document.title", title).await;
}

async fn icon(window: &Window, file: &str) {
    let icon = "return bySelector('link[rel=icon]')[0].getAttribute('href')";
    window
        .becomes(&format!("{icon}.endsWith('{file}')"), true)
        .await;
}

#[tokio::test]
async fn hidden_page_of_the_patient_shows_a_message_and_that_the_call_has_begun() {
    let mut setting = Setting::new();
    let OneToOne {
        carla,
        visit,
        direct,
    } = setting.one_to_one().await;
    let patient = setting.attend(&carla, visit).await;
    let before = patient.run("return document.title").await;
    let before = before.as_str().unwrap().to_owned();
    // Both signs are off until the person wants them.
    let on = "return bySelector('.attention input').map((one) => one.checked)";
    patient.has("//fieldset[@class='attention']//input").await;
    assert_eq!(patient.run(on).await, serde_json::json!([false, false]));
    patient.run(ELSEWHERE).await;
    setting
        .say(&setting.provider, visit, &direct, "Secret words")
        .await;
    titled(&patient, &format!("(1) {before}")).await;
    icon(&patient, "/favicon-unread.svg").await;
    assert_eq!(patient.run("return signs").await, serde_json::json!([]));

    patient
        .click("//label[contains(., 'Notification')]/input")
        .await;
    patient
        .sees(
            "//fieldset[@class='attention']",
            "They contain no name and no text.",
        )
        .await;
    setting
        .say(&setting.provider, visit, &direct, "Secret words")
        .await;
    titled(&patient, &format!("(2) {before}")).await;
    setting
        .clinic
        .act(&setting.provider, visit, "join_call")
        .await;
    titled(&patient, &format!("(2) The call has begun · {before}")).await;
    let signs = serde_json::json!([["New message", ""], ["The call has begun", ""]]);
    patient.becomes("return signs", signs).await;
    assert_eq!(patient.complaints().await, [""; 0]);
}

#[tokio::test]
async fn hidden_dashboard_signs_each_message() {
    let mut setting = Setting::new();
    let Opened {
        visit,
        direct,
        patient,
        provider,
    } = setting.opened().await;
    provider.run(ELSEWHERE).await;
    provider
        .click("//label[contains(., 'Notification')]/input")
        .await;
    setting
        .say(&setting.provider, visit, &direct, "Hello.")
        .await;
    patient.sees(&chat(&direct), "Hello.").await;
    patient
        .type_into(&crate::setting::composer(&direct), "Secret words\n")
        .await;
    titled(&provider, "(1) Waiting Room Dashboard").await;
    icon(&provider, "/favicon-unread.svg").await;
    let sign = serde_json::json!([["New message", ""]]);
    provider.becomes("return signs", sign).await;
}

#[tokio::test]
async fn call_shows_how_many_other_visits_wait_and_leads_to_them() {
    let mut setting = Setting::new();
    let OneToOne {
        carla,
        visit,
        direct,
    } = setting.one_to_one().await;
    let ben = setting.clinic.person("patient", "Ben Okafor");
    let people = [&setting.provider, &ben];
    let other = setting.clinic.schedule("one_to_one", &people).await;
    let link = setting.clinic.link("call", &setting.provider, Some(visit));
    let call = setting.browser.open(&link).await;
    call.press("Join call").await;
    for (person, visit) in [(&carla, visit), (&ben, other)] {
        let direct = person.direct(&setting.provider);
        setting
            .say(&setting.provider, visit, &direct, "Hello.")
            .await;
        setting.say(person, visit, &direct, "Help me.").await;
    }
    let way = "//button[text()='1 other visit waits for an answer']";
    call.has(way).await;
    // And one unread message in the call.
    titled(&call, "(2) Call").await;
    call.click(way).await;
    call.has(&format!("(//article)//button[@data-visit='{}']", other.id))
        .await;
    call.has("//button[text()='Return to call'][not(@hidden)]")
        .await;
    assert!(
        !call
            .source()
            .await
            .contains(&format!("data-chat=\"{direct}\""))
    );
}
