//! The dashboard.

use super::shots::Shots;
use crate::setting::{Setting, choose_action, composer, direct_message, visit_chat};
use reqwest::Method;
use serde_json::json;
use visit_chat_tests::{Person, Visit, Window};

/// A name as long as the server allows many.
const LONG: &str =
    "Maria Magdalena Theodora von Hohenstein-Wolkersdorf zu Lichtenau und Obersteinbach";

async fn seen(setting: &mut Setting, xpath: &str) -> Window {
    let link = setting.clinic.link("dashboard", &setting.provider, None);
    let window = setting.browser.open(&link).await;
    window.has(xpath).await;
    window
}

/// A visit of Carla, who waits for an answer, and a group visit of three patients and a guest.
async fn few(setting: &Setting) -> (Person, Person, Visit, Visit) {
    let clinic = &setting.clinic;
    let carla = clinic.person("patient", "Carla Mendes").born("1970-02-01");
    let ana = clinic.person("patient", "Ana Silva").born("1984-03-12");
    let ben = clinic.person("patient", "Ben Okafor").born("1962-11-30");
    let guest = clinic.person("guest", "Rosa Silva");
    let next = clinic.person("provider", "Dr. Amir Haddad");
    let provider = &setting.provider;
    let single = clinic
        .schedule("one_to_one", &[provider, &next, &carla])
        .await;
    let group = [provider, &ana, &ben, &guest];
    let group = clinic.schedule("group", &group).await;
    let direct = carla.direct(provider);
    setting
        .say(
            provider,
            single,
            &direct,
            "Hello Carla, how do you feel today?",
        )
        .await;
    setting
        .say(
            &carla,
            single,
            &direct,
            "The rash is back since this morning.",
        )
        .await;
    clinic.act(&carla, single, "enter_waiting_room").await;
    clinic.act(&ana, group, "enter_waiting_room").await;
    (carla, ana, single, group)
}

#[tokio::test]
async fn dashboard_with_few_visits() {
    let mut shots = Shots::new();
    let mut setting = Setting::with(&[(
        "VISIT_CHAT_QUICK_PHRASES",
        "Please call us.\nThe doctor is late.",
    )]);
    let dashboard = seen(&mut setting, "//p[@class='empty'][not(@hidden)]").await;
    shots.take(&dashboard, "dashboard-empty").await;

    let (carla, ana, single, group) = few(&setting).await;
    dashboard.sees("//article", "Ana Silva").await;
    dashboard.sees("//article", "Carla Mendes").await;
    shots.take(&dashboard, "dashboard-few").await;
    let name = format!("//li[@data-person='{}']//button", carla.id);
    let id = format!("//article//button[@data-visit='{}']", group.id);
    for (state, button) in [("name-menu", name), ("visit-menu", id)] {
        let open = async || {
            dashboard.keys("\u{E00C}").await;
            dashboard.click(&button).await;
            dashboard.has("//*[@role='menu']").await;
        };
        shots
            .take_each(&dashboard, &format!("dashboard-{state}"), open)
            .await;
        dashboard.keys("\u{E00C}").await;
    }
    choose_action(&dashboard, single, "Complete visit").await;
    shots.take(&dashboard, "dashboard-closing").await;
    dashboard.press("Back").await;
    choose_action(&dashboard, single, "Hand over…").await;
    shots.take(&dashboard, "dashboard-handover").await;
    dashboard.press("Cancel").await;
    for visit in [single, group] {
        let of = format!("//article[.//button[@data-visit='{}']]", visit.id);
        dashboard
            .click(&format!("{of}//input[@type='checkbox']"))
            .await;
    }
    shots.take(&dashboard, "dashboard-selected").await;
    dashboard.press("Message selected visits (2)").await;
    dashboard
        .type_into("//dialog//textarea", "We are 20 minutes late.")
        .await;
    shots.take(&dashboard, "dashboard-many-recipients").await;
    dashboard.press("Send").await;
    dashboard
        .sees("//dialog//p[@role='status']", "2 of 2 sent.")
        .await;
    shots.take(&dashboard, "dashboard-many-sent").await;
    dashboard.press("Close").await;

    visit_chat(&dashboard, group).await;
    direct_message(&dashboard, &ana).await;
    dashboard.press("Minimize chat").await;
    direct_message(&dashboard, &carla).await;
    let box_of_carla = composer(&carla.direct(&setting.provider));
    dashboard
        .type_into(&box_of_carla, "Can you send a photo")
        .await;
    shots.take(&dashboard, "dashboard-pop-ups").await;
    shots.end();
}

/// Makes the server's time 12 minutes later, for the page.
const LATER: &str = "
    const { get } = Headers.prototype;
    Headers.prototype.get = function (name) {
        const value = get.call(this, name);
        return name === 'date' && value ? new Date(Date.parse(value) + 12 * 60_000).toUTCString() : value;
    };";

#[tokio::test]
async fn dashboard_with_people_who_wait() {
    let mut shots = Shots::new();
    let mut setting = Setting::new();
    let (carla, ..) = few(&setting).await;
    let dashboard = setting.browser.open("about:blank").await;
    dashboard.run_first(LATER).await;
    let link = setting.clinic.link("dashboard", &setting.provider, None);
    dashboard.goto(&link).await;
    dashboard.sees("//article", "Waiting 12 min").await;
    shots.take(&dashboard, "dashboard-waiting").await;
    direct_message(&dashboard, &carla).await;
    shots.take(&dashboard, "dashboard-waiting-chat").await;
    shots.end();
}

/// The answer to a message to many visits is lost.
const LOSE: &str = "
    const real = window.fetch;
    window.fetch = (url, options) =>
        String(url).endsWith('/v1/messages') ? Promise.reject(new TypeError()) : real(url, options);";

#[tokio::test]
async fn dashboard_with_a_message_that_may_have_been_sent() {
    let mut shots = Shots::new();
    let mut setting = Setting::new();
    let (_, _, single, group) = few(&setting).await;
    let dashboard = seen(&mut setting, "(//article)[2]").await;
    for visit in [single, group] {
        let of = format!("//article[.//button[@data-visit='{}']]", visit.id);
        dashboard
            .click(&format!("{of}//input[@type='checkbox']"))
            .await;
    }
    dashboard.run(LOSE).await;
    dashboard.press("Message selected visits (2)").await;
    dashboard
        .type_into("//dialog//textarea", "We are 20 minutes late.")
        .await;
    dashboard.press("Send").await;
    dashboard
        .sees("//dialog//p[@role='status']", "may have been sent")
        .await;
    shots.take(&dashboard, "dashboard-many-unknown").await;
    dashboard.press("Close").await;
    shots.take(&dashboard, "dashboard-many-left").await;
    shots.end();
}

#[tokio::test]
async fn dashboard_after_a_handover() {
    let mut shots = Shots::new();
    let mut setting = Setting::with(&[("VISIT_CHAT_POLICY_HANDOVER_OPENS_DIRECT_CHATS", "yes")]);
    let clinic = setting.clinic.clone();
    let next = clinic.person("provider", "Dr. Amir Haddad");
    let carla = clinic.person("patient", "Carla Mendes");
    let people = [&setting.provider, &next, &carla];
    let visit = clinic.schedule("one_to_one", &people).await;
    let direct = carla.direct(&setting.provider);
    for text in ["Take 5 mg.", "Come back on Monday."] {
        setting.say(&setting.provider, visit, &direct, text).await;
    }
    let path = format!("/visits/{}/handover", visit.id);
    let handover = clinic.request(&setting.provider.token, Method::POST, &path);
    let handover = handover
        .json(&json!({ "from": setting.provider.id, "to": next.id }))
        .send()
        .await;
    assert!(handover.unwrap().status().is_success());
    let link = clinic.link("dashboard", &next, None);
    let dashboard = setting.browser.open(&link).await;
    dashboard.sees("//article", "earlier messages").await;
    shots.take(&dashboard, "dashboard-handed-over").await;
    dashboard
        .press("Read Dr. Ruth Adeyemi’s earlier messages with Carla Mendes")
        .await;
    dashboard.sees("//dialog", "Take 5 mg.").await;
    shots.take(&dashboard, "dashboard-opened-chat").await;
    shots.end();
}

#[tokio::test]
async fn dashboard_with_many_visits() {
    let mut shots = Shots::new();
    let mut setting = Setting::new();
    let first = [
        "Ana", "Ben", "Carla", "Dora", "Emil", "Farah", "Goran", "Hana", "Ivo", "Jun",
    ];
    let last = ["Silva", "Okafor", "Mendes", "Novak", "Haddad", "Kim"];
    for at in 0..60 {
        let name = format!("{} {}", first[at % first.len()], last[at / first.len()]);
        let patient = setting.clinic.person("patient", name.leak());
        let people = [&setting.provider, &patient];
        let visit = setting.clinic.schedule("one_to_one", &people).await;
        if at % 7 == 0 {
            setting
                .clinic
                .act(&patient, visit, "enter_waiting_room")
                .await;
        }
    }
    let dashboard = seen(&mut setting, "(//article)[60]").await;
    shots.take(&dashboard, "dashboard-60").await;
    shots.end();
}

#[tokio::test]
async fn dashboard_with_long_names() {
    let mut shots = Shots::new();
    let mut setting = Setting::new();
    let long = setting.clinic.person("patient", LONG).born("1984-03-12");
    let word = setting.clinic.person(
        "patient",
        "Donaudampfschifffahrtsgesellschaftskapitänswitwe",
    );
    let arabic = setting.clinic.person("patient", "ليلى حداد");
    let people = [&setting.provider, &long, &word, &arabic];
    let visit = setting.clinic.schedule("group", &people).await;
    setting.clinic.act(&long, visit, "enter_waiting_room").await;
    let dashboard = seen(&mut setting, "//article").await;
    dashboard.sees("//article", "Maria Magdalena").await;
    shots.take(&dashboard, "dashboard-long-names").await;
    direct_message(&dashboard, &long).await;
    shots.take(&dashboard, "chat-long-name").await;
    shots.end();
}
