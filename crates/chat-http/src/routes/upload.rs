//! Uploading a file for a chat (F1 to F6).

use super::content_disposition;
use crate::{
    extract::{ChatPath, Person},
    problem::Problem,
    router::App,
    wire::{FileOut, ProblemOut},
};
use axum::{
    Json,
    body::{Body, BodyDataStream},
    extract::State,
    http::{HeaderMap, StatusCode, header},
};
use bytes::Bytes;
use chat_app::{AppError, FileClaim};
use futures::{Stream, StreamExt as _, stream};
use std::{pin::pin, time::Duration};

/// How many bytes are still taken after the refusal of a file.
const DRAINED: usize = 32 * 1024 * 1024;

/// For how long.
const DRAINED_FOR: Duration = Duration::from_secs(10);

/// Uploads a file, to be named in a message of this chat. The body is the file, `Content-Type` its
/// declared type, and `Content-Disposition` names it: a name may be health data and never stands in
/// the address.
#[utoipa::path(
    post,
    path = "/visits/{visit}/chats/{chat}/files",
    tag = "files",
    params(
        ("visit" = Uuid, Path),
        ("chat" = String, Path),
        ("Content-Disposition" = String, Header, description = "attachment; filename*=UTF-8''…"),
    ),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses(
        (status = 201, body = FileOut),
        (status = "4XX", body = ProblemOut<'_>, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn upload(
    State(app): State<App>,
    Person(person): Person,
    ChatPath { visit, chat }: ChatPath,
    headers: HeaderMap,
    body: Body,
) -> Result<(StatusCode, Json<FileOut>), Problem> {
    let claim = claim(&headers)?;
    let mut bytes = pin!(steady(body.into_data_stream(), app.options.upload_idle).fuse());
    match app
        .service
        .upload(visit, person, chat, claim, &mut bytes)
        .await
    {
        Ok(file) => Ok((StatusCode::CREATED, Json(file.into()))),
        Err(error) => {
            if !matches!(error, AppError::UploadBroken) {
                drain(bytes).await;
            }
            Err(error.into())
        }
    }
}

fn claim(headers: &HeaderMap) -> Result<FileClaim, Problem> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let name = text(header::CONTENT_DISPOSITION)
        .and_then(content_disposition::file_name)
        .ok_or_else(Problem::file_name_missing)?;
    let media_type = text(header::CONTENT_TYPE).map(ToOwned::to_owned);
    Ok(FileClaim { name, media_type })
}

/// The bytes as they come; an error where they stop coming.
fn steady(
    body: BodyDataStream,
    idle: Duration,
) -> impl Stream<Item = Result<Bytes, Box<dyn std::error::Error + Send + Sync>>> + Send {
    stream::unfold(Some(body), move |body| async move {
        let mut body = body?;
        match tokio::time::timeout(idle, body.next()).await {
            Ok(Some(Ok(bytes))) => Some((Ok(bytes), Some(body))),
            Ok(Some(Err(error))) => Some((Err(error.into()), None)),
            Ok(None) => None,
            Err(stood_still) => Some((Err(stood_still.into()), None)),
        }
    })
}

/// Takes the rest of a refused file, within limits: a browser that is cut off while it sends never
/// reads why.
async fn drain<E>(bytes: impl Stream<Item = Result<Bytes, E>>) {
    let mut bytes = pin!(bytes);
    let mut left = DRAINED;
    let rest = async {
        while let Some(Ok(chunk)) = bytes.next().await {
            left = left.saturating_sub(chunk.len());
            if left == 0 {
                break;
            }
        }
    };
    // Whether or not it came to an end, the refusal is answered now.
    let _ = tokio::time::timeout(DRAINED_FOR, rest).await;
}
