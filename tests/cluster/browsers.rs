//! A provider and a patient in real browsers, on different nodes.

use crate::nodes::Cluster;
use tokio::task::block_in_place;
use visit_chat_tests::Browser;

#[tokio::test(flavor = "multi_thread")]
async fn dashboard_of_one_node_and_patient_of_another_are_live() {
    let cluster = block_in_place(|| Cluster::start(2));
    let here = cluster.clinic();
    let there = cluster.at(1, &here);
    let provider = here.person("provider", "Dr. Ruth Adeyemi");
    let carla = here.person("patient", "Carla Mendes");
    let visit = here.schedule("one_to_one", &[&provider, &carla]).await;
    let direct = carla.direct(&provider);
    let chat = format!("//visit-chat[@data-chat='{direct}']");
    let composer = format!("{chat}//textarea");
    let mut browser = Browser::start();
    let patient = browser
        .open(&there.link("visit", &carla, Some(visit)))
        .await;
    patient.sees("//main", "You are in the waiting room").await;
    let dashboard = browser.open(&here.link("dashboard", &provider, None)).await;
    dashboard
        .sees("//article", "Waiting less than a minute")
        .await;
    let name = format!("//li[@data-person='{}']//button", carla.id);
    dashboard.click(&name).await;
    dashboard.press("Direct Message").await;
    dashboard
        .type_into(&composer, "Good morning, can you hear me?\n")
        .await;
    patient.sees(&chat, "Good morning, can you hear me?").await;
    patient.type_into(&composer, "Yes, good morning!\n").await;
    dashboard.sees(&chat, "Yes, good morning!").await;
    for window in [&patient, &dashboard] {
        let complaints = window.complaints().await;
        assert!(complaints.is_empty(), "{complaints:?}");
    }
}
