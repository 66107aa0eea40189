//! A reload keeps what is open: the chats of the dashboard, the call's panel, a patient's tab, and the place in a list.

use crate::{
    in_call::{Call, call, in_reach, is_all_of},
    setting::{OneToOne, Setting, chat, composer, direct_message, open, visit_chat},
};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use visit_chat_tests::{Person, Token, Visit, Window, eventually};

/// The windows of the dock as they stand: chat, minimized or not, in sight or not.
const WINDOWS: &str = "return bySelector('.dock visit-chat')
    .map((one) => [one.dataset.chat, one.classList.contains('folded'), one.checkVisibility()])";

/// The chats that are displayed on any page.
const SHOWN: &str = "return bySelector('visit-chat')
    .filter((one) => one.checkVisibility()).map((one) => one.dataset.chat)";

async fn is(window: &Window, script: &str, expected: Value) {
    window.becomes(script, expected).await;
}

async fn reload(setting: &Setting, window: &Window, page: &str) {
    let address = format!("{}/{page}", setting.server.url());
    window.goto(&address).await;
}

async fn remove(setting: &Setting, person: &Person, visit: Visit) {
    let path = format!("/visits/{}/participants/{}/removal", visit.id, person.id);
    let host = Token::host(setting.clinic.id).sign();
    let request = setting.clinic.request(&host, Method::POST, &path);
    let answer = request.json(&json!({ "reason": "Wrong visit" })).send();
    assert_eq!(answer.await.unwrap().status(), StatusCode::NO_CONTENT);
}

/// A group visit with Ana, Ben and Carla.
async fn group(setting: &Setting) -> (Visit, [Person; 3]) {
    let names = ["Ana Silva", "Ben Okafor", "Carla Mendes"];
    let people = names.map(|name| setting.clinic.person("patient", name));
    let all: Vec<_> = std::iter::once(&setting.provider).chain(&people).collect();
    let visit = setting.clinic.schedule("group", &all).await;
    (visit, people)
}

#[tokio::test]
async fn dashboard_opens_the_same_chats_in_the_same_order_with_their_drafts() {
    let mut setting = Setting::new();
    let (visit, people) = group(&setting).await;
    let [to_ana, to_ben, to_carla] = people.each_ref().map(|one| one.direct(&setting.provider));
    let provider = setting.dashboard().await;
    direct_message(&provider, &people[1]).await;
    visit_chat(&provider, visit).await;
    direct_message(&provider, &people[0]).await;
    let minimize = |key| format!("{}//button[@aria-label='Minimize chat']", chat(key));
    provider.type_into(&composer(&to_ben), "for Ben").await;
    provider.type_into(&composer("visit"), "for all").await;
    provider.click(&minimize("visit")).await;
    provider.type_into(&composer(&to_ana), "for Ana").await;
    let open = json!([
        [to_ben, false, true],
        ["visit", true, true],
        [to_ana, false, true]
    ]);
    is(&provider, WINDOWS, open.clone()).await;
    // Ids only.
    let kept = provider
        .run("return JSON.stringify(Object.entries(sessionStorage).filter(([key]) => key.includes('.dock.')))")
        .await;
    let kept = kept.as_str().unwrap();
    assert!(kept.contains(&to_ben), "{kept}");
    assert!(!kept.contains("Ben") && !kept.contains("for"), "{kept}");

    for _ in 0..2 {
        reload(&setting, &provider, "dashboard").await;
        is(&provider, WINDOWS, open.clone()).await;
        for (key, name, draft) in [
            (&to_ben, "Ben Okafor", "for Ben"),
            (&to_ana, "Ana Silva", "for Ana"),
        ] {
            provider.sees(&format!("{}//h2", chat(key)), name).await;
            provider.holds(&composer(key), draft).await;
        }
        provider.holds(&composer("visit"), "for all").await;
        // No chat takes the focus: the next key goes to no one.
        let nothing = "return focused() === document.body";
        provider.becomes(nothing, true).await;
    }

    // The window that was used last is the one that stays where there is room for one only.
    provider.resize(900, 800).await;
    reload(&setting, &provider, "dashboard").await;
    let last = json!([
        [to_ben, false, false],
        ["visit", true, true],
        [to_ana, false, true]
    ]);
    is(&provider, WINDOWS, last).await;
    // A closed window stays closed, and a new one is added at the end.
    for key in [&to_ana, "visit"] {
        let close = format!("{}//button[@aria-label='Close chat']", chat(key));
        provider.click(&close).await;
        // What opened it is not known any more.
        is(&provider, "return focused().localName", json!("main")).await;
    }
    direct_message(&provider, &people[2]).await;
    provider.resize(1400, 900).await;
    reload(&setting, &provider, "dashboard").await;
    let rest = json!([[to_ben, false, true], [to_carla, false, true]]);
    is(&provider, WINDOWS, rest).await;
    assert_eq!(provider.complaints().await, [""; 0]);
}

#[tokio::test]
async fn chat_covers_a_phone_after_a_reload_as_before() {
    let mut setting = Setting::new();
    let (_, people) = group(&setting).await;
    let [to_ana, to_ben, _] = people.each_ref().map(|one| one.direct(&setting.provider));
    let provider = setting.dashboard().await;
    provider.phone().await;
    direct_message(&provider, &people[0]).await;
    provider.press("Minimize chat").await;
    direct_message(&provider, &people[1]).await;
    provider.type_into(&composer(&to_ben), "for Ben").await;
    let covered = json!([[to_ana, true, false], [to_ben, false, true]]);
    is(&provider, WINDOWS, covered.clone()).await;
    reload(&setting, &provider, "dashboard").await;
    is(&provider, WINDOWS, covered).await;
    provider.has("//main[@inert]").await;
    provider.holds(&composer(&to_ben), "for Ben").await;
    provider.press("Minimize chat").await;
    reload(&setting, &provider, "dashboard").await;
    provider
        .sees("//button[contains(@class, 'dock-rest')]", "Open chats (2)")
        .await;
    provider.has("//main[not(@inert)]").await;
    assert_eq!(provider.complaints().await, [""; 0]);
}

#[tokio::test]
async fn chat_that_ended_meanwhile_is_shown_as_closed_or_dropped_with_a_sentence() {
    let mut setting = Setting::new();
    let (visit, people) = group(&setting).await;
    let other = setting.clinic.person("patient", "Dora Weiss");
    let colleague = setting.clinic.person("provider", "Dr. Sam Lee");
    let others = [&setting.provider, &colleague, &other];
    let gone = setting.clinic.schedule("one_to_one", &others).await;
    let [to_ana, to_ben, _] = people.each_ref().map(|one| one.direct(&setting.provider));
    let provider = setting.dashboard().await;
    for person in [&people[0], &people[1], &other] {
        direct_message(&provider, person).await;
    }
    provider.type_into(&composer(&to_ana), "for Ana").await;
    provider.goto("about:blank").await;
    remove(&setting, &people[0], visit).await;
    remove(&setting, &setting.provider, gone).await;

    reload(&setting, &provider, "dashboard").await;
    let left = json!([[to_ana, false, true], [to_ben, false, true]]);
    is(&provider, WINDOWS, left.clone()).await;
    let ana = chat(&to_ana);
    provider.sees(&format!("{ana}//h2"), "Ana Silva").await;
    provider.sees(&ana, "Closed").await;
    provider
        .sees(&ana, "Ana Silva was removed from this visit.")
        .await;
    provider.holds(&composer(&to_ana), "for Ana").await;
    provider.has(&open(&to_ben)).await;
    let sentence = "A chat that was open here is no longer available to you.";
    provider
        .sees("//div[@class='dock-gone'][not(@hidden)]", sentence)
        .await;
    provider.press("Close").await;
    reload(&setting, &provider, "dashboard").await;
    is(&provider, WINDOWS, left).await;
    assert_eq!(
        provider
            .count("//div[@class='dock-gone'][not(@hidden)]")
            .await,
        0
    );
}

#[tokio::test]
async fn next_person_in_the_tab_sees_no_chat_of_the_one_before() {
    let mut setting = Setting::new();
    let (visit, people) = group(&setting).await;
    let colleague = setting.clinic.person("provider", "Dr. Sam Lee");
    let host = Token::host(setting.clinic.id).sign();
    let path = format!("/visits/{}/participants", visit.id);
    let body = json!({ "person": colleague.id, "role": "provider", "name": colleague.name });
    let request = setting.clinic.request(&host, Method::POST, &path);
    let answer = request.json(&body).send().await.unwrap();
    assert!(answer.status().is_success());
    let to_ana = people[0].direct(&setting.provider);
    let provider = setting.dashboard().await;
    direct_message(&provider, &people[0]).await;
    visit_chat(&provider, visit).await;
    let id = format!("//article//button[@data-visit='{}']", visit.id);
    provider.goto("about:blank").await;
    let other = setting.clinic.link("dashboard", &colleague, None);
    provider.goto(&other).await;
    provider.has(&id).await;
    is(&provider, WINDOWS, json!([])).await;
    provider.goto("about:blank").await;
    let first = setting.clinic.link("dashboard", &setting.provider, None);
    provider.goto(&first).await;
    let own = json!([[to_ana, false, true], ["visit", false, true]]);
    is(&provider, WINDOWS, own).await;
}

#[tokio::test]
async fn call_shows_the_same_chat_in_the_same_view() {
    call_stays(false).await;
}

#[tokio::test]
async fn call_on_a_phone_shows_the_same_chat_or_stage() {
    call_stays(true).await;
}

async fn call_stays(phone: bool) {
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
    let stage = "return bySelector('.stage')[0].inert";
    provider.press("Chat").await;
    provider.press("Direct Message").await;
    // Ben is the default.
    is_all_of(provider, to_ben, "Ben Okafor").await;
    let anas = "//ul[@class='direct-list']//button[contains(., 'Ana Silva')]";
    provider.click(anas).await;
    provider.type_into(&composer(to_ana), "for Ana").await;
    reload(&setting, provider, "call").await;
    is_all_of(provider, to_ana, "Ana Silva").await;
    in_reach(provider, &composer(to_ana)).await;
    provider.holds(&composer(to_ana), "for Ana").await;
    let nothing = "return focused() === document.body";
    provider.becomes(nothing, true).await;
    provider.becomes(stage, phone).await;

    // An unread message of another chat does not change which one is shown.
    setting.say(ben, *visit, to_ben, "Help me.").await;
    provider.press("All participants").await;
    reload(&setting, provider, "call").await;
    is_all_of(provider, "visit", "All participants").await;

    provider.press("Close chat").await;
    provider.press("Toggle Maximize View").await;
    reload(&setting, provider, "call").await;
    provider
        .has("//div[contains(@class, 'call') and not(contains(@class, 'maximized'))]")
        .await;
    provider.sees("//ul[@class='tiles']", "Ana Silva").await;
    provider.becomes(SHOWN, json!([])).await;
    provider.becomes(stage, false).await;
    provider.press("Participants").await;
    reload(&setting, provider, "call").await;
    provider
        .sees("//section[@class='roster']", "Participants (3)")
        .await;
    provider.press("Close participants").await;
    provider.sees("//ul[@class='tiles']", "Ana Silva").await;
    provider.press("Toggle Maximize View").await;

    // P3: without the chat, the default.
    provider.press("Chat").await;
    is_all_of(provider, to_ben, "Ben Okafor").await;
    provider.click(anas).await;
    is_all_of(provider, to_ana, "Ana Silva").await;
    provider.goto("about:blank").await;
    remove(&setting, ana, *visit).await;
    reload(&setting, provider, "call").await;
    is_all_of(provider, to_ben, "Ben Okafor").await;
    // What was written to Ana can still be found.
    provider.click(anas).await;
    is_all_of(provider, to_ana, "Ana Silva").await;
    provider.holds(&composer(to_ana), "for Ana").await;
    assert_eq!(provider.complaints().await, [""; 0]);
}

#[tokio::test]
async fn patient_on_a_phone_sees_the_same_tab() {
    let mut setting = Setting::new();
    let OneToOne {
        carla,
        visit,
        direct,
    } = setting.one_to_one().await;
    let patient = setting.attend(&carla, visit).await;
    patient.phone().await;
    is(&patient, SHOWN, json!([direct])).await;
    let tab = |label: &str| format!("//div[@class='visit-tabs']//button[contains(., '{label}')]");
    let pressed = |label: &str| format!("{}[@aria-pressed='true']", tab(label));
    patient.click(&tab("All participants")).await;
    is(&patient, SHOWN, json!(["visit"])).await;
    patient.goto("about:blank").await;
    setting
        .say(&setting.provider, visit, &direct, "Hello.")
        .await;
    reload(&setting, &patient, "visit").await;
    patient
        .sees(&format!("{}//span[@class='badge']", tab("Dr. Ruth")), "1")
        .await;
    is(&patient, SHOWN, json!(["visit"])).await;
    patient.click(&tab("2 people")).await;
    reload(&setting, &patient, "visit").await;
    patient.has(&pressed("2 people")).await;
    patient.becomes(SHOWN, json!([])).await;
    patient.click(&tab("Dr. Ruth")).await;
    reload(&setting, &patient, "visit").await;
    is(&patient, SHOWN, json!([direct])).await;
    assert_eq!(patient.complaints().await, [""; 0]);
}

#[tokio::test]
async fn list_stays_at_the_message_that_was_read() {
    let mut setting = Setting::new();
    let OneToOne {
        carla,
        visit,
        direct,
    } = setting.one_to_one().await;
    // More than one page, so that earlier ones are loaded again.
    for number in 1..=90 {
        let text = format!("line {number}.");
        setting.say(&setting.provider, visit, &direct, &text).await;
    }
    let provider = setting.dashboard().await;
    direct_message(&provider, &carla).await;
    provider.sees(&chat(&direct), "line 90.").await;
    let top = "const list = bySelector('.chat-log')[0];
        const { top } = list.getBoundingClientRect();
        return bySelector('li[data-message]').find((one) => one.getBoundingClientRect().bottom > top + 1)
            ?.querySelector('.text').textContent";
    let up = "const list = bySelector('.chat-log')[0]; list.scrollTop = 0; return list.textContent.includes('line 20.')";
    eventually("earlier messages", || async {
        (provider.run(up).await == true).then_some(())
    })
    .await;
    let to_line_20 = "bySelector('li[data-message]')
        .find((one) => one.querySelector('.text').textContent === 'line 20.').scrollIntoView()";
    provider.run(to_line_20).await;
    is(&provider, top, json!("line 20.")).await;
    // The page learns of a scroll with the next frame, and keeps the place then.
    let kept = format!(
        "const {{ model, chat }} = bySelector('visit-chat')[0];
         const kept = sessionStorage.getItem(`visit-chat.place.${{model.view.me}}.${{model.visit}}.${{chat}}`);
         return model.messages('{direct}').find(({{ number }}) => number === Number(kept))?.text"
    );
    is(&provider, &kept, json!("line 20.")).await;

    reload(&setting, &provider, "dashboard").await;
    is(&provider, top, json!("line 20.")).await;
    // A message that arrives after the connection was lost moves nothing.
    provider.run("dispatchEvent(new Event('offline'))").await;
    setting.say(&carla, visit, &direct, "line 91.").await;
    let newer = format!("{}//button[contains(@class, 'newer')]", chat(&direct));
    provider.sees(&newer, "New messages").await;
    is(&provider, top, json!("line 20.")).await;
    provider.press("Minimize chat").await;
    provider.press("Expand chat").await;
    is(&provider, top, json!("line 20.")).await;
    provider.press("Close chat").await;
    direct_message(&provider, &carla).await;
    is(&provider, top, json!("line 20.")).await;

    // At the end, the list follows what arrives.
    provider.click(&newer).await;
    reload(&setting, &provider, "dashboard").await;
    provider.sees(&chat(&direct), "line 91.").await;
    let end = "const list = bySelector('.chat-log')[0];
        return list.scrollHeight - list.scrollTop - list.clientHeight < 2";
    is(&provider, end, json!(true)).await;
}
