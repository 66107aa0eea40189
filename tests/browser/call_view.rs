//! The view of the call: its two sizes, its tray, its tiles, and its list of participants.

use crate::{
    in_call::{Call, call, in_call, in_reach, is_all_of},
    setting::{Setting, chat, composer, open},
};

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
    assert_eq!(provider.value(&composer(to_ben)).await, "a draft for Ben");
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
    assert_eq!(provider.run(above).await, true);
}
