//! Notices from attendees to the care team (W7).

use crate::setting::{OneToOne, Setting, chat, composer, greyed, open, visit_chat};
use visit_chat_tests::{ServerProcess, Visit, Window};

const HELP: &str = "I need help now";

/// The notice as the care team reads it, apart from its time.
const CALLS: &str = "Carla Mendes: I need help now";

/// The red lines of the dashboard and the call.
const ALERT: &str = "//div[@class='notice-alert']";

/// The buttons and lines below a greyed-out chat.
fn bar(key: &str) -> String {
    format!("{}//div[@class='notice-bar'][not(@hidden)]", chat(key))
}

/// A button with a notice.
fn notice(key: &str, text: &str) -> String {
    format!("{}//button[text()='{text}']", bar(key))
}

/// The line that shows the sender the state of a notice.
fn line(key: &str) -> String {
    format!("{}//li", bar(key))
}

/// On a phone, nothing is wider than the window.
async fn fits(window: &Window) {
    window.resize(390, 800).await;
    let wider = "return document.documentElement.scrollWidth > innerWidth";
    window.becomes(wider, false).await;
    window.resize(1400, 900).await;
}

async fn title_is(window: &Window, title: &str) {
    window.becomes("return document.title", title).await;
}

async fn shows_none(window: &Window, xpath: &str) {
    window.counts(xpath, 0).await;
}

#[tokio::test]
async fn w7_patient_who_is_cut_off_calls_for_help_until_the_provider_writes_back() {
    let mut setting = Setting::with_a_short_lease();
    let OneToOne {
        carla,
        visit,
        direct,
    } = setting.one_to_one().await;
    let staff = setting.clinic.person("provider", "Dr. Li Wei");
    let earlier = setting
        .clinic
        .schedule("one_to_one", &[&setting.provider, &staff])
        .await;
    let patient = setting.attend(&carla, visit).await;
    let link = setting.clinic.link("call", &setting.provider, Some(visit));
    let call = setting.browser.open(&link).await;
    call.press("Join call").await;
    patient.press("Join call").await;
    patient.press("Chat").await;
    patient.press("Direct Message").await;
    patient.has(&open(&direct)).await;
    patient.type_into(&composer(&direct), "My chest").await;
    shows_none(&patient, &bar(&direct)).await;

    call.goto("about:blank").await;
    patient.has(&greyed(&direct)).await;
    patient.has(&notice(&direct, "I lost the connection")).await;
    patient.resize(390, 800).await;
    patient.click(&notice(&direct, HELP)).await;
    patient
        .sees(
            &bar(&direct),
            "“I need help now” – sent to the care team at",
        )
        .await;
    shows_none(&patient, &notice(&direct, HELP)).await;
    assert_eq!(patient.count(&line(&direct)).await, 1);
    fits(&patient).await;
    // It starts no chat.
    patient.has(&greyed(&direct)).await;

    let dashboard = setting.dashboard().await;
    dashboard.sees(ALERT, CALLS).await;
    title_is(&dashboard, "(1) Waiting Room Dashboard").await;
    let at =
        |place, visit: Visit| format!("(//article)[{place}]//button[@data-visit='{}']", visit.id);
    dashboard.has(&at(1, visit)).await;
    dashboard.has(&at(2, earlier)).await;
    fits(&dashboard).await;
    call.goto(&link).await;
    call.sees(ALERT, CALLS).await;
    fits(&call).await;
    title_is(&call, "(1) Call").await;

    // A message from a window without the notice leaves it waiting.
    visit_chat(&dashboard, visit).await;
    dashboard
        .type_into(&composer("visit"), "One moment, please.\n")
        .await;
    dashboard
        .sees(
            &format!("{}//li[@data-message]", chat("visit")),
            "One moment, please.",
        )
        .await;
    let view = setting.clinic.view(&setting.provider, visit).await;
    assert_eq!(view["notices"][0]["status"], "waiting");
    dashboard.sees(ALERT, CALLS).await;

    dashboard.press("Answer").await;
    dashboard.sees(&chat(&direct), CALLS).await;
    dashboard
        .type_into(&composer(&direct), "I am coming back.\n")
        .await;
    shows_none(&dashboard, ALERT).await;
    shows_none(&call, ALERT).await;
    title_is(&dashboard, "Waiting Room Dashboard").await;
    title_is(&call, "Call").await;
    dashboard
        .sees(&chat(&direct), "Seen by Dr. Ruth Adeyemi at")
        .await;
    patient.sees(&chat(&direct), "I am coming back.").await;
    patient.has(&open(&direct)).await;
    assert_eq!(patient.value(&composer(&direct)).await, "My chest");
    for window in [&patient, &dashboard, &call] {
        assert_eq!(window.complaints().await, [""; 0]);
    }
}

#[tokio::test]
async fn w7_notice_that_was_not_sent_is_retried_until_it_is_stored_once() {
    let mut setting = Setting::new();
    let OneToOne {
        carla,
        visit,
        direct,
    } = setting.one_to_one().await;
    let patient = setting.attend(&carla, visit).await;
    patient.has(&notice(&direct, HELP)).await;
    let url = setting.server.url().to_owned();
    let address = url.trim_start_matches("http://").to_owned();
    let data = setting.folder.path().join("data");
    setting.server.kill_9();
    patient.sees("//body", "Connection lost").await;
    patient.click(&notice(&direct, HELP)).await;
    patient.sees(&line(&direct), "is not sent yet").await;
    assert!(!patient.text().await.contains("sent to the care team"));

    setting.server = ServerProcess::serve_with(&data, &[("VISIT_CHAT_LISTEN", &address)]);
    // The page that is opened again still has it to send.
    patient.goto(&format!("{url}/visit")).await;
    patient
        .sees(&line(&direct), "sent to the care team at")
        .await;
    assert_eq!(patient.count(&line(&direct)).await, 1);
    let view = setting.clinic.view(&setting.provider, visit).await;
    assert_eq!(view["notices"].as_array().unwrap().len(), 1);
    assert_eq!(view["notices"][0]["status"], "waiting");
}

#[tokio::test]
async fn r4_staff_see_a_call_of_a_patient_they_have_no_chat_with_and_see_to_it() {
    let mut setting = Setting::with(&[("VISIT_CHAT_NOTICES", "Water, please\nI need help now")]);
    let ana = setting.clinic.person("patient", "Ana Silva");
    let ben = setting.clinic.person("patient", "Ben Okafor");
    let nurse = setting.clinic.person("staff", "Nurse Kim");
    let people = [&setting.provider, &nurse, &ana, &ben];
    let visit = setting.clinic.schedule("group", &people).await;
    let direct = ana.direct(&setting.provider);
    let patient = setting.attend(&ana, visit).await;
    let other = setting.attend(&ben, visit).await;
    patient.click(&notice(&direct, "Water, please")).await;
    patient.sees(&line(&direct), "“Water, please” – sent").await;

    let link = setting.clinic.link("dashboard", &nurse, None);
    let staff = setting.browser.open(&link).await;
    staff.sees(ALERT, "Ana Silva: Water, please").await;
    assert!(!other.text().await.contains("Water, please ·"));
    staff.press("Seen to it").await;
    shows_none(&staff, ALERT).await;
    title_is(&staff, "Waiting Room Dashboard").await;
    patient.sees(&line(&direct), "Seen by Nurse Kim at").await;
    // It can be sent again.
    patient.has(&notice(&direct, "Water, please")).await;
    assert_eq!(staff.complaints().await, [""; 0]);
}
