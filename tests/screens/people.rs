//! The dialogs that change who takes part.

use super::shots::Shots;
use crate::setting::{Setting, choose_action};
use visit_chat_tests::Person;

/// A button of a person in the list.
fn button(person: &Person, change: &str) -> String {
    format!(
        "//dialog//li[@data-person='{}']//button[@data-change='{change}']",
        person.id
    )
}

#[tokio::test]
async fn participants_in_each_dialog() {
    let mut shots = Shots::new();
    let mut setting = Setting::new();
    let clinic = setting.clinic.clone();
    let ana = clinic.person("patient", "Ana Silva").born("1984-03-12");
    let ben = clinic.person("patient", "Ben Okafor").born("1962-11-30");
    let guest = clinic.person("guest", "Rosa Silva");
    let people = [&setting.provider, &ana, &ben, &guest];
    let group = clinic.schedule("group", &people).await;
    clinic.act(&ana, group, "enter_waiting_room").await;
    let dashboard = setting.dashboard().await;
    choose_action(&dashboard, group, "Participants…").await;
    dashboard.has(&button(&ana, "remove")).await;
    shots.take(&dashboard, "participants").await;
    dashboard.click(&button(&setting.provider, "remove")).await;
    let result = "//dialog//p[@class='manage-result']";
    dashboard.sees(result, "Add another provider first.").await;
    shots.take(&dashboard, "participants-refused").await;

    dashboard.press("Add a person…").await;
    let name = "//dialog//div[label[starts-with(., 'Name')]]/input";
    let identifier = "//dialog//div[label[starts-with(., 'Birth date')]]/input";
    shots.take(&dashboard, "participants-add").await;
    dashboard.type_into(name, "Lucía Prieto").await;
    dashboard.type_into(identifier, &"x".repeat(101)).await;
    dashboard.press("Add").await;
    dashboard.has("//dialog//*[@aria-invalid='true']").await;
    shots.take(&dashboard, "participants-add-refused").await;
    dashboard.press("Cancel").await;

    dashboard.click(&button(&ben, "edit")).await;
    shots.take(&dashboard, "participants-edit").await;
    dashboard.press("Cancel").await;
    dashboard.click(&button(&ben, "remove")).await;
    shots.take(&dashboard, "participants-remove").await;
    dashboard
        .type_into("//dialog//textarea", "Wrong visit")
        .await;
    dashboard.press("Remove").await;
    dashboard.sees(result, "Ben Okafor was removed.").await;
    shots.take(&dashboard, "participants-removed").await;
    dashboard.click(&button(&ben, "undo_removal")).await;
    shots.take(&dashboard, "participants-undo").await;
    shots.end();
}
