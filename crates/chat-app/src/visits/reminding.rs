//! Reminding people of what they have not read, and escalating it, when it is time (R6, R7).

use super::look::{Look, is_ours};
use crate::{engine::Engine, error::AppError, meters::METERS};
use chat_domain::{
    Actor, Command, VisitState,
    access::{next_reminder, reminders_due},
};
use chat_ports::DueVisit;
use time::OffsetDateTime;

/// Records what is due of reminders. Each is decided again by the newest log: it is made once, even if two nodes try, and
/// not if the message was read in the meantime.
pub(super) async fn remind(
    engine: &Engine,
    listed: &DueVisit,
    state: &VisitState,
    now: OffsetDateTime,
) -> Result<Look, AppError> {
    let due = reminders_due(state, now);
    if due.is_empty() {
        return Ok(next_reminder(state).map_or(Look::Changed, Look::At));
    }
    engine
        .visits
        .notifying()
        .place(engine, listed.visit.clinic)
        .await?;
    for command in due {
        // This process may have stood still since the list was read.
        if !is_ours(engine, listed) {
            break;
        }
        let act = match command {
            Command::EscalateWait { .. } => "escalation",
            _ => "reminder",
        };
        match engine.execute(listed.visit, Actor::Service, command).await {
            Ok(_) => METERS.reminders.add(act),
            // Refused if the visit was closed in the meantime.
            Err(AppError::Refused(_)) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(Look::Next)
}
