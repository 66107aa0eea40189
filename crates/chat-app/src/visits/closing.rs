//! Completing a visit and ending its follow-up by the host's policy, when it is time (W8).

use super::look::{AGAIN, Look, is_ours};
use crate::{engine::Engine, error::AppError, meters::METERS};
use chat_domain::{
    Actor, Command, Refusal, VisitState,
    access::{Due, due},
};
use chat_ports::DueVisit;
use time::OffsetDateTime;

/// Closes the visit if that is due.
pub(super) async fn close(
    engine: &Engine,
    listed: &DueVisit,
    state: &VisitState,
    now: OffsetDateTime,
) -> Result<Look, AppError> {
    let Some(Due { at, command }) = due(state) else {
        return Ok(Look::Changed);
    };
    if at > now {
        return Ok(Look::At(at));
    }
    // This process may have stood still since the list was read.
    if !is_ours(engine, listed) {
        return Ok(Look::Next);
    }
    let act = match command {
        Command::EndFollowUp => "end_follow_up",
        _ => "complete_visit",
    };
    match engine.execute(listed.visit, Actor::Service, command).await {
        Ok(_) => {
            METERS.closings.add(act);
            Ok(Look::Next)
        }
        Err(AppError::Refused(Refusal::CallUnderway | Refusal::SomeoneWaits)) => {
            Ok(Look::At(now + AGAIN))
        }
        Err(error) => Err(error),
    }
}
