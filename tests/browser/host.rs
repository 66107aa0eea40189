//! What the host changes while windows are open: a corrected name, a report that comes early, an undone
//! removal.

use crate::setting::{Opened, Setting, chat, composer, greyed, open, show, visit_chat};
use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;
use visit_chat_tests::{Token, Visit, eventually};

impl Setting {
    /// The host sends a request about a visit, which must succeed.
    pub(crate) async fn host(&self, method: Method, visit: Visit, rest: &str, body: &Value) {
        let token = Token::host(self.clinic.id).sign();
        let path = format!("/visits/{}{rest}", visit.id);
        let request = self.clinic.request(&token, method, &path).json(body);
        let answer = request.send().await.unwrap();
        let (status, text) = (answer.status(), answer.text().await.unwrap());
        assert_eq!(status, 204, "{rest}: {text}");
    }
}

#[tokio::test]
async fn v4_corrected_name_and_time_reach_open_windows() {
    let mut setting = Setting::new();
    let Opened {
        visit,
        direct,
        patient,
        provider,
    } = setting.opened().await;
    provider.type_into(&composer(&direct), "Hello\n").await;
    patient.sees(&chat(&direct), "Hello").await;
    patient
        .type_into(&composer(&direct), "Good morning\n")
        .await;
    provider.sees(&chat(&direct), "Good morning").await;

    let care = setting.provider.id;
    let person = direct.rsplit(':').next().unwrap().to_owned();
    let participant = format!("/participants/{person}");
    let name = json!({ "name": "Carla Mendez" });
    setting
        .host(Method::PATCH, visit, &participant, &name)
        .await;
    // The title, the message, the composer and the dashboard.
    provider
        .sees(&format!("{}//h2", chat(&direct)), "Carla Mendez")
        .await;
    let author = "//*[@class='message-head']//*[@class='name-text']";
    provider
        .sees(&format!("{}{author}", chat(&direct)), "Carla Mendez")
        .await;
    let to = "//*[contains(@aria-label, 'Carla Mendez') or contains(@placeholder, 'Carla Mendez')]";
    provider.has(&format!("{}{to}", chat(&direct))).await;
    provider
        .sees(&format!("//li[@data-person='{person}']"), "Carla Mendez")
        .await;
    eventually("the name before to be gone", || async {
        (!provider.source().await.contains("Carla Mendes")).then_some(())
    })
    .await;

    let doctor = format!("/participants/{care}");
    let name = json!({ "name": "Dr. Ruth Adeyemi-Cole" });
    setting.host(Method::PATCH, visit, &doctor, &name).await;
    patient
        .sees(&format!("{}//h2", chat(&direct)), "Dr. Ruth Adeyemi-Cole")
        .await;

    let later = json!({ "scheduled_for": "2031-05-06T09:30:00Z" });
    setting.host(Method::PATCH, visit, "", &later).await;
    // Beyond the days that the dashboard shows. Rows stay under the pointer.
    provider.point_at("//h1").await;
    provider.sees("//main", "No visits match").await;
}

#[tokio::test]
async fn v3_patients_join_that_is_reported_first_opens_the_chat_when_the_call_begins() {
    let setting = Setting::new();
    let visit = setting.one_to_one().await;
    let join = |person: Uuid| json!({ "action": "join_call", "person": person });
    let (carla, provider) = (visit.carla.id, setting.provider.id);
    let act = async |body: &Value| {
        setting
            .host(Method::POST, visit.visit, "/actions", body)
            .await
    };
    act(&join(carla)).await;
    let view = setting.clinic.view(&visit.carla, visit.visit).await;
    assert_eq!(view["chats"][1]["can_write"], false);
    act(&join(provider)).await;
    act(&join(provider)).await; // H1
    let view = setting.clinic.view(&visit.carla, visit.visit).await;
    let person = |id: Uuid| {
        let mut people = view["participants"].as_array().unwrap().iter();
        people.find(|p| p["person"] == json!(id)).unwrap().clone()
    };
    assert_eq!(person(carla)["presence"], "in_call");
    assert_eq!(view["chats"][1]["can_write"], true);
    setting
        .say(&visit.carla, visit.visit, &visit.direct, "Can you hear me?")
        .await;
}

#[tokio::test]
async fn w9_undone_removal_shows_a_gap_and_the_phase_is_named() {
    let mut setting = Setting::new();
    let ana = setting.clinic.person("patient", "Ana Silva");
    let ben = setting.clinic.person("patient", "Ben Okafor");
    let people = [&setting.provider, &ana, &ben];
    let visit = setting.clinic.schedule("group", &people).await;
    let anas = setting.attend(&ana, visit).await;
    setting
        .say(&setting.provider, visit, "visit", "before")
        .await;
    show(&anas, "visit").await;
    anas.sees(&chat("visit"), "before").await;
    let removal = format!("/participants/{}/removal", ana.id);
    let because = json!({ "reason": "the wrong Ana" });
    setting.host(Method::POST, visit, &removal, &because).await;
    setting
        .say(&setting.provider, visit, "visit", "between")
        .await;
    let undo = format!("{removal}/undo");
    setting.host(Method::POST, visit, &undo, &because).await;
    setting
        .say(&setting.provider, visit, "visit", "after")
        .await;

    let link = setting.clinic.link("visit", &ana, Some(visit));
    let anas = setting.browser.open(&link).await;
    anas.press("Enter waiting room").await;
    show(&anas, "visit").await;
    anas.has(&open("visit")).await;
    anas.sees(&chat("visit"), "after").await;
    anas.sees(&chat("visit"), "before").await;
    anas.sees(
        &chat("visit"),
        "What was sent while you were removed is not shown",
    )
    .await;
    assert!(!anas.source().await.contains("between"));

    let provider = setting.dashboard().await;
    let unseen = json!({ "action": "mark_left_without_being_seen" });
    setting.host(Method::POST, visit, "/actions", &unseen).await;
    anas.sees(&chat("visit"), "the patient left before it began")
        .await;
    provider
        .click("//label[contains(., 'Closed visits')]")
        .await;
    provider.sees("//article", "Left without being seen").await;
}

/// The page asks for the visit after a moment, not after half a minute, and counts how often.
const ASK_SOON: &str = "
    const later = window.setTimeout;
    window.setTimeout = (run, wait) => later(run, wait >= 15_000 && wait < 30_000 ? 300 : wait);
    window.asked = 0;
    const real = window.fetch;
    window.fetch = (url, init) => {
        if (/visits\\/[^/]*$/.test(url)) window.asked += 1;
        return real(url, init);
    };";

#[tokio::test]
async fn w9_open_page_of_a_removed_person_comes_back_once_the_removal_is_undone() {
    let mut setting = Setting::new();
    let ana = setting.clinic.person("patient", "Ana Silva");
    let ben = setting.clinic.person("patient", "Ben Okafor");
    let people = [&setting.provider, &ana, &ben];
    let visit = setting.clinic.schedule("group", &people).await;
    let anas = setting.attend(&ana, visit).await;
    let say = async |text| {
        setting.say(&setting.provider, visit, "visit", text).await;
    };
    say("before").await;
    show(&anas, "visit").await;
    anas.sees(&chat("visit"), "before").await;
    anas.type_into(&composer("visit"), "half a word").await;
    anas.run(ASK_SOON).await;

    let removal = format!("/participants/{}/removal", ana.id);
    let because = json!({ "reason": "the wrong Ana" });
    setting.host(Method::POST, visit, &removal, &because).await;
    anas.has(&greyed("visit")).await;
    say("between").await;
    eventually("questions of the page", || async {
        (anas.run("return window.asked").await.as_u64()? > 2).then_some(())
    })
    .await;
    anas.has(&greyed("visit")).await;
    assert!(!anas.source().await.contains("before"));

    let undo = format!("{removal}/undo");
    setting.host(Method::POST, visit, &undo, &because).await;
    anas.has(&open("visit")).await;
    anas.sees(&chat("visit"), "before").await;
    assert_eq!(anas.value(&composer("visit")).await, "half a word");
    // It follows the visit again, and asks no more.
    say("after").await;
    anas.sees(&chat("visit"), "after").await;
    assert!(!anas.source().await.contains("between"));
    let asked = anas.run("return window.asked").await;
    tokio::time::sleep(std::time::Duration::from_secs(1)).await;
    assert_eq!(anas.run("return window.asked").await, asked);
}

#[tokio::test]
async fn w9_dashboard_of_a_removed_provider_gets_the_visit_back_once_the_removal_is_undone() {
    let mut setting = Setting::new();
    let colleague = setting.clinic.person("provider", "Dr. Li Wei");
    let ben = setting.clinic.person("patient", "Ben Okafor");
    let people = [&setting.provider, &colleague, &ben];
    let visit = setting.clinic.schedule("group", &people).await;
    let provider = setting.dashboard().await;
    visit_chat(&provider, visit).await;
    provider.has(&open("visit")).await;
    let removal = format!("/participants/{}/removal", setting.provider.id);
    let because = json!({ "reason": "the wrong visit" });
    setting.host(Method::POST, visit, &removal, &because).await;
    provider.has(&greyed("visit")).await;
    let undo = format!("{removal}/undo");
    setting.host(Method::POST, visit, &undo, &because).await;
    provider.has(&open("visit")).await;
    setting.say(&colleague, visit, "visit", "after").await;
    provider.sees(&chat("visit"), "after").await;
}
