//! The right recipient in the call: what opens, what is marked, and what stands by the composer (P2, P3, P5, P6).

use crate::{
    in_call::{Call, TITLE, call, in_reach, is_all_of},
    setting::{Setting, chat, composer, open},
};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use visit_chat_tests::{Person, Token, Visit, eventually};

async fn remove(setting: &Setting, person: &Person, visit: Visit) {
    let path = format!("/visits/{}/participants/{}/removal", visit.id, person.id);
    let host = Token::host(setting.clinic.id).sign();
    let request = setting.clinic.request(&host, Method::POST, &path);
    let answer = request.json(&json!({ "reason": "Wrong visit" })).send();
    assert_eq!(answer.await.unwrap().status(), StatusCode::NO_CONTENT);
}

/// The badge on a tab of the panel.
fn tab_badge(label: &str) -> String {
    format!("//aside//button[@title='{label}']//span[@class='badge' and not(@hidden)]")
}

async fn texts(setting: &Setting, person: &Person, visit: Visit, chat: &str) -> Vec<Value> {
    let page = setting
        .clinic
        .messages(person, visit, chat, "limit=9")
        .await;
    let messages = page["messages"].as_array().unwrap().iter();
    messages.map(|message| message["text"].clone()).collect()
}

#[tokio::test]
async fn p6_unread_mark_of_the_chat_button_opens_the_private_chat() {
    opens_what_is_unread(false).await;
}

#[tokio::test]
async fn p6_unread_mark_of_the_chat_button_opens_the_private_chat_on_a_phone() {
    opens_what_is_unread(true).await;
}

async fn opens_what_is_unread(phone: bool) {
    let mut setting = Setting::new();
    let call = call(&mut setting, phone).await;
    let Call {
        ana,
        visit,
        to_ana,
        anas,
        ..
    } = &call;
    setting
        .say(&setting.provider, *visit, "visit", "Hello, all.")
        .await;
    setting
        .say(&setting.provider, *visit, to_ana, "Only for you.")
        .await;
    let mark = "//button[@title='Chat']//span[@class='badge' and not(@hidden)]";
    anas.sees(mark, "2").await;
    anas.press("Chat").await;
    is_all_of(anas, to_ana, "Dr. Ruth Adeyemi").await;
    anas.sees(&chat(to_ana), "Private").await;
    anas.sees(&chat(to_ana), "Only for you.").await;
    anas.type_into(&composer(to_ana), "My answer\n").await;
    anas.sees(&chat(to_ana), "My answer").await;
    eventually("the answer to be stored", || async {
        let stored = texts(&setting, ana, *visit, to_ana).await;
        (stored == ["Only for you.", "My answer"]).then_some(())
    })
    .await;
    assert_eq!(texts(&setting, ana, *visit, "visit").await, ["Hello, all."]);
    // The other unread chat is marked beside it, and looks different.
    anas.sees(&tab_badge("All participants"), "1").await;
    let color = "return getComputedStyle(bySelector('aside .chat-head')[0]).backgroundColor";
    let private = anas.run(color).await;
    anas.press("All participants").await;
    is_all_of(anas, "visit", "All participants").await;
    anas.sees(&chat("visit"), "Everyone").await;
    assert_ne!(anas.run(color).await, private);
    assert_eq!(anas.complaints().await, [""; 0]);
}

#[tokio::test]
async fn p6_private_message_marks_its_tab_and_moves_nothing_in_the_open_panel() {
    marks_its_tab(false).await;
}

#[tokio::test]
async fn p6_private_message_marks_its_tab_and_moves_nothing_on_a_phone() {
    marks_its_tab(true).await;
}

async fn marks_its_tab(phone: bool) {
    let mut setting = Setting::new();
    let call = call(&mut setting, phone).await;
    let Call {
        ana,
        ben,
        visit,
        to_ana,
        to_ben,
        provider,
        ..
    } = &call;
    provider.press("Chat").await;
    provider
        .type_into(&composer("visit"), "a draft for all")
        .await;
    setting.say(ana, *visit, to_ana, "It hurts.").await;
    provider.sees(&tab_badge("Direct Message"), "1").await;
    is_all_of(provider, "visit", "All participants").await;
    let focus = "return focused().value";
    assert_eq!(provider.run(focus).await, "a draft for all");

    // Ben is the primary patient, but Ana's message is unread.
    provider.press("Direct Message").await;
    is_all_of(provider, to_ana, "Ana Silva").await;
    provider.sees(&chat(to_ana), "It hurts.").await;
    provider
        .type_into(&composer(to_ana), "a draft for Ana")
        .await;
    setting.say(ben, *visit, to_ben, "Me too.").await;
    let bens = "//ul[@class='direct-list']//button[contains(., 'Ben Okafor')]";
    let badge = format!("{bens}//span[@class='badge' and not(@hidden)]");
    provider.sees(&badge, "1").await;
    is_all_of(provider, to_ana, "Ana Silva").await;
    in_reach(provider, bens).await;
    provider.click(bens).await;
    is_all_of(provider, to_ben, "Ben Okafor").await;
    assert_eq!(provider.value(&composer(to_ben)).await, "");
    provider.press("All participants").await;
    assert_eq!(provider.value(&composer("visit")).await, "a draft for all");
    // Ben's chat was shown last.
    provider.press("Direct Message").await;
    is_all_of(provider, to_ben, "Ben Okafor").await;
    assert_eq!(provider.complaints().await, [""; 0]);
}

#[tokio::test]
async fn p3_panel_keeps_one_chat_and_its_draft_after_the_peer_was_removed() {
    let mut setting = Setting::new();
    let call = call(&mut setting, false).await;
    let Call {
        ben,
        visit,
        to_ana,
        to_ben,
        provider,
        ..
    } = &call;
    provider.press("Chat").await;
    provider
        .type_into(&composer("visit"), "a draft for all")
        .await;
    provider.press("Direct Message").await;
    is_all_of(provider, to_ben, "Ben Okafor").await;
    provider
        .type_into(&composer(to_ben), "a draft for Ben")
        .await;
    remove(&setting, ben, *visit).await;
    provider
        .sees(&chat(to_ben), "Ben Okafor was removed from this visit.")
        .await;
    provider.sees(&chat(to_ben), "Closed").await;
    is_all_of(provider, to_ben, "Ben Okafor").await;
    assert_eq!(provider.value(&composer(to_ben)).await, "a draft for Ben");
    provider
        .has(&format!(
            "{}//button[.='Copy draft'][not(@hidden)]",
            chat(to_ben)
        ))
        .await;

    provider.press("All participants").await;
    is_all_of(provider, "visit", "All participants").await;
    // P3: the next patient is the default now. The closed chat keeps its name and its draft.
    provider.press("Direct Message").await;
    is_all_of(provider, to_ana, "Ana Silva").await;
    provider.has(&open(to_ana)).await;
    assert_eq!(provider.value(&composer(to_ana)).await, "");
    provider
        .click("//ul[@class='direct-list']//button[contains(., 'Ben Okafor')]")
        .await;
    is_all_of(provider, to_ben, "Ben Okafor").await;
    assert_eq!(provider.value(&composer(to_ben)).await, "a draft for Ben");
    assert_eq!(provider.complaints().await, [""; 0]);
}

#[tokio::test]
async fn p5_recipient_stays_in_sight_while_one_types() {
    let mut setting = Setting::new();
    let call = call(&mut setting, true).await;
    let Call {
        to_ben, provider, ..
    } = &call;
    for (tab, key, name) in [
        ("Direct Message", to_ben.as_str(), "Ben Okafor"),
        ("All participants", "visit", "All participants"),
    ] {
        provider.press(tab).await;
        provider.type_into(&composer(key), "half a sentence").await;
        let to = format!("{}//p[@class='to']", chat(key));
        provider.sees(&to, &format!("To: {name}")).await;
        in_reach(provider, &to).await;
        in_reach(provider, TITLE).await;
        let label = if key == "visit" {
            "all participants"
        } else {
            name
        };
        let send = format!(
            "//button[@aria-label='Send to {label}'][starts-with(@title, 'Send to {label}')]"
        );
        in_reach(provider, &send).await;
    }
}
