//! Breaking the glass (M5).

use crate::{
    extract::{self, ChatPath, Reader},
    problem::Problem,
    router::App,
    wire::{MessagePageOut, OversightIn, ProblemOut, backward, page_out},
};
use axum::{Json, extract::State};
use chat_domain::Reason;

/// Reads a chat as an overseer. The reason is in the log before anything is shown.
#[utoipa::path(
    post,
    path = "/visits/{visit}/chats/{chat}/oversight",
    tag = "chats",
    params(("visit" = Uuid, Path), ("chat" = String, Path)),
    request_body = OversightIn,
    responses(
        (status = 200, body = MessagePageOut),
        (status = "4XX", body = ProblemOut<'_>, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn oversee(
    State(app): State<App>,
    Reader(viewer): Reader,
    ChatPath { visit, chat }: ChatPath,
    extract::Json(body): extract::Json<OversightIn>,
) -> Result<Json<MessagePageOut>, Problem> {
    let reason = Reason::new(&body.reason)?;
    let page = backward(body.before.map(Into::into), body.limit);
    let page = app
        .service
        .oversee(visit, viewer, chat, reason, page)
        .await?;
    Ok(Json(page_out(page)))
}
