//! Notices from attendees to the care team (W7).

use crate::{
    extract::{self, Caller, NoticePath, Person, VisitPath},
    problem::Problem,
    router::App,
    wire::{NoticeIn, NoticeReceiptOut, notice_receipt_out},
};
use axum::{Json, extract::State, http::StatusCode};
use chat_domain::{Command, NoticeText};

/// Sends one of the clinic's notices to the care team, also while every chat is greyed out (W7).
///
/// Responds once it is durable (G3). Retries get the original receipt (F7); a notice with the text of one that
/// still waits gets the receipt of that one.
#[utoipa::path(
    post,
    path = "/visits/{visit}/notices",
    tag = "notices",
    params(("visit" = Uuid, Path)),
    request_body = NoticeIn,
    responses((status = 200, body = NoticeReceiptOut, description = "The notice is stored"))
)]
pub(crate) async fn send_notice(
    State(app): State<App>,
    Person(sender): Person,
    VisitPath { visit }: VisitPath,
    extract::Json(body): extract::Json<NoticeIn>,
) -> Result<Json<NoticeReceiptOut>, Problem> {
    let text = NoticeText::new(&body.text)?;
    let receipt = app
        .service
        .send_notice(visit, sender, body.notice, text)
        .await?;
    Ok(Json(notice_receipt_out(receipt)))
}

/// Records that the caller has seen to a sender's notices, up to this one (R4). Changes nothing if none waits.
#[utoipa::path(
    put,
    path = "/visits/{visit}/notices/{sender}/{notice}/seen",
    operation_id = "mark_notice_as_seen",
    tag = "notices",
    params(("visit" = Uuid, Path), ("sender" = Uuid, Path), ("notice" = Uuid, Path)),
    responses((status = 204, description = "No notice of the sender up to this one waits"))
)]
pub(crate) async fn settle_notice(
    State(app): State<App>,
    Caller(identity): Caller,
    NoticePath {
        visit,
        sender,
        notice,
    }: NoticePath,
) -> Result<StatusCode, Problem> {
    let command = Command::SettleNotice { sender, notice };
    app.service
        .execute(visit, identity.actor(), command)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
