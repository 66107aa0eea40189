//! Messages (F6 to F8).

use crate::{
    extract::{self, Caller, ChatPath, MessagePath, Person, Query},
    problem::Problem,
    refusals,
    router::App,
    wire::{
        CorrectionIn, MessageOut, MessagePageOut, PageQuery, ReasonIn, ReceiptOut, SendIn,
        SendToManyIn, SentOut, SentToManyOut, page_out, receipt_out,
    },
};
use axum::{Json, extract::State, http::StatusCode};
use chat_app::Addressed;
use chat_domain::{MessageText, Reason};

/// A page of a chat.
#[utoipa::path(
    get,
    path = "/visits/{visit}/chats/{chat}/messages",
    operation_id = "list_messages",
    tag = "messages",
    params(("visit" = Uuid, Path), ("chat" = String, Path), PageQuery),
    responses((status = 200, body = MessagePageOut, description = "A page of messages, oldest first"))
)]
pub(crate) async fn read(
    State(app): State<App>,
    Person(person): Person,
    ChatPath { visit, chat }: ChatPath,
    Query(query): Query<PageQuery>,
) -> Result<Json<MessagePageOut>, Problem> {
    let page = app
        .service
        .history(visit, person, chat, query.try_into()?)
        .await?;
    Ok(Json(page_out(page)))
}

/// Sends a message. Responds once it is durable (G3). Retries get the original receipt (F7).
#[utoipa::path(
    post,
    path = "/visits/{visit}/chats/{chat}/messages",
    operation_id = "send_message",
    tag = "messages",
    params(("visit" = Uuid, Path), ("chat" = String, Path)),
    request_body = SendIn,
    responses((status = 200, body = ReceiptOut, description = "The message is stored"))
)]
pub(crate) async fn send(
    State(app): State<App>,
    Person(sender): Person,
    ChatPath { visit, chat }: ChatPath,
    extract::Json(body): extract::Json<SendIn>,
) -> Result<Json<ReceiptOut>, Problem> {
    let receipt = app
        .service
        .send(visit, sender, body.into_message(chat)?)
        .await?;
    Ok(Json(receipt_out(receipt)))
}

/// Sends the same text to several visits, as a separate message in each.
///
/// Responds with one result for each visit, in the order of the request: a receipt or a problem. None
/// affects the others. Retries with the same ids get the same receipts (F7).
#[utoipa::path(
    post,
    path = "/messages",
    operation_id = "send_message_to_many",
    tag = "messages",
    request_body = SendToManyIn,
    responses((status = 200, body = SentToManyOut, description = "The outcome in each visit"))
)]
pub(crate) async fn send_to_many(
    State(app): State<App>,
    Caller(identity): Caller,
    Person(sender): Person,
    extract::Json(body): extract::Json<SendToManyIn>,
) -> Result<Json<SentToManyOut>, Problem> {
    let text = MessageText::new(&body.text)?;
    let to: Vec<Addressed> = body.to.into_iter().map(Addressed::from).collect();
    let sent = app
        .service
        .send_to_visits(identity.clinic, sender, &text, &to)
        .await?;
    let results = to.iter().zip(sent);
    let results = results.map(|(to, result)| {
        let result = result.map_err(|error| {
            let problem = Problem::from(error);
            refusals::record_in(&app, &identity, to.visit, &problem);
            problem.into_document()
        });
        SentOut::new(to, result)
    });
    Ok(Json(SentToManyOut {
        results: results.collect(),
    }))
}

/// Corrects the caller's own message: its text gets a new version (F8).
///
/// Responds with the message as it is now. If it has this text already, nothing is stored.
#[utoipa::path(
    post,
    path = "/visits/{visit}/messages/{message}/correction",
    operation_id = "correct_message",
    tag = "messages",
    params(("visit" = Uuid, Path), ("message" = Uuid, Path)),
    request_body = CorrectionIn,
    responses((status = 200, body = MessageOut, description = "The corrected message"))
)]
pub(crate) async fn correct(
    State(app): State<App>,
    Person(author): Person,
    MessagePath { visit, message }: MessagePath,
    extract::Json(body): extract::Json<CorrectionIn>,
) -> Result<Json<MessageOut>, Problem> {
    let text = MessageText::new(&body.text)?;
    let message = app.service.correct(visit, author, message, text).await?;
    Ok(Json(message.into()))
}

/// Retracts a message: its text and files are hidden (F8).
#[utoipa::path(
    post,
    path = "/visits/{visit}/messages/{message}/retraction",
    operation_id = "retract_message",
    tag = "messages",
    params(("visit" = Uuid, Path), ("message" = Uuid, Path)),
    request_body = ReasonIn,
    responses((status = 204, description = "Hidden"))
)]
pub(crate) async fn retract(
    State(app): State<App>,
    Person(person): Person,
    MessagePath { visit, message }: MessagePath,
    extract::Json(body): extract::Json<ReasonIn>,
) -> Result<StatusCode, Problem> {
    app.service
        .retract(visit, person, message, Reason::new(&body.reason)?)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
