//! What screen readers hear of messages whose chat is not on the screen.

use crate::setting::{OneToOne, Setting, chat, direct_message, open};
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
    eventually("the announcements", || async {
        let received = window.run("return received").await;
        (received == json!(expected)).then_some(())
    })
    .await;
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
