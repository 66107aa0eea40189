//! The call page.

use crate::setting::{Setting, chat, composer, open};

#[tokio::test]
async fn p2_call_page_chooses_all_the_primary_or_another_patient() {
    let mut setting = Setting::new();
    let ana = setting.clinic.person("patient", "Ana Silva");
    let ben = setting.clinic.person("patient", "Ben Okafor");
    let visit = setting
        .clinic
        .schedule("group", &[&setting.provider, &ana, &ben])
        .await;
    let (to_ana, to_ben) = (ana.direct(&setting.provider), ben.direct(&setting.provider));
    // Ben enters first, so he is the primary patient (P1), although Ana is listed first.
    let bens = setting.attend(&ben, visit).await;
    let anas = setting.attend(&ana, visit).await;
    let provider = setting.dashboard().await;
    provider.press("Join call").await;
    for window in [&bens, &anas] {
        window.press("Join call").await;
        window
            .sees("//section[@aria-label='Call']", "Dr. Ruth Adeyemi")
            .await;
    }
    provider.sees("//ul[@class='tiles']", "Ana Silva").await;

    // Initially maximized; the small view has only the small panel.
    let size = "return bySelector('.stage')[0].getBoundingClientRect().width";
    let large = provider.run(size).await.as_f64().unwrap();
    provider.press("Toggle Maximize View").await;
    provider
        .becomes(&format!("{size} < {large} / 2"), true)
        .await;
    provider.counts("//aside[not(@hidden)]", 0).await;
    provider.press("Toggle Maximize View").await;

    provider.press("Chat").await;
    let title = "//aside//h2";
    provider.sees(title, "All participants").await;
    provider
        .type_into(&composer("visit"), "Hello to all\n")
        .await;
    provider.press("Direct Message").await;
    provider.sees(title, "Ben Okafor").await;
    provider
        .type_into(&composer(&to_ben), "For Ben alone\n")
        .await;
    provider
        .click(&format!("//li[@data-person='{}']//button", ana.id))
        .await;
    provider.sees(title, "Ana Silva").await;
    provider
        .type_into(&composer(&to_ana), "a draft for Ana")
        .await;

    // W3: in the call together, a patient writes first; the provider's panel stays with Ana (P6).
    // What is unread opens, the private chat first.
    bens.press("Chat").await;
    bens.sees("//aside//h2", "Dr. Ruth Adeyemi").await;
    bens.press("All participants").await;
    bens.sees("//aside", "Hello to all").await;
    bens.press("Direct Message").await;
    bens.sees("//aside//h2", "Dr. Ruth Adeyemi").await;
    bens.sees(&chat(&to_ben), "For Ben alone").await;
    bens.has(&open(&to_ben)).await;
    bens.type_into(&composer(&to_ben), "Ben answers\n").await;
    provider
        .sees(
            &format!("//li[@data-person='{}']//span[@class='badge']", ben.id),
            "1",
        )
        .await;
    provider.sees(title, "Ana Silva").await;
    assert_eq!(provider.value(&composer(&to_ana)).await, "a draft for Ana");

    // Switching back and forth keeps each draft in its chat.
    provider.press("All participants").await;
    provider.sees(title, "All participants").await;
    provider.holds(&composer("visit"), "").await;
    provider.press("Direct Message").await;
    provider.sees(title, "Ana Silva").await;
    provider.holds(&composer(&to_ana), "a draft for Ana").await;

    anas.press("Chat").await;
    anas.sees("//aside", "Hello to all").await;
    assert!(!anas.source().await.contains("Ben alone"));

    provider.press("End call").await;
    provider.has("//h1[text()='Waiting Room Dashboard']").await;
    bens.sees("//section[@aria-label='Call']", "No call is in progress.")
        .await;
    for window in [&provider, &bens, &anas] {
        let complaints = window.complaints().await;
        assert!(
            complaints.is_empty(),
            "the pages work without a complaint: {complaints:?}"
        );
    }
}
