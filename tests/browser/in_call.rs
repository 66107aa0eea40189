//! People in a call, and the panel with its chat.

use crate::setting::{Setting, chat};
use visit_chat_tests::{Person, Visit, Window, eventually};

/// The title of the call's panel.
pub(crate) const TITLE: &str = "//aside//h2";

/// A group visit whose call the provider, Ben and Ana are in. Ben is the primary patient.
pub(crate) struct Call {
    pub(crate) ana: Person,
    pub(crate) ben: Person,
    pub(crate) visit: Visit,
    pub(crate) to_ana: String,
    pub(crate) to_ben: String,
    pub(crate) provider: Window,
    pub(crate) anas: Window,
}

pub(crate) async fn call(setting: &mut Setting, phone: bool) -> Call {
    let ana = setting.clinic.person("patient", "Ana Silva");
    let ben = setting.clinic.person("patient", "Ben Okafor");
    let people = [&setting.provider, &ana, &ben];
    let visit = setting.clinic.schedule("group", &people).await;
    setting.clinic.act(&ben, visit, "enter_waiting_room").await;
    let doctor = setting.provider.clone();
    let provider = in_call(setting, &doctor, visit, phone).await;
    setting.clinic.act(&ben, visit, "join_call").await;
    let anas = in_call(setting, &ana, visit, phone).await;
    provider.sees("//ul[@class='tiles']", "Ana Silva").await;
    provider.sees("//ul[@class='tiles']", "Ben Okafor").await;
    let (to_ana, to_ben) = (ana.direct(&setting.provider), ben.direct(&setting.provider));
    Call {
        ana,
        ben,
        visit,
        to_ana,
        to_ben,
        provider,
        anas,
    }
}

/// The page of the call of a person, who joins it.
pub(crate) async fn in_call(
    setting: &mut Setting,
    person: &Person,
    visit: Visit,
    phone: bool,
) -> Window {
    let link = setting.clinic.link("call", person, Some(visit));
    let window = setting.browser.open(&link).await;
    if phone {
        window.phone().await;
    }
    window.press("Join call").await;
    window.sees("//ul[@class='tiles']", "Dr. Ruth").await;
    window
}

/// Title, chat, line by the composer and send button of the panel all belong to one chat.
pub(crate) async fn is_all_of(window: &Window, key: &str, name: &str) {
    window.sees(TITLE, name).await;
    window.has(&format!("//aside{}", &chat(key)[1..])).await;
    let label = if key == "visit" {
        "all participants"
    } else {
        name
    };
    let sends = format!("//aside//button[@aria-label='Send to {label}']");
    window.has(&sends).await;
    assert_eq!(window.count("//aside//visit-chat").await, 1);
}

/// Whether an element is displayed inside the viewport, and nothing covers its center.
pub(crate) async fn in_reach(window: &Window, xpath: &str) {
    let script = format!(
        "const found = byXPath({xpath:?})[0];
         if (!found) return false;
         const {{ left, top, width, height }} = found.getBoundingClientRect();
         const at = elementAt(left + width / 2, top + height / 2);
         return width > 0 && found.contains(at);"
    );
    eventually(&format!("{xpath} in reach"), || async {
        (window.run(&script).await == true).then_some(())
    })
    .await;
}
