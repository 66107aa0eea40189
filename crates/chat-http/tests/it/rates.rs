//! Rate limits tell the client when to retry, over HTTP and on a live connection.

use crate::clinic::{ADA, BEN, Clinic, send_body};
use chat_app::{Rate, RateLimits, Settings};
use chat_http::HttpOptions;
use serde_json::json;
use std::time::Duration;
use tokio_tungstenite::tungstenite::Message;

async fn clinic() -> Clinic {
    let messages = Some(Rate {
        burst: 2,
        every: Duration::from_secs(3_600),
    });
    let settings = Settings::default().with_rates(RateLimits::unlimited().with_messages(messages));
    Clinic::with_settings(HttpOptions::default(), settings).await
}

#[tokio::test]
async fn rate_limited_request_has_retry_after() {
    let clinic = clinic().await;
    clinic.say(ADA, "visit", "one").await;
    clinic.say(ADA, "visit", "two").await;
    let before = clinic.version().await;
    let path = clinic.path("/chats/visit/messages");
    for _ in 0..20 {
        let body = send_body("visit", ADA, "three");
        let answer = clinic.post(&path, &clinic.token(ADA), &body).await;
        let problem = answer.refuses(429, "rate_limited");
        let seconds = problem["retry_after"].as_u64().unwrap();
        assert!((3_500..=3_600).contains(&seconds), "{problem}");
        assert_eq!(answer.headers["retry-after"], seconds.to_string());
        assert!(problem.get("rule").is_none_or(serde_json::Value::is_null));
    }
    assert_eq!(clinic.version().await, before);
    clinic.say(BEN, "visit", "another person").await;
}

#[tokio::test]
async fn rate_limited_frame_has_retry_after() {
    let clinic = clinic().await;
    let address = clinic.serve().await;
    let mut ada = clinic.connect(address, ADA).await;
    for request in 1..=4 {
        let mut frame = send_body("visit", ADA, "one more");
        frame["type"] = json!("send");
        frame["request"] = json!(request);
        frame["visit"] = json!(clinic.visit);
        frame["chat"] = json!("visit");
        ada.raw(Message::text(frame.to_string())).await;
        if request <= 2 {
            ada.expect("receipt").await;
            continue;
        }
        let answer = ada.expect("problem").await;
        assert_eq!(answer["request"], request);
        assert_eq!(answer["problem"]["code"], "rate_limited");
        assert!(answer["problem"]["retry_after"].as_u64() > Some(3_500));
    }
}
