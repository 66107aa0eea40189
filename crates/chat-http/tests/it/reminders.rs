//! Reminders among the clinic's events (R6).

use crate::clinic::{ADA, Clinic, PIA, SECRET, direct};
use axum::Router;
use chat_app::{ChatService, Ports, Settings};
use chat_http::{HttpOptions, JwtAuthenticator, router};
use chat_memory::{LocalFanout, MemoryUploadLedger};
use chat_ports::Clock;
use serde_json::{Value, json};
use std::{sync::Arc, time::Duration};
use time::OffsetDateTime;
use uuid::Uuid;

/// What no event may have.
const CANARY: &str = "canary-4711";

/// Runs this much ahead.
struct Ahead(Duration);

impl Clock for Ahead {
    fn now(&self) -> OffsetDateTime {
        OffsetDateTime::now_utc() + self.0
    }
}

/// The same clinic after a restart at a later time.
fn restart(clinic: &mut Clinic, later: Duration) -> ChatService {
    let ports = Ports::new(
        clinic.log.clone(),
        clinic.files.clone(),
        MemoryUploadLedger::new(),
        LocalFanout::new(),
    );
    let ports = Ports {
        clock: Arc::new(Ahead(later)),
        ..ports.with_events(clinic.log.clone())
    };
    let settings = Settings::default().with_close_every(Duration::from_millis(10));
    let service = ChatService::new(ports, settings);
    let login = Arc::new(JwtAuthenticator::new(SECRET).unwrap());
    let routes = router(service.clone(), login, HttpOptions::default());
    clinic.router = Router::new().nest("/chat", routes);
    service
}

/// The first event of this type that the feed has or gets.
async fn first(clinic: &Clinic, event_type: &str) -> Value {
    let mut cursor = String::new();
    loop {
        let path = format!("/v1/events?wait=30&limit=1{cursor}");
        let page = clinic.get(&path, &clinic.host()).await.expect(200).json();
        let events = page["events"].as_array().unwrap();
        if let Some(found) = events.iter().find(|event| event["type"] == event_type) {
            return found.clone();
        }
        cursor = format!("&after={}", page["cursor"].as_str().unwrap());
    }
}

#[tokio::test]
async fn r6_host_gets_a_reminder_without_content_and_sees_when_it_was() {
    let mut clinic = Clinic::new().await;
    let chat = direct(ADA, PIA);
    let sent = clinic.say(ADA, &chat, CANARY).await;
    let service = restart(&mut clinic, Duration::from_secs(15 * 60));
    let event = first(&clinic, "visit.reminder.due").await;
    assert_eq!(event["subject"], clinic.visit.to_string());
    let data = &event["data"];
    assert_eq!(data["actor"], "service");
    let of = json!({ "message": { "chat": chat, "message": sent["message"], "version": 1 } });
    assert_eq!(data["of"], of);
    assert_eq!(data["reminder"], 1);
    assert_eq!(data["people"], json!([Uuid::from_u128(PIA)]));
    assert!(!event.to_string().contains(CANARY));

    let (path, token) = (clinic.path("/status"), clinic.reading_host());
    let status = clinic.get(&path, &token).await.expect(200).json();
    let people = status["participants"].as_array().unwrap().iter();
    let reminded: Vec<_> = people
        .filter(|person| person["reminded_at"].is_string())
        .map(|person| (&person["person"], &person["reminded_at"]))
        .collect();
    let expected = (&json!(Uuid::from_u128(PIA)), &event["time"]);
    assert_eq!(reminded, [expected]);
    drop(service);
}

#[tokio::test]
async fn r7_host_gets_an_escalation_of_a_notice() {
    let mut clinic = Clinic::new().await;
    clinic.act(PIA, "enter_waiting_room").await;
    let notice = Uuid::now_v7().to_string();
    clinic
        .notify(PIA, &notice, "I need help now")
        .await
        .expect(200);
    let service = restart(&mut clinic, Duration::from_secs(90 * 60));
    let event = first(&clinic, "visit.reminder.escalated").await;
    let of = json!({ "notice": { "sender": Uuid::from_u128(PIA), "notice": notice } });
    assert_eq!(event["data"]["of"], of);
    let people = event["data"]["people"].as_array().unwrap();
    assert!(people.contains(&json!(Uuid::from_u128(ADA))));
    assert!(!event.to_string().contains("help"));
    drop(service);
}
