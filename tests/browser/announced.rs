//! What screen readers hear of messages whose chat is not on the screen.

use crate::setting::{OneToOne, Setting, chat, direct_message, open, show};
use reqwest::Method;
use serde_json::json;
use visit_chat_tests::{Window, eventually};

/// Records what is added to any log of the page, those of new windows included.
const HEAR: &str = "
    window.received = [];
    const known = new Set();
    window.listen = () => {
      for (const log of bySelector(\"[role='log']\")) {
        if (known.has(log)) continue;
        known.add(log);
        new MutationObserver((all) => received.push(...all.flatMap((one) => [...one.addedNodes].map((node) => node.textContent))))
          .observe(log, { childList: true });
      }
    };
    setInterval(listen, 50);
    listen();";

async fn hears(window: &Window, expected: &[&str]) {
    window.becomes("return received", json!(expected)).await;
}

#[tokio::test]
async fn message_of_a_closed_chat_is_announced_once_without_its_text() {
    let mut setting = Setting::new();
    let OneToOne {
        carla,
        visit,
        direct,
    } = setting.one_to_one().await;
    setting
        .say(&setting.provider, visit, &direct, "Hello")
        .await;
    let provider = setting.dashboard().await;
    provider
        .has(&format!("//li[@data-person='{}']", carla.id))
        .await;
    eventually("the messages", || async {
        let loaded = format!(
            "return bySelector('waiting-room')[0].client.visit('{}').hasLoaded('{direct}')",
            visit.id
        );
        (provider.run(&loaded).await == true).then_some(())
    })
    .await;
    provider.run(HEAR).await;
    setting.say(&carla, visit, &direct, "Secret words").await;
    let closed = "New message from Carla Mendes, direct message";
    hears(&provider, &[closed]).await;

    // Its chat has it on the screen now, and reads out the next one.
    direct_message(&provider, &carla).await;
    provider.sees(&chat(&direct), "Secret words").await;
    provider.run("listen()").await;
    setting.say(&carla, visit, &direct, "And more").await;
    hears(&provider, &[closed, "Carla Mendes: And more"]).await;

    // A folded window does not.
    provider.press("Minimize chat").await;
    setting.say(&carla, visit, &direct, "Secret, too").await;
    hears(&provider, &[closed, "Carla Mendes: And more", closed]).await;

    // What arrives in a tab in the background is said by its title.
    provider
        .run("Object.defineProperty(document, 'hidden', { configurable: true, get: () => true })")
        .await;
    setting.say(&carla, visit, &direct, "While away").await;
    let badge = "//main//span[@class='badge' and not(@hidden)]";
    provider.sees(badge, "2").await;
    provider.run("delete document.hidden").await;
    setting.say(&carla, visit, &direct, "Back").await;
    hears(
        &provider,
        &[closed, "Carla Mendes: And more", closed, closed],
    )
    .await;
}

#[tokio::test]
async fn chat_in_two_elements_is_read_out_by_one() {
    let mut setting = Setting::new();
    let OneToOne {
        carla,
        visit,
        direct,
    } = setting.one_to_one().await;
    let patient = setting.attend(&carla, visit).await;
    setting
        .say(&setting.provider, visit, &direct, "Hello")
        .await;
    patient.has(&open(&direct)).await;
    let another = format!(
        "const another = document.createElement('visit-chat');
         another.style.height = '20rem';
         another.client = bySelector('my-visit')[0].client;
         another.setAttribute('visit', '{}');
         another.setAttribute('chat', '{direct}');
         document.body.append(another);",
        visit.id
    );
    patient.run(&another).await;
    let shown = format!("{}//li[contains(., 'Hello')]", chat(&direct));
    eventually("the message in both", || async {
        (patient.count(&shown).await == 2).then_some(())
    })
    .await;
    patient.run(HEAR).await;
    for text in ["one", "two"] {
        setting.say(&setting.provider, visit, &direct, text).await;
        patient.sees(&chat(&direct), text).await;
    }
    hears(
        &patient,
        &["Dr. Ruth Adeyemi: one", "Dr. Ruth Adeyemi: two"],
    )
    .await;
}

#[tokio::test]
async fn correction_and_retraction_are_announced() {
    let mut setting = Setting::new();
    let OneToOne {
        carla,
        visit,
        direct,
    } = setting.one_to_one().await;
    setting
        .say(&setting.provider, visit, &direct, "Hello")
        .await;
    let patient = setting.attend(&carla, visit).await;
    patient.sees(&chat(&direct), "Hello").await;
    patient.run(HEAR).await;
    setting
        .say(&setting.provider, visit, &direct, "Take 50 mg")
        .await;
    hears(&patient, &["Dr. Ruth Adeyemi: Take 50 mg"]).await;
    let provider = &setting.provider;
    let page = setting
        .clinic
        .messages(provider, visit, &direct, "limit=1")
        .await;
    let message = page["messages"][0]["message"].as_str().unwrap();
    let change = |step: &str, body| {
        let path = format!("/visits/{}/messages/{message}/{step}", visit.id);
        let request = setting.clinic.request(&provider.token, Method::POST, &path);
        async move {
            let answer = request.json(&body).send().await.unwrap();
            assert!(answer.status().is_success());
        }
    };
    change("correction", json!({ "text": "Take 5 mg" })).await;
    let mut announced = vec![
        "Dr. Ruth Adeyemi: Take 50 mg",
        "Dr. Ruth Adeyemi corrected: Take 5 mg",
    ];
    hears(&patient, &announced).await;
    // What is not on the screen is announced without its text.
    show(&patient, "visit").await;
    change("correction", json!({ "text": "Take 6 mg" })).await;
    announced.push("Dr. Ruth Adeyemi corrected a message, direct message");
    hears(&patient, &announced).await;
    show(&patient, &direct).await;
    patient.sees(&chat(&direct), "Take 6 mg").await;
    change("retraction", json!({ "reason": "wrong person" })).await;
    announced.push("Dr. Ruth Adeyemi retracted a message");
    hears(&patient, &announced).await;
}
