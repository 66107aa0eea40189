//! Handing a visit over (V7).

use crate::clinic::{ADA, BEN, CY, Clinic, PIA, direct, id};
use chat_app::{RateLimits, Settings};
use chat_domain::Policy;
use chat_http::HttpOptions;
use serde_json::json;

async fn clinic(opens: bool) -> Clinic {
    let settings = Settings::default()
        .with_rates(RateLimits::unlimited())
        .with_policy(Policy {
            handover_opens_direct_chats: opens,
            ..Policy::DEFAULT
        });
    Clinic::with_settings(HttpOptions::default(), settings).await
}

async fn hand_over(clinic: &Clinic, by: u128) {
    let body = json!({ "from": id(ADA), "to": id(BEN) });
    let path = clinic.path("/handover");
    let answer = clinic.post(&path, &clinic.token(by), &body).await;
    answer.expect(204);
}

#[tokio::test]
async fn patient_is_told_who_takes_over_and_who_reads_their_chat() {
    let clinic = clinic(true).await;
    let chat = direct(ADA, PIA);
    clinic.say(ADA, &chat, "take two").await;
    hand_over(&clinic, CY).await;
    clinic.say(ADA, &chat, "and rest").await;
    for who in [PIA, ADA, BEN] {
        let view = clinic.get(&clinic.path(""), &clinic.token(who)).await;
        let view = view.expect(200).json();
        let handover = &view["handovers"][0];
        assert_eq!(handover["from"], json!(id(ADA)));
        assert_eq!(handover["to"], json!(id(BEN)));
        assert_eq!(handover["opened"], json!([{ "chat": chat, "through": 1 }]));
    }
    // Staff are told of the handover, and not of the chat (M7).
    let view = clinic.get(&clinic.path(""), &clinic.token(CY)).await;
    let view = view.expect(200).json();
    assert_eq!(view["handovers"][0]["opened"], json!([]));
}

#[tokio::test]
async fn new_provider_reads_up_to_the_handover_by_policy_alone() {
    for opens in [false, true] {
        let clinic = clinic(opens).await;
        let chat = direct(ADA, PIA);
        clinic.say(ADA, &chat, "take two").await;
        let path = clinic.path(&format!("/chats/{chat}/messages"));
        let ben = clinic.token(BEN);
        clinic.get(&path, &ben).await.refuses(404, "chat_unknown");
        hand_over(&clinic, ADA).await;
        clinic.say(ADA, &chat, "and rest").await;
        let page = clinic.get(&path, &ben).await;
        if opens {
            let page = page.expect(200).json();
            let texts: Vec<_> = page["messages"].as_array().unwrap().iter().collect();
            assert_eq!(texts.len(), 1);
            assert_eq!(texts[0]["text"], json!("take two"));
            assert_eq!((&page["last"], &page["more"]), (&json!(1), &json!(false)));
        } else {
            page.refuses(404, "chat_unknown");
        }
        let cy = clinic.get(&path, &clinic.token(CY)).await;
        cy.refuses(404, "chat_unknown");
    }
}
