//! The thumbnail of a picture (F5).

use super::download::CAUTION;
use crate::{
    extract::{FilePath, Reader},
    openapi::FileBytes,
    problem::Problem,
    router::App,
};
use axum::{
    extract::State,
    http::header,
    response::{IntoResponse as _, Response},
};

/// The thumbnail of a picture, if the caller may read the message that carries it now. A JPEG of the
/// server's own encoder with none of the file's metadata, so it may be displayed inline.
#[utoipa::path(
    get,
    path = "/visits/{visit}/files/{attachment}/thumbnail",
    operation_id = "download_thumbnail",
    tag = "files",
    params(("visit" = Uuid, Path), ("attachment" = Uuid, Path)),
    responses((status = 200, description = "The thumbnail", body = FileBytes, content_type = "image/jpeg"))
)]
pub(crate) async fn thumbnail(
    State(app): State<App>,
    Reader(viewer): Reader,
    FilePath { visit, attachment }: FilePath,
) -> Result<Response, Problem> {
    let jpeg = app.service.thumbnail(visit, viewer, attachment).await?;
    let about_it = [
        (header::CONTENT_TYPE, "image/jpeg"),
        (header::CONTENT_DISPOSITION, "inline"),
    ];
    Ok((CAUTION, about_it, jpeg).into_response())
}
