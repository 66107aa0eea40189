//! Breaking the glass (M5).

use crate::{
    extract::{self, ChatPath, Reader},
    problem::Problem,
    router::App,
    wire::{OverseenPageOut, OverseenPersonOut, OversightIn, backward, page_out},
};
use axum::{Json, extract::State};
use chat_domain::Reason;

/// Reads a chat as an overseer. The reason is in the log before anything is shown.
#[utoipa::path(
    post,
    path = "/visits/{visit}/chats/{chat}/oversight",
    operation_id = "break_glass",
    tag = "chats",
    params(("visit" = Uuid, Path), ("chat" = String, Path)),
    request_body = OversightIn,
    responses((status = 200, body = OverseenPageOut, description = "A page of messages, and whose they are"))
)]
pub(crate) async fn oversee(
    State(app): State<App>,
    Reader(viewer): Reader,
    ChatPath { visit, chat }: ChatPath,
    extract::Json(body): extract::Json<OversightIn>,
) -> Result<Json<OverseenPageOut>, Problem> {
    let reason = Reason::new(&body.reason)?;
    let page = backward(body.before.map(Into::into), body.limit);
    let overseen = app
        .service
        .oversee(visit, viewer, chat, reason, page)
        .await?;
    let people = overseen.people.into_iter();
    Ok(Json(OverseenPageOut {
        page: page_out(overseen.page),
        people: people.map(OverseenPersonOut::from).collect(),
    }))
}
