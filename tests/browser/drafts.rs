//! No message to the wrong person: drafts and focus stay where the person put them (P6).

use crate::setting::{Setting, chat, composer, direct_message};
use visit_chat_tests::Window;

async fn focused_chat(window: &Window) -> String {
    let chat = window
        .run("return closest(focused(), 'visit-chat')?.dataset.chat")
        .await;
    chat.as_str().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn p6_draft_stays_in_its_chat_when_another_patient_writes() {
    let mut setting = Setting::new();
    let ana = setting.clinic.person("patient", "Ana Silva");
    let ben = setting.clinic.person("patient", "Ben Okafor");
    let cleo = setting.clinic.person("patient", "Cleo Park");
    let people = [&setting.provider, &ana, &ben, &cleo];
    let visit = setting.clinic.schedule("group", &people).await;
    let key = |person: &visit_chat_tests::Person| person.direct(&setting.provider);
    let (to_ana, to_ben, to_cleo) = (key(&ana), key(&ben), key(&cleo));
    for chat in [&to_ben, &to_cleo] {
        setting.say(&setting.provider, visit, chat, "Hello").await;
    }
    let provider = setting.dashboard().await;
    direct_message(&provider, &ben).await;
    direct_message(&provider, &ana).await;
    provider
        .type_into(&composer(&to_ana), "Your result is")
        .await;

    for (person, chat, text) in [
        (&ben, &to_ben, "Ben writes"),
        (&cleo, &to_cleo, "Cleo writes"),
    ] {
        setting.say(person, visit, chat, text).await;
    }
    provider.sees(&chat(&to_ben), "Ben writes").await;
    let badge = format!(
        "//li[@data-person='{}']//span[@class='badge' and not(@hidden)]",
        cleo.id
    );
    provider.has(&badge).await;

    assert_eq!(focused_chat(&provider).await, to_ana);
    assert_eq!(provider.value(&composer(&to_ana)).await, "Your result is");
    assert_eq!(provider.value(&composer(&to_ben)).await, "");
    assert_eq!(
        provider.count("//visit-chat").await,
        2,
        "no window opened by itself"
    );

    // Closing and opening the window again finds the draft, in its own chat.
    let close = format!("{}//button[@aria-label='Close chat']", chat(&to_ana));
    provider.click(&close).await;
    direct_message(&provider, &ana).await;
    assert_eq!(provider.value(&composer(&to_ana)).await, "Your result is");
    provider.type_into(&composer(&to_ana), " fine\n").await;
    provider.sees(&chat(&to_ana), "Your result is fine").await;
    assert!(
        !setting
            .clinic
            .messages(&ben, visit, &to_ben, "limit=10")
            .await
            .to_string()
            .contains("result")
    );
}
