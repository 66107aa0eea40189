//! What counts as read.

use crate::setting::{Setting, chat, direct_message};
use uuid::Uuid;
use visit_chat_tests::eventually;

#[tokio::test]
async fn a_message_out_of_sight_stays_unread_until_it_is_scrolled_to() {
    let mut setting = Setting::new();
    let carla = setting.clinic.person("patient", "Carla Mendes");
    let visit = setting
        .clinic
        .schedule("one_to_one", &[&setting.provider, &carla])
        .await;
    let direct = carla.direct(&setting.provider);
    let provider = setting.dashboard().await;
    for number in 1..=30 {
        let text = format!("line {number}.");
        let id = Uuid::now_v7();
        let sent = setting
            .clinic
            .send(&setting.provider, visit, &direct, id, &text);
        sent.await.unwrap();
    }
    direct_message(&provider, &carla).await;
    provider.sees(&chat(&direct), "line 30.").await;
    provider
        .run("document.querySelector('.chat-log').scrollTop = 0")
        .await;
    let id = Uuid::now_v7();
    setting
        .clinic
        .send(&carla, visit, &direct, id, "Are you there?")
        .await
        .unwrap();
    let unread = format!(
        "//li[@data-person='{}']//span[@class='badge' and not(@hidden)]",
        carla.id
    );
    provider.sees(&unread, "1").await;
    provider.press("New messages ↓").await;
    eventually("the message to count as read", || async {
        (provider.count(&unread).await == 0).then_some(())
    })
    .await;
    provider.sees(&chat(&direct), "Are you there?").await;
    assert_eq!(
        provider
            .count("//button[contains(@class,'newer')][not(@hidden)]")
            .await,
        0
    );
}
