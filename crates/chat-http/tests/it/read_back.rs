//! A client that reads the answers with the wire types, and writes them again, gets the same JSON.

use crate::clinic::{ADA, Clinic, PIA, direct, id};
use chat_wire::{Me, MessagePageOut, ReadingOut, VersionsOut, VisitOut, VisitsOut};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::json;
use uuid::Uuid;

async fn read_back<T: Serialize + DeserializeOwned>(clinic: &Clinic, path: &str) {
    let answer = clinic.get(path, &clinic.token(ADA)).await.expect(200);
    let read: T = serde_json::from_slice(&answer.body).unwrap();
    assert_eq!(serde_json::to_value(read).unwrap(), answer.json(), "{path}");
}

#[tokio::test]
async fn answers_are_read_without_loss() {
    let clinic = Clinic::new().await;
    clinic.act(PIA, "enter_waiting_room").await;
    let chat = direct(ADA, PIA);
    let sent = clinic.say(ADA, &chat, "Take 50 mg").await;
    clinic.say(PIA, &chat, "Thank you").await;
    let message = sent["message"].as_str().unwrap();
    let token = clinic.token(ADA);
    let path = clinic.path(&format!("/messages/{message}/correction"));
    clinic
        .post(&path, &token, &json!({ "text": "Take 5 mg" }))
        .await
        .expect(200);
    let path = clinic.path(&format!("/messages/{message}/retraction"));
    clinic
        .post(&path, &token, &json!({ "reason": "wrong patient" }))
        .await
        .expect(204);
    let handover = json!({ "from": id(ADA), "to": id(crate::clinic::BEN) });
    clinic
        .post(&clinic.path("/handover"), &token, &handover)
        .await
        .expect(204);
    let notice = Uuid::now_v7().to_string();
    clinic
        .notify(PIA, &notice, "I lost the connection")
        .await
        .expect(200);
    read_back::<Me>(&clinic, "/v1/me").await;
    read_back::<VisitOut>(&clinic, &clinic.path("")).await;
    read_back::<VisitsOut>(&clinic, "/v1/visits").await;
    let messages = clinic.path(&format!("/chats/{chat}/messages"));
    read_back::<MessagePageOut>(&clinic, &messages).await;
    let reading = clinic.path(&format!("/chats/{chat}/reading"));
    read_back::<ReadingOut>(&clinic, &reading).await;
    let versions = clinic.path(&format!("/messages/{message}/versions"));
    read_back::<VersionsOut>(&clinic, &versions).await;
}
