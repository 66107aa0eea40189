//! A small picture of a picture (F5).

use super::download::CAUTION;
use crate::{
    extract::{FilePath, Reader},
    problem::Problem,
    router::App,
    wire::ProblemOut,
};
use axum::{
    extract::State,
    http::header,
    response::{IntoResponse as _, Response},
};
use chat_app::{AppError, ThumbnailShown};

/// A small picture of a file that is a picture, if the caller may read the message that carries it
/// now. It is a JPEG of our own encoder, without anything of the file's but its look, so it may be
/// shown in place.
#[utoipa::path(
    get,
    path = "/visits/{visit}/files/{attachment}/thumbnail",
    tag = "files",
    params(("visit" = Uuid, Path), ("attachment" = Uuid, Path)),
    responses(
        (status = 200, description = "The small picture", content_type = "image/jpeg"),
        (status = "4XX", body = ProblemOut<'_>, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn thumbnail(
    State(app): State<App>,
    Reader {
        person,
        may_oversee,
    }: Reader,
    FilePath { visit, attachment }: FilePath,
) -> Result<Response, Problem> {
    let service = &app.service;
    let ThumbnailShown { jpeg } = match service.thumbnail(visit, person, attachment).await {
        Err(AppError::Refused(_)) if may_oversee => {
            service.oversee_thumbnail(visit, person, attachment).await?
        }
        other => other?,
    };
    let about_it = [
        (header::CONTENT_TYPE, "image/jpeg"),
        (header::CONTENT_DISPOSITION, "inline"),
    ];
    Ok((CAUTION, about_it, jpeg).into_response())
}
