//! Adding, editing and removing participants (V1, V4), and handing over (V7).

use crate::{
    extract::{Caller, Json, PersonPath, VisitPath},
    problem::Problem,
    router::App,
    wire::{HandoverIn, NewParticipantIn, ParticipantEditIn, ReasonIn},
};
use axum::{extract::State, http::StatusCode};
use chat_domain::{Command, Reason};

/// Adds a participant.
#[utoipa::path(
    post,
    path = "/visits/{visit}/participants",
    operation_id = "add_participant",
    tag = "participants",
    params(("visit" = Uuid, Path)),
    request_body = NewParticipantIn,
    responses((status = 204, description = "Added, or added before with the same content"))
)]
pub(crate) async fn add(
    State(app): State<App>,
    Caller(identity): Caller,
    VisitPath { visit }: VisitPath,
    Json(body): Json<NewParticipantIn>,
) -> Result<StatusCode, Problem> {
    let command = Command::AddParticipant(body.try_into()?);
    app.service
        .execute(visit, identity.actor(), command)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Corrects a participant's role, name or second identifier (V4).
#[utoipa::path(
    patch,
    path = "/visits/{visit}/participants/{person}",
    tag = "participants",
    params(("visit" = Uuid, Path), ("person" = Uuid, Path)),
    request_body = ParticipantEditIn,
    responses((status = 204, description = "Changed, or already so"))
)]
pub(crate) async fn edit_participant(
    State(app): State<App>,
    Caller(identity): Caller,
    PersonPath { visit, person }: PersonPath,
    Json(body): Json<ParticipantEditIn>,
) -> Result<StatusCode, Problem> {
    let command = Command::EditParticipant(body.of(person)?);
    app.service
        .execute(visit, identity.actor(), command)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Undoes the removal of a participant. What was sent in between stays unreadable for them (W9).
#[utoipa::path(
    post,
    path = "/visits/{visit}/participants/{person}/removal/undo",
    operation_id = "undo_removal_of_participant",
    tag = "participants",
    params(("visit" = Uuid, Path), ("person" = Uuid, Path)),
    request_body = ReasonIn,
    responses((status = 204, description = "Undone, or undone before for the same reason"))
)]
pub(crate) async fn undo_removal(
    State(app): State<App>,
    Caller(identity): Caller,
    PersonPath { visit, person }: PersonPath,
    Json(body): Json<ReasonIn>,
) -> Result<StatusCode, Problem> {
    let command = Command::UndoRemoval {
        person,
        reason: Reason::new(&body.reason)?,
    };
    app.service
        .execute(visit, identity.actor(), command)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Removes a participant (W9).
#[utoipa::path(
    post,
    path = "/visits/{visit}/participants/{person}/removal",
    operation_id = "remove_participant",
    tag = "participants",
    params(("visit" = Uuid, Path), ("person" = Uuid, Path)),
    request_body = ReasonIn,
    responses((status = 204, description = "Removed, or removed before for the same reason"))
)]
pub(crate) async fn remove(
    State(app): State<App>,
    Caller(identity): Caller,
    PersonPath { visit, person }: PersonPath,
    Json(body): Json<ReasonIn>,
) -> Result<StatusCode, Problem> {
    let command = Command::RemoveParticipant {
        person,
        reason: Reason::new(&body.reason)?,
    };
    app.service
        .execute(visit, identity.actor(), command)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Hands the visit over from one of its providers to another (V7). The new provider reads earlier
/// direct chats only if the visit's policy says so.
#[utoipa::path(
    post,
    path = "/visits/{visit}/handover",
    operation_id = "hand_over_visit",
    tag = "participants",
    params(("visit" = Uuid, Path)),
    request_body = HandoverIn,
    responses((status = 204, description = "Handed over"))
)]
pub(crate) async fn hand_over(
    State(app): State<App>,
    Caller(identity): Caller,
    VisitPath { visit }: VisitPath,
    Json(body): Json<HandoverIn>,
) -> Result<StatusCode, Problem> {
    let command = Command::HandOver {
        from: body.from,
        to: body.to,
    };
    app.service
        .execute(visit, identity.actor(), command)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
