//! A removal on one node holds on the others at once.

use crate::nodes::Cluster;
use reqwest::{Method, StatusCode};
use serde_json::json;
use uuid::Uuid;

#[tokio::test]
async fn removed_person_reads_nothing_on_any_node_after_the_acknowledgement() {
    let cluster = Cluster::start(2);
    let here = cluster.clinic();
    let there = cluster.at(1, &here);
    let provider = here.person("provider", "Dr. Ruth Adeyemi");
    for _ in 0..20 {
        let guest = here.person("guest", "Maria Silva");
        let patient = here.person("patient", "Ana Silva");
        let visit = here.schedule("group", &[&provider, &patient, &guest]).await;
        there.act(&guest, visit, "enter_waiting_room").await;
        // The other node has the visit in memory.
        let sent = here.send(&provider, visit, "visit", Uuid::now_v7(), "Good morning");
        assert!(sent.await.unwrap()["message"].is_string());
        let page = there.messages(&guest, visit, "visit", "limit=10").await;
        assert_eq!(page["messages"].as_array().unwrap().len(), 1);
        let path = format!("/visits/{}/participants/{}/removal", visit.id, guest.id);
        let removal = here.request(&provider.token, Method::POST, &path);
        let removal = removal.json(&json!({ "reason": "joined the wrong visit" }));
        assert_eq!(
            removal.send().await.unwrap().status(),
            StatusCode::NO_CONTENT
        );
        let path = format!("/visits/{}/chats/visit/messages", visit.id);
        let read = there
            .request(&guest.token, Method::GET, &path)
            .send()
            .await
            .unwrap();
        assert_ne!(read.status(), StatusCode::OK);
    }
}
