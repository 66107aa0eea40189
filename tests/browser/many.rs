//! One message to chosen visits, and quick phrases.

use crate::setting::{Setting, composer, direct_message};

#[tokio::test]
async fn message_to_selected_visits_lists_its_recipients_and_each_result() {
    let mut setting = Setting::new();
    let names = ["Carla Mendes", "Ben Cohen", "Ana Silva"];
    let mut visits = Vec::new();
    for name in names {
        let patient = setting.clinic.person("patient", name);
        let people = [&setting.provider, &patient];
        visits.push(setting.clinic.schedule("one_to_one", &people).await);
    }
    let provider = setting.dashboard().await;
    for visit in &visits {
        let select = format!(
            "//article[.//button[@data-visit='{}']]//input[@type='checkbox']",
            visit.id
        );
        provider.click(&select).await;
    }
    provider.press("Message selected visits (3)").await;
    provider.sees("//dialog//h2", "To: 3 visits").await;
    for name in names {
        provider.sees("//dialog//li", name).await;
    }
    // Closed by someone else while the box is open.
    setting
        .clinic
        .act(&setting.provider, visits[1], "complete_visit")
        .await;
    let text = "We are 20 minutes late.";
    provider.type_into("//dialog//textarea", text).await;
    provider.press("Send").await;
    for (at, result) in [
        (0, "Sent"),
        (1, "Not sent. The visit is over."),
        (2, "Sent"),
    ] {
        let row = format!("//dialog//li[@data-visit='{}']", visits[at].id);
        provider.sees(&row, result).await;
    }
    provider.press("Try again (1)").await;
    provider
        .sees("//dialog//li", "Not sent. The visit is over.")
        .await;
    for (at, expected) in [(0, 1), (1, 0), (2, 1)] {
        let page = setting
            .clinic
            .messages(&setting.provider, visits[at], "visit", "limit=9")
            .await;
        assert_eq!(page["messages"].as_array().unwrap().len(), expected);
    }
    assert_eq!(provider.complaints().await, Vec::<String>::new());
}

#[tokio::test]
async fn quick_phrase_is_inserted_at_the_cursor_and_not_sent() {
    let phrases = "Please call us.\nThe doctor is late.";
    let mut setting = Setting::with(&[("VISIT_CHAT_QUICK_PHRASES", phrases)]);
    let one_to_one = setting.one_to_one().await;
    let patient = setting.attend(&one_to_one.carla, one_to_one.visit).await;
    let provider = setting.dashboard().await;
    direct_message(&provider, &one_to_one.carla).await;
    let composer = composer(&one_to_one.direct);
    provider.type_into(&composer, "Hello. ").await;
    provider.press("Insert a quick phrase").await;
    provider.press("The doctor is late.").await;
    assert_eq!(
        provider.value(&composer).await,
        "Hello. The doctor is late."
    );
    let page = setting
        .clinic
        .messages(
            &setting.provider,
            one_to_one.visit,
            &one_to_one.direct,
            "limit=9",
        )
        .await;
    assert!(page["messages"].as_array().unwrap().is_empty());
    let offered = "//button[@title='Insert a quick phrase'][not(@hidden)]";
    assert_eq!(patient.count(offered).await, 0);
    assert_eq!(provider.complaints().await, Vec::<String>::new());
}
