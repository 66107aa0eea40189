//! The care team adds, edits and removes people (V4).

use crate::setting::{OneToOne, Setting, choose_action};
use visit_chat_tests::{Person, Visit, Window, eventually};

/// A button of a person in the list.
fn button(person: &Person, change: &str) -> String {
    format!(
        "//dialog//li[@data-person='{}']//button[@data-change='{change}']",
        person.id
    )
}

/// A field of the form on top, by its label.
fn field(label: &str) -> String {
    format!("//dialog//div[label[starts-with(., '{label}')]]/*[self::input or self::select]")
}

const RESULT: &str = "//dialog//p[@class='manage-result']";
const REASON: &str = "//dialog//div[label[starts-with(., 'Reason')]]/textarea";

async fn participants(window: &Window, visit: Visit) {
    choose_action(window, visit, "Participants…").await;
    window.has("//dialog//ul[@class='manage-list']/li").await;
}

#[tokio::test]
async fn v4_care_team_adds_an_interpreter_and_decides_what_they_read() {
    let mut setting = Setting::new();
    let OneToOne { visit, .. } = setting.one_to_one().await;
    setting
        .say(&setting.provider, visit, "visit", "Bring your papers.")
        .await;
    let provider = setting.dashboard().await;
    provider
        .run("addEventListener('participant-added', ({ detail }) => (window.added = detail))")
        .await;
    participants(&provider, visit).await;
    provider.press("Add a person…").await;
    let patient = "Patient: A one-to-one visit has only one patient.";
    provider.sees("//dialog", patient).await;
    let share = "//dialog//div[label[.='Share the earlier visit chat']]";
    provider
        .click(&format!("{}/option[@value='staff']", field("Role")))
        .await;
    eventually("no history to share with staff", || async {
        (provider.count(&format!("{share}[@hidden]")).await == 1).then_some(())
    })
    .await;
    provider
        .click(&format!("{}/option[@value='interpreter']", field("Role")))
        .await;
    let what = "They can read everything written in the visit chat before they join.";
    provider.sees(share, what).await;
    provider.click(&format!("{share}/input")).await;

    // What the server refuses is shown at its field, and what was typed stays.
    let long = "x".repeat(101);
    let identifier = field("Birth date");
    provider.type_into(&field("Name"), "Lucía Prieto").await;
    provider.type_into(&identifier, &long).await;
    provider.press("Add").await;
    let why = format!("{identifier}/../p[@role='alert']");
    provider.sees(&why, "the limit is 100").await;
    assert_eq!(provider.value(&field("Name")).await, "Lucía Prieto");
    provider
        .run("const [one] = bySelector('[aria-invalid=true]'); one.value = 'Agency 7'")
        .await;
    provider.press("Add").await;
    let done = "Lucía Prieto was added. Send them their own link to this visit.";
    provider.sees(RESULT, done).await;

    let view = setting.clinic.view(&setting.provider, visit).await;
    let people = view["participants"].as_array().unwrap();
    let added = people.iter().find(|p| p["name"] == "Lucía Prieto").unwrap();
    assert_eq!(added["role"], "interpreter");
    assert_eq!(added["second_identifier"], "Agency 7");
    let detail = provider.run("return window.added").await;
    assert_eq!(detail["person"], added["person"]);
    assert_eq!(detail["visit"], visit.id.to_string());
    let row = format!("//dialog//li[@data-person={}]", added["person"]);
    provider.sees(&row, "Interpreter · Not here yet").await;
    assert!(
        provider
            .complaints()
            .await
            .iter()
            .all(|c| c.contains("422"))
    );
}

#[tokio::test]
async fn v4_care_team_edits_a_name_that_everyone_sees() {
    let mut setting = Setting::new();
    let OneToOne { carla, visit, .. } = setting.one_to_one().await;
    let patient = setting.attend(&carla, visit).await;
    let provider = setting.dashboard().await;
    participants(&provider, visit).await;
    provider.click(&button(&carla, "edit")).await;
    assert_eq!(provider.value(&field("Name")).await, "Carla Mendes");
    provider.type_into(&field("Name"), " Souza").await;
    provider
        .type_into(&field("Birth date"), "born 1979-11-02")
        .await;
    provider.press("Save").await;
    provider
        .sees(RESULT, "Carla Mendes Souza was changed.")
        .await;
    let row = format!("//article//li[@data-person='{}']", carla.id);
    provider.sees(&row, "born 1979-11-02").await;
    patient.sees("//main", "Carla Mendes Souza").await;
    assert!(!patient.source().await.contains("1979-11-02"), "P7");
}

#[tokio::test]
async fn v4_care_team_corrects_a_role_and_the_server_says_which_is_impossible() {
    let mut setting = Setting::new();
    let clinic = setting.clinic.clone();
    let carla = clinic.person("patient", "Carla Mendes");
    let rosa = clinic.person("guest", "Rosa Mendes");
    let people = [&setting.provider, &carla, &rosa];
    let visit = clinic.schedule("group", &people).await;
    let provider = setting.dashboard().await;
    participants(&provider, visit).await;
    provider.click(&button(&rosa, "edit")).await;
    let role = field("Role");
    assert_eq!(provider.value(&role).await, "guest");
    provider
        .click(&format!("{role}/option[@value='staff']"))
        .await;
    provider.press("Save").await;
    let why = format!("{role}/../p[@role='alert']");
    provider.sees(&why, "This role can't be changed").await;
    provider
        .click(&format!("{role}/option[@value='interpreter']"))
        .await;
    provider.press("Save").await;
    provider.sees(RESULT, "Rosa Mendes was changed.").await;
    let row = format!("//dialog//li[@data-person='{}']", rosa.id);
    provider.sees(&row, "Interpreter").await;
    let view = clinic.view(&setting.provider, visit).await;
    let people = view["participants"].as_array().unwrap();
    let role = |name: &str| people.iter().find(|p| p["name"] == name).unwrap()["role"].clone();
    assert_eq!(role("Rosa Mendes"), "interpreter");
    assert_eq!(role("Carla Mendes"), "patient");
}

#[tokio::test]
async fn w9_care_team_removes_a_person_with_a_reason_and_undoes_it() {
    let mut setting = Setting::new();
    let OneToOne { carla, visit, .. } = setting.one_to_one().await;
    let patient = setting.attend(&carla, visit).await;
    let provider = setting.dashboard().await;
    participants(&provider, visit).await;
    // The last provider stays, and the list says why.
    provider.click(&button(&setting.provider, "remove")).await;
    let why = "The visit's last provider can't be removed. Add another provider first.";
    provider.sees(RESULT, why).await;

    provider.click(&button(&carla, "remove")).await;
    provider.sees("//dialog//h2", "Remove Carla Mendes?").await;
    provider
        .sees("//dialog", "They immediately lose access to this visit")
        .await;
    provider.press("Cancel").await;
    provider.click(&button(&carla, "remove")).await;
    provider.type_into(REASON, "Wrong visit").await;
    // What a form covers is not read aloud.
    let covered = "window.results = []; const [status] = bySelector('.manage-result');
         new MutationObserver(() => results.push([status.textContent, status.getRootNode().querySelectorAll('dialog[open]').length]))
             .observe(status, { childList: true, characterData: true, subtree: true })";
    provider.run(covered).await;
    provider.press("Remove").await;
    provider.sees(RESULT, "Carla Mendes was removed.").await;
    let results = serde_json::json!([["Carla Mendes was removed.", 1]]);
    assert_eq!(provider.run("return results").await, results);
    patient
        .sees("//main", "You are no longer a participant in this visit.")
        .await;
    let row = format!("//dialog//li[@data-person='{}']", carla.id);
    provider.sees(&row, "Removed").await;

    provider.click(&button(&carla, "undo_removal")).await;
    provider
        .sees(
            "//dialog",
            "What was sent in between stays hidden from them.",
        )
        .await;
    provider.type_into(REASON, "It was the right one").await;
    provider.press("Undo removal").await;
    provider
        .sees(RESULT, "Carla Mendes takes part again.")
        .await;
    provider.has(&button(&carla, "remove")).await;
    assert_eq!(provider.complaints().await, [""; 0]);
}

#[tokio::test]
async fn v4_participants_of_the_call_lead_to_the_same_screen_for_the_care_team_only() {
    let mut setting = Setting::new();
    let OneToOne { carla, visit, .. } = setting.one_to_one().await;
    let open = |person: &Person| setting.clinic.link("call", person, Some(visit));
    let (own, theirs) = (open(&setting.provider), open(&carla));
    let provider = setting.browser.open(&own).await;
    provider.press("Join call").await;
    setting
        .clinic
        .act(&carla, visit, "enter_waiting_room")
        .await;
    let patient = setting.browser.open(&theirs).await;
    patient.press("Join call").await;
    for (window, manages) in [(&provider, true), (&patient, false)] {
        window.press("Participants").await;
        window.has("//li[@class='roster-person']").await;
        let manage = "//section//button[.='Add or remove…'][not(@hidden)]";
        assert_eq!(window.count(manage).await, usize::from(manages));
    }
    provider.press("Add or remove…").await;
    provider.has(&button(&carla, "remove")).await;
    provider.keys("\u{E00C}").await;
    eventually("the list of the call again", || async {
        (provider.count("//dialog").await == 0).then_some(())
    })
    .await;
    provider.has("//li[@class='roster-person']").await;
}
