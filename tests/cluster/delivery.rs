//! What one node stores, the others deliver.

use crate::{nodes::Cluster, reader::Reader};
use uuid::Uuid;
use visit_chat_tests::{Clinic, Person, Visit};

/// Sends a message, which must be acknowledged.
pub(crate) async fn say(clinic: &Clinic, person: &Person, visit: Visit, chat: &str, text: &str) {
    let sent = clinic.send(person, visit, chat, Uuid::now_v7(), text).await;
    let receipt = sent.unwrap();
    assert!(receipt["message"].is_string(), "{receipt}");
}

/// A clinic at two nodes, with a visit, its provider and its patient.
pub(crate) async fn clinics(cluster: &Cluster) -> (Clinic, Clinic, Person, Person, Visit) {
    let here = cluster.clinic();
    let there = cluster.at(1, &here);
    let provider = here.person("provider", "Dr. Ruth Adeyemi");
    let patient = here.person("patient", "Carla Mendes");
    let visit = here.schedule("one_to_one", &[&provider, &patient]).await;
    (here, there, provider, patient, visit)
}

#[tokio::test]
async fn provider_and_patient_talk_over_different_nodes() {
    let cluster = Cluster::start(2);
    let (here, there, provider, patient, visit) = clinics(&cluster).await;
    let chat = patient.direct(&provider);
    let mut at_provider = Reader::follow(&here, &provider, visit).await;
    let mut at_patient = Reader::follow(&there, &patient, visit).await;
    there.act(&patient, visit, "enter_waiting_room").await;
    let mut all = Vec::new();
    for round in 0..20 {
        let question = format!("How are you? {round}");
        say(&here, &provider, visit, &chat, &question).await;
        at_patient.until(&question).await;
        let answer = format!("Better. {round}");
        say(&there, &patient, visit, &chat, &answer).await;
        at_provider.until(&answer).await;
        all.extend([question, answer]);
    }
    at_patient.until(all.last().unwrap()).await;
    assert_eq!(at_provider.texts, all);
    assert_eq!(at_patient.texts, all);
    let page = here.messages(&provider, visit, &chat, "limit=100").await;
    let other = there.messages(&provider, visit, &chat, "limit=100").await;
    assert_eq!(page["messages"], other["messages"]);
}
