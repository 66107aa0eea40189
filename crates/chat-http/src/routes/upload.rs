//! Uploading a file for a chat (F1 to F6).

use super::content_disposition;
use crate::{
    extract::{ChatPath, Person},
    options::HttpOptions,
    problem::Problem,
    router::App,
    wire::{ProblemOut, StageName, UploadOut},
};
use axum::{
    Json,
    body::{Body, BodyDataStream, HttpBody as _},
    extract::State,
    http::{HeaderMap, HeaderName, StatusCode, header},
};
use bytes::Bytes;
use chat_app::{AppError, FileClaim, NewUpload};
use chat_domain::UploadId;
use futures::{Stream, StreamExt as _, stream};
use std::{pin::pin, time::Duration};
use tokio::time::{Instant, timeout};

/// The client's id of an upload.
const UPLOAD_ID: HeaderName = HeaderName::from_static("upload-id");

/// How many bytes are still taken after the refusal of a file.
const DRAINED: usize = 32 * 1024 * 1024;

/// For how long.
const DRAINED_FOR: Duration = Duration::from_secs(10);

/// Uploads a file, to be named in a message of this chat. The body is the file, `Content-Type` its
/// declared type, and `Content-Disposition` names it: a name may be health data and never stands in
/// the address.
///
/// `Upload-Id` is made by the client, like a message's `client_id`, and stays the same when the same
/// file is sent again: whose connection broke can't know whether the file arrived. It is then stored
/// once, and answered as the first time; another file under the same id is refused (F7). Without it
/// the service makes one. `GET …/uploads/{upload}` tells what became of it.
///
/// The answer is 201 when a message can carry the file, and 202 when it waits for the malware scanner.
#[utoipa::path(
    post,
    path = "/visits/{visit}/chats/{chat}/files",
    tag = "files",
    params(
        ("visit" = Uuid, Path),
        ("chat" = String, Path),
        ("Content-Disposition" = String, Header, description = "attachment; filename*=UTF-8''…"),
        ("Upload-Id" = Option<Uuid>, Header, description = "The client's id of this upload (F7)"),
    ),
    request_body(content_type = "*/*", description = "The file's bytes, declared as what they are"),
    responses(
        (status = 201, body = UploadOut, description = "Stored; a message can carry it"),
        (status = 202, body = UploadOut, description = "Stored; not scanned for malware yet"),
        (status = "4XX", body = ProblemOut<'_>, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn upload(
    State(app): State<App>,
    Person(person): Person,
    ChatPath { visit, chat }: ChatPath,
    headers: HeaderMap,
    body: Body,
) -> Result<(StatusCode, Json<UploadOut>), Problem> {
    let new = NewUpload {
        chat,
        upload: upload_id(&headers)?,
        claim: claim(&headers, body.size_hint().exact())?,
    };
    let HttpOptions {
        upload_idle: idle,
        upload_whole: whole,
        ..
    } = *app.options;
    let mut bytes = Box::pin(steady(body.into_data_stream(), idle, whole).fuse());
    match app.service.upload(visit, person, new, &mut bytes).await {
        Ok(uploaded) => {
            let uploaded = UploadOut::from(uploaded);
            let status = match uploaded.stage {
                StageName::Released => StatusCode::CREATED,
                StageName::Held => StatusCode::ACCEPTED,
            };
            Ok((status, Json(uploaded)))
        }
        Err(error) => {
            // Beside the answer, which doesn't wait for bytes that may never come. A limited upload is not
            // drained: draining would cost what the limit saves.
            let is_broken = matches!(error, AppError::UploadBroken);
            let is_limited = matches!(
                error,
                AppError::TooManyUploads { .. } | AppError::TooOften { .. }
            );
            if !is_broken && !is_limited {
                tokio::spawn(drain(bytes));
            }
            Err(error.into())
        }
    }
}

fn upload_id(headers: &HeaderMap) -> Result<Option<UploadId>, Problem> {
    let mut named = headers.get_all(UPLOAD_ID).iter();
    let Some(id) = named.next() else {
        return Ok(None);
    };
    let id = id.to_str().ok().and_then(|id| id.parse().ok());
    match (id, named.next()) {
        (Some(id), None) => Ok(Some(id)),
        _ => Err(Problem::upload_id()),
    }
}

fn claim(headers: &HeaderMap, size: Option<u64>) -> Result<FileClaim, Problem> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let name = text(header::CONTENT_DISPOSITION)
        .and_then(content_disposition::file_name)
        .ok_or_else(Problem::file_name_missing)?;
    let media_type = text(header::CONTENT_TYPE).map(ToOwned::to_owned);
    Ok(FileClaim {
        name,
        media_type,
        size,
    })
}

/// The bytes as they come; an error where they stop coming, or come too slowly for too long.
fn steady(
    body: BodyDataStream,
    idle: Duration,
    whole: Duration,
) -> impl Stream<Item = Result<Bytes, Box<dyn std::error::Error + Send + Sync>>> + Send {
    let begun = Instant::now();
    stream::unfold(Some(body), move |body| async move {
        let mut body = body?;
        let left = whole.saturating_sub(begun.elapsed());
        match timeout(idle.min(left), body.next()).await {
            Ok(Some(Ok(bytes))) => Some((Ok(bytes), Some(body))),
            Ok(Some(Err(error))) => Some((Err(error.into()), None)),
            Ok(None) => None,
            Err(too_slow) => Some((Err(too_slow.into()), None)),
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
    // Whether or not it came to an end, no more is taken.
    let _ = timeout(DRAINED_FOR, rest).await;
}
