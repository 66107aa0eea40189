//! The view of the call: its two sizes, its tray, its tiles, and its list of participants.

use crate::{
    in_call::{Call, call, in_call, in_reach, is_all_of},
    setting::{Setting, chat, composer, open},
};
use reqwest::Method;
use serde_json::json;
use uuid::Uuid;
use visit_chat_tests::{Person, Visit};

#[tokio::test]
async fn recipients_are_one_click_away_after_toggle_maximize_view() {
    one_click_after_toggle(false).await;
}

#[tokio::test]
async fn recipients_are_one_click_away_after_toggle_maximize_view_on_a_phone() {
    one_click_after_toggle(true).await;
}

async fn one_click_after_toggle(phone: bool) {
    let mut setting = Setting::new();
    let call = call(&mut setting, phone).await;
    let Call {
        to_ben, provider, ..
    } = &call;
    let button = |label| format!("//button[@title='{label}'][not(@hidden)]");
    for _ in 0..2 {
        provider.press("Toggle Maximize View").await;
        for label in ["All participants", "Direct Message"] {
            in_reach(provider, &button(label)).await;
        }
    }
    // The small view keeps the chat that is open, and its draft.
    provider.press("Toggle Maximize View").await;
    provider.press("Direct Message").await;
    provider
        .type_into(&composer(to_ben), "a draft for Ben")
        .await;
    if !phone {
        provider.press("Toggle Maximize View").await;
        provider.press("Toggle Maximize View").await;
    }
    is_all_of(provider, to_ben, "Ben Okafor").await;
    for label in ["All participants", "Direct Message", "Toggle Maximize View"] {
        in_reach(provider, &button(label)).await;
    }
    provider.press("All participants").await;
    is_all_of(provider, "visit", "All participants").await;
    provider.press("Direct Message").await;
    provider.holds(&composer(to_ben), "a draft for Ben").await;
    provider.press("Close chat").await;
    for label in ["All participants", "Direct Message"] {
        in_reach(provider, &button(label)).await;
    }
    assert_eq!(provider.complaints().await, [""; 0]);
}

#[tokio::test]
async fn m4_guest_in_the_call_is_not_offered_direct_messages() {
    let mut setting = Setting::new();
    let ana = setting.clinic.person("patient", "Ana Silva");
    let guest = setting.clinic.person("guest", "Maria Silva");
    let people = [&setting.provider, &ana, &guest];
    let visit = setting.clinic.schedule("one_to_one", &people).await;
    setting
        .clinic
        .act(&setting.provider, visit, "join_call")
        .await;
    let guests = in_call(&mut setting, &guest, visit, false).await;
    let direct = "//button[@title='Direct Message'][not(@hidden)]";
    guests.press("All participants").await;
    guests.has(&open("visit")).await;
    assert_eq!(guests.count(direct).await, 0);
    let anas = in_call(&mut setting, &ana, visit, false).await;
    anas.has(direct).await;
}

#[tokio::test]
async fn provider_in_the_call_reaches_a_patient_who_has_not_come() {
    let mut setting = Setting::new();
    let ana = setting.clinic.person("patient", "Ana Silva");
    let people = [&setting.provider, &ana];
    let visit = setting.clinic.schedule("one_to_one", &people).await;
    let doctor = setting.provider.clone();
    let provider = in_call(&mut setting, &doctor, visit, true).await;
    let tile = format!("//ul[@class='tiles']//li[@data-person='{}']", ana.id);
    assert_eq!(provider.count(&tile).await, 0);
    provider.press("Participants").await;
    let row = format!("//section[@class='roster']//li[@data-person='{}']", ana.id);
    provider.sees(&row, "Ana Silva").await;
    provider.sees(&row, "Not here yet").await;
    let bubble = format!("{row}//button");
    in_reach(&provider, &bubble).await;
    provider.click(&bubble).await;
    let direct = ana.direct(&setting.provider);
    is_all_of(&provider, &direct, "Ana Silva").await;
    provider
        .type_into(&composer(&direct), "Are you coming?\n")
        .await;
    provider.sees(&chat(&direct), "Are you coming?").await;
    assert_eq!(provider.complaints().await, [""; 0]);
}

#[tokio::test]
async fn first_tile_of_a_large_call_can_be_reached_on_a_phone() {
    let mut setting = Setting::new();
    let names = [
        "Ana A", "Ben B", "Carl C", "Dora D", "Eva E", "Finn F", "Gus G", "Hugo H",
    ];
    let patients = names.map(|name| setting.clinic.person("patient", name));
    let people: Vec<_> = std::iter::once(&setting.provider)
        .chain(&patients)
        .collect();
    let visit = setting.clinic.schedule("group", &people).await;
    let doctor = setting.provider.clone();
    let provider = in_call(&mut setting, &doctor, visit, true).await;
    for patient in &patients {
        setting.clinic.act(patient, visit, "join_call").await;
    }
    provider.sees("//ul[@class='tiles']", "Hugo H").await;
    let above = "const tiles = bySelector('.tiles')[0];
        tiles.scrollTop = 0;
        const first = tiles.firstElementChild.getBoundingClientRect();
        return tiles.scrollHeight > tiles.clientHeight && first.top >= tiles.getBoundingClientRect().top - 1";
    provider.becomes(above, true).await;
}

#[tokio::test]
async fn what_arrives_moves_no_control_of_the_call() {
    nothing_moves(false).await;
}

#[tokio::test]
async fn what_arrives_moves_no_control_of_the_call_on_a_phone() {
    nothing_moves(true).await;
}

async fn call_for_help(setting: &Setting, person: &Person, visit: Visit) {
    let body = json!({ "notice": Uuid::now_v7(), "text": "I need help now" });
    let path = format!("/visits/{}/notices", visit.id);
    let request = setting.clinic.request(&person.token, Method::POST, &path);
    let sent = request.json(&body).send().await.unwrap().status();
    assert!(sent.is_success(), "{sent}");
}

/// Remembers where each control in sight stands.
const REMEMBER: &str =
    "const seen = bySelector('button, textarea').filter((one) => one.checkVisibility() && !one.closest('.chat-log'));
    window.placed = seen.map((one) => [one, one.getBoundingClientRect()])";

/// The remembered controls that stand elsewhere now.
const MOVED: &str = "return window.placed.filter(([one, was]) => {
        const is = one.getBoundingClientRect();
        return ['left', 'top', 'right', 'bottom'].some((edge) => Math.abs(is[edge] - was[edge]) > 0.5);
    }).map(([one]) => one.title || one.textContent || one.localName)";

async fn nothing_moves(phone: bool) {
    let mut setting = Setting::new();
    let carla = setting.clinic.person("patient", "Carla Mendes");
    let elsewhere = setting
        .clinic
        .schedule("one_to_one", &[&setting.provider, &carla])
        .await;
    let Call {
        ana,
        ben,
        visit,
        to_ben,
        provider,
        ..
    } = call(&mut setting, phone).await;
    let to_carla = carla.direct(&setting.provider);
    setting.clinic.act(&ana, visit, "leave").await;
    let tile = format!("//ul[@class='tiles']//li[@data-person='{}']", ana.id);
    provider.counts(&tile, 0).await;
    // With the panel closed and open, in the large view and in the small one.
    let steps: [(&[&str], bool); 4] = if phone {
        [
            (&[], false),
            (&["Direct Message"], true),
            (&["Close chat", "Toggle Maximize View"], false),
            (&["Direct Message"], true),
        ]
    } else {
        [
            (&[], false),
            (&["Direct Message"], true),
            (&["Toggle Maximize View"], true),
            (&["Close chat"], false),
        ]
    };
    for (round, (presses, is_open)) in steps.into_iter().enumerate() {
        for label in presses {
            provider.press(label).await;
        }
        let panel = "//aside[not(@hidden)]//textarea";
        provider.counts(panel, usize::from(is_open)).await;
        provider.run(REMEMBER).await;
        let text = format!("It hurts {round}.");
        setting.say(&ben, visit, "visit", &text).await;
        setting.say(&ben, visit, &to_ben, &text).await;
        call_for_help(&setting, &ana, visit).await;
        setting
            .say(&setting.provider, elsewhere, &to_carla, "Hello.")
            .await;
        setting.say(&carla, elsewhere, &to_carla, "Hello?").await;
        for what in [
            "//div[@class='notice-alert']",
            "//button[text()='1 other visit waits for an answer']",
            "//button[@title='All participants'][not(@hidden)]//span[@class='badge'][not(@hidden)]",
        ] {
            provider.has(what).await;
        }
        let has_come = format!(
            "const call = document.querySelector('call-chat');
             const visit = call.client.visit(call.getAttribute('visit'));
             return visit.messages({to_ben:?}).some((one) => one.text === {text:?})"
        );
        provider.becomes(&has_come, true).await;
        let moved = provider.run(MOVED).await;
        assert_eq!(moved, json!([]), "round {round}");
    }
}

#[tokio::test]
async fn notice_is_seen_on_a_phone_while_the_chat_covers_the_call() {
    let mut setting = Setting::new();
    let Call {
        ana,
        visit,
        provider,
        ..
    } = call(&mut setting, true).await;
    setting.clinic.act(&ana, visit, "leave").await;
    provider.press("Chat").await;
    let way = "//aside//button[contains(@class, 'call-behind')]";
    provider.sees(way, "Show the call").await;
    provider.run(REMEMBER).await;
    call_for_help(&setting, &ana, visit).await;
    provider.sees(way, "1 notice. Show the call").await;
    assert_eq!(provider.run(MOVED).await, json!([]));
    provider.click(way).await;
    in_reach(
        &provider,
        "//div[@class='notice-alert']//button[.='Seen to it']",
    )
    .await;
}
