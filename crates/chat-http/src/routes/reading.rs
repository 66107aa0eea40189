//! Read marks (R1), and the versions of a message with their readers (R2, R3).

use crate::{
    extract::{self, ChatPath, MessagePath, Person, Reader},
    problem::Problem,
    router::App,
    wire::{ReadMarkIn, ReadingOut, VersionsOut},
};
use axum::{Json, extract::State, http::StatusCode};
use chat_domain::Refusal;

/// Marks a chat as read up to an entry that the caller has seen on a screen (R1). A mark that does
/// not move forward changes nothing.
#[utoipa::path(
    put,
    path = "/visits/{visit}/chats/{chat}/reading",
    operation_id = "mark_as_read",
    tag = "chats",
    params(("visit" = Uuid, Path), ("chat" = String, Path)),
    request_body = ReadMarkIn,
    responses((status = 204, description = "This mark or a newer one is stored"))
)]
pub(crate) async fn mark(
    State(app): State<App>,
    Person(person): Person,
    ChatPath { visit, chat }: ChatPath,
    extract::Json(body): extract::Json<ReadMarkIn>,
) -> Result<StatusCode, Problem> {
    app.service
        .mark_read(visit, person, chat, body.through.into())
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// How far the caller and the others have read a chat (R1).
#[utoipa::path(
    get,
    path = "/visits/{visit}/chats/{chat}/reading",
    operation_id = "get_read_marks",
    tag = "chats",
    params(("visit" = Uuid, Path), ("chat" = String, Path)),
    responses((status = 200, body = ReadingOut, description = "How far each participant has read"))
)]
pub(crate) async fn reading(
    State(app): State<App>,
    Person(person): Person,
    ChatPath { visit, chat }: ChatPath,
) -> Result<Json<ReadingOut>, Problem> {
    let reading = app.service.reading(visit, person, chat).await?;
    let reading = reading.ok_or(Refusal::ReadMarksNotKept)?;
    Ok(Json(reading.into()))
}

/// All versions of a message with their times and readers (R2, R3). An overseer who broke the glass for its
/// chat sees them as of then (M5).
#[utoipa::path(
    get,
    path = "/visits/{visit}/messages/{message}/versions",
    operation_id = "list_message_versions",
    tag = "messages",
    params(("visit" = Uuid, Path), ("message" = Uuid, Path)),
    responses((status = 200, body = VersionsOut, description = "The versions, oldest first"))
)]
pub(crate) async fn versions(
    State(app): State<App>,
    Reader(viewer): Reader,
    MessagePath { visit, message }: MessagePath,
) -> Result<Json<VersionsOut>, Problem> {
    let versions = app.service.versions(visit, viewer, message).await?;
    Ok(Json(versions.into()))
}
