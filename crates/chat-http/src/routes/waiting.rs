//! Ending the wait for an answer (R4).

use crate::{
    extract::{self, Caller, ChatPath},
    problem::Problem,
    router::App,
    wire::{NoAnswerNeededBody, NoAnswerNeededIn},
};
use axum::{extract::State, http::StatusCode};

/// Records that no attendee's message up to one that was shown needs an answer (R4). Changes nothing if none waits.
#[utoipa::path(
    put,
    path = "/visits/{visit}/chats/{chat}/no-answer-needed",
    operation_id = "mark_as_needing_no_answer",
    tag = "chats",
    params(("visit" = Uuid, Path), ("chat" = String, Path)),
    request_body = NoAnswerNeededBody,
    responses((status = 204, description = "No message up to it waits"))
)]
pub(crate) async fn no_answer_needed(
    State(app): State<App>,
    Caller(identity): Caller,
    ChatPath { visit, chat }: ChatPath,
    extract::Json(NoAnswerNeededIn(through)): extract::Json<NoAnswerNeededIn>,
) -> Result<StatusCode, Problem> {
    app.service
        .no_answer_needed(visit, identity.actor(), chat, through)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
