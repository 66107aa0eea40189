//! The status of an upload, and discarding one.

use crate::{
    extract::{Person, UploadPath},
    problem::Problem,
    router::App,
    wire::{UploadStatusOut, upload_status_out},
};
use axum::{Json, extract::State, http::StatusCode};

/// The status of the caller's own upload: a message can carry its file, it is held for the malware
/// scanner, or it was refused.
#[utoipa::path(
    get,
    path = "/visits/{visit}/uploads/{upload}",
    operation_id = "get_upload",
    tag = "files",
    params(("visit" = Uuid, Path), ("upload" = Uuid, Path)),
    responses((status = 200, body = UploadStatusOut, description = "The status"))
)]
pub(crate) async fn upload_status(
    State(app): State<App>,
    Person(person): Person,
    UploadPath { visit, upload }: UploadPath,
) -> Result<Json<UploadStatusOut>, Problem> {
    let status = app.service.upload_status(visit, person, upload).await?;
    Ok(Json(upload_status_out(status)))
}

/// Discards the caller's own upload, unless a message carries it (V6). Its bytes are deleted.
#[utoipa::path(
    delete,
    path = "/visits/{visit}/uploads/{upload}",
    tag = "files",
    params(("visit" = Uuid, Path), ("upload" = Uuid, Path)),
    responses((status = 204, description = "Discarded"))
)]
pub(crate) async fn discard_upload(
    State(app): State<App>,
    Person(person): Person,
    UploadPath { visit, upload }: UploadPath,
) -> Result<StatusCode, Problem> {
    app.service.discard_upload(visit, person, upload).await?;
    Ok(StatusCode::NO_CONTENT)
}
