//! Transcripts.

use super::{content_disposition, download::CAUTION};
use crate::{
    extract::{Query, Reader, VisitPath},
    openapi::FileBytes,
    problem::Problem,
    router::App,
    wire::{TranscriptFormat, TranscriptQuery},
};
use axum::{
    extract::State,
    http::header,
    response::{IntoResponse as _, Response},
};
use chat_app::{AppError, TranscriptRequest, transcript::Transcript};
use std::sync::Arc;

/// What is wrong with the name of a chat.
const CHAT: &str = "A chat is named `visit` or `direct:<care person>:<attendee person>`.";

/// What the caller may read of a visit or of one chat, as a file to be saved. An overseer who broke the glass for a chat
/// gets that chat as of then (M5).
#[utoipa::path(
    get,
    path = "/visits/{visit}/transcript",
    operation_id = "get_transcript",
    tag = "visits",
    params(("visit" = Uuid, Path), TranscriptQuery),
    responses((
        status = 200,
        description = "The transcript",
        content((FileBytes = "text/plain"), (FileBytes = "application/json"))
    ))
)]
pub(crate) async fn transcript(
    State(app): State<App>,
    Reader(viewer): Reader,
    VisitPath { visit }: VisitPath,
    Query(query): Query<TranscriptQuery>,
) -> Result<Response, Problem> {
    let scope = query.scope().map_err(|_| Problem::query(CHAT))?;
    let zone = query.zone().map_err(|_| Problem::unknown_time_zone())?;
    let format = query.format();
    let format = format.ok_or_else(Problem::unknown_transcript_format)?;
    let wanted = TranscriptRequest { scope, zone };
    let render = move |transcript: Transcript| match format {
        TranscriptFormat::Text => Ok(transcript.text().into_bytes()),
        TranscriptFormat::Json => transcript.json(),
    };
    let rendered = app
        .service
        .transcript(visit, viewer, wanted, render)
        .await?;
    let bytes = rendered.map_err(|error| AppError::Corrupt(Arc::new(error.into())))?;
    let (media_type, ending) = match format {
        TranscriptFormat::Text => ("text/plain; charset=utf-8", "txt"),
        TranscriptFormat::Json => ("application/json", "json"),
    };
    let name = format!("transcript-{}.{ending}", visit.visit);
    let about_it = [
        (header::CONTENT_TYPE, media_type.to_owned()),
        (
            header::CONTENT_DISPOSITION,
            content_disposition::attachment(&name),
        ),
    ];
    Ok((CAUTION, about_it, bytes).into_response())
}
