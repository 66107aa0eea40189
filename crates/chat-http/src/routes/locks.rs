//! Locking a chat for attendees (W6).

use crate::{
    extract::{Caller, ChatPath},
    problem::Problem,
    router::App,
};
use axum::{extract::State, http::StatusCode};
use chat_domain::Command;

/// Locks a chat for attendees.
#[utoipa::path(
    put,
    path = "/visits/{visit}/chats/{chat}/lock",
    operation_id = "lock_chat",
    tag = "chats",
    params(("visit" = Uuid, Path), ("chat" = String, Path)),
    responses((status = 204, description = "Locked"))
)]
pub(crate) async fn lock(
    State(app): State<App>,
    Caller(identity): Caller,
    ChatPath { visit, chat }: ChatPath,
) -> Result<StatusCode, Problem> {
    app.service
        .execute(visit, identity.actor(), Command::LockChat { chat })
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Unlocks a chat.
#[utoipa::path(
    delete,
    path = "/visits/{visit}/chats/{chat}/lock",
    operation_id = "unlock_chat",
    tag = "chats",
    params(("visit" = Uuid, Path), ("chat" = String, Path)),
    responses((status = 204, description = "Unlocked"))
)]
pub(crate) async fn unlock(
    State(app): State<App>,
    Caller(identity): Caller,
    ChatPath { visit, chat }: ChatPath,
) -> Result<StatusCode, Problem> {
    app.service
        .execute(visit, identity.actor(), Command::UnlockChat { chat })
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
