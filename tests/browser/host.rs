//! What the host changes while windows are open: a corrected name, a report that comes early, an undone
//! removal.

use crate::setting::{Opened, Setting, chat, composer, open};
use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;
use visit_chat_tests::{Token, Visit};

impl Setting {
    /// The host sends a request about a visit, which must succeed.
    async fn host(&self, method: Method, visit: Visit, rest: &str, body: &Value) {
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
    let mut setting = Setting::under_version_2();
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
    assert!(!provider.source().await.contains("Carla Mendes"));

    let doctor = format!("/participants/{care}");
    let name = json!({ "name": "Dr. Ruth Adeyemi-Cole" });
    setting.host(Method::PATCH, visit, &doctor, &name).await;
    patient
        .sees(&format!("{}//h2", chat(&direct)), "Dr. Ruth Adeyemi-Cole")
        .await;

    let later = json!({ "scheduled_for": "2031-05-06T09:30:00Z" });
    setting.host(Method::PATCH, visit, "", &later).await;
    // Beyond the days that the dashboard shows.
    provider.sees("//main", "No visits match").await;
}

#[tokio::test]
async fn v3_patients_join_that_is_reported_first_opens_the_chat_when_the_call_begins() {
    let setting = Setting::under_version_2();
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
    let mut setting = Setting::under_version_2();
    let ana = setting.clinic.person("patient", "Ana Silva");
    let ben = setting.clinic.person("patient", "Ben Okafor");
    let people = [&setting.provider, &ana, &ben];
    let visit = setting.clinic.schedule("group", &people).await;
    let anas = setting.attend(&ana, visit).await;
    setting
        .say(&setting.provider, visit, "visit", "before")
        .await;
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
