//! Visits with everyone present, before the first disturbance.

use crate::{
    cast::Visit,
    client::Answer,
    outcome::Outcome,
    writers::{Desk, Sent, first, send},
};
use serde_json::json;
use tokio::time::sleep;
use uuid::Uuid;
use visit_chat_tests::Token;

/// Schedules visits, brings each patient to the waiting room, and lets each provider start the
/// direct chat.
///
/// # Errors
/// If the server refuses a step.
pub(super) async fn visits(desk: &Desk, count: usize) -> Outcome<Vec<Visit>> {
    let clinic = Uuid::now_v7();
    let mut visits = Vec::new();
    for place in 0..count {
        let visit = Visit::new(place, clinic);
        schedule(desk, &visit).await?;
        desk.ledger.note(&json!({ "visit": visit.id }), |book| {
            for person in [&visit.provider, &visit.second, &visit.patient] {
                book.tokens.insert(person.id, person.token.clone());
            }
        });
        let hello = first(desk, &visit);
        loop {
            match send(desk, &visit, &visit.provider, hello).await {
                Sent::Stored => break,
                Sent::Later(wait) => sleep(wait).await,
                Sent::Refused(code) => return Err(format!("the first message: {code}")),
            }
        }
        visits.push(visit);
    }
    Ok(visits)
}

async fn schedule(desk: &Desk, visit: &Visit) -> Outcome {
    let participant = |person: Uuid, role: &str, name: &str| json!({ "person": person, "role": role, "name": name });
    let body = json!({
        "visit": visit.id,
        "kind": "group",
        "scheduled_for": "2031-03-01T12:00:00Z",
        "participants": [
            participant(visit.provider.id, "provider", "Dr. Ruth Adeyemi"),
            participant(visit.second.id, "provider", "Dr. Kenji Ito"),
            participant(visit.patient.id, "patient", "Carla Mendes"),
        ],
    });
    let host = Token::host(visit.clinic).sign();
    let scheduled = desk.client.repeat(&host, "/visits", &body).await;
    let path = format!("/visits/{}/actions", visit.id);
    let enter = json!({ "action": "enter_waiting_room" });
    let came = desk
        .client
        .repeat(&visit.patient.token, &path, &enter)
        .await;
    match (scheduled, came) {
        (Answer::Done(_), Answer::Done(_)) => Ok(()),
        wrong => Err(format!("no visit: {wrong:?}")),
    }
}
