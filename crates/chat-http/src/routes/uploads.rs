//! What became of an upload, and giving one up.

use crate::{
    extract::{Person, UploadPath},
    problem::Problem,
    router::App,
    wire::{ProblemOut, UploadStatusOut},
};
use axum::{Json, extract::State, http::StatusCode};

/// What became of one's own upload: whether its file can be sent, waits for the malware scanner, or
/// was refused.
#[utoipa::path(
    get,
    path = "/visits/{visit}/uploads/{upload}",
    tag = "files",
    params(("visit" = Uuid, Path), ("upload" = Uuid, Path)),
    responses(
        (status = 200, body = UploadStatusOut),
        (status = "4XX", body = ProblemOut<'_>, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn upload_status(
    State(app): State<App>,
    Person(person): Person,
    UploadPath { visit, upload }: UploadPath,
) -> Result<Json<UploadStatusOut>, Problem> {
    let status = app.service.upload_status(visit, person, upload).await?;
    Ok(Json(status.into()))
}

/// Discards the uploader's own upload that no message carries (V6). Its bytes are deleted.
#[utoipa::path(
    delete,
    path = "/visits/{visit}/uploads/{upload}",
    tag = "files",
    params(("visit" = Uuid, Path), ("upload" = Uuid, Path)),
    responses(
        (status = 204, description = "Discarded"),
        (status = "4XX", body = ProblemOut<'_>, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn discard_upload(
    State(app): State<App>,
    Person(person): Person,
    UploadPath { visit, upload }: UploadPath,
) -> Result<StatusCode, Problem> {
    app.service.discard_upload(visit, person, upload).await?;
    Ok(StatusCode::NO_CONTENT)
}
