//! Reading a file (F5).

use super::{
    content_disposition,
    range::{Asked, asked},
};
use crate::{
    authenticate::{Identity, Subject},
    extract::{Caller, FilePath},
    problem::Problem,
    router::App,
    wire::ProblemOut,
};
use axum::{
    body::Body,
    extract::State,
    http::{HeaderMap, HeaderName, Method, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use chat_app::{AppError, Download};
use chat_domain::{AttachmentId, Refusal};
use chat_ports::VisitKey;
use std::ops::Range;

/// A file, or one range of it, if the caller may read the message that carries it now.
#[utoipa::path(
    get,
    path = "/visits/{visit}/files/{attachment}",
    tag = "files",
    params(
        ("visit" = Uuid, Path),
        ("attachment" = Uuid, Path),
        ("Range" = Option<String>, Header, description = "One byte range (RFC 9110)"),
    ),
    responses(
        (status = 200, description = "The file", content_type = "application/octet-stream"),
        (status = 206, description = "The range", content_type = "application/octet-stream"),
        (status = "4XX", body = ProblemOut<'_>, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn download(
    State(app): State<App>,
    Caller(identity): Caller,
    FilePath { visit, attachment }: FilePath,
    method: Method,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let file = (visit, attachment);
    let whole = open(&app, &identity, file, None).await?;
    let size = whole.content.size;
    let range = match range_header(&method, &headers).map(|header| asked(header, size)) {
        None | Some(Asked::Whole) => return Ok(response(whole, None)),
        Some(Asked::Nothing) => return Err(Problem::range(Some(size))),
        Some(Asked::Part(range)) => range,
    };
    drop(whole);
    // Asked again with the range: it may be theirs to read no more.
    match open(&app, &identity, file, Some(range.clone())).await {
        Ok(part) => Ok(response(part, Some(range))),
        Err(AppError::RangeNotSatisfiable) => Err(Problem::range(Some(size))),
        Err(error) => Err(error.into()),
    }
}

/// The file as a participant reads it or, for who may oversee, as far as they broke the glass (M5).
async fn open(
    app: &App,
    identity: &Identity,
    (visit, attachment): (VisitKey, AttachmentId),
    range: Option<Range<u64>>,
) -> Result<Download, AppError> {
    let Subject::Person {
        person,
        may_oversee,
    } = identity.subject
    else {
        return Err(Refusal::VisitUnknown.into()); // the host reads nothing
    };
    let service = &app.service;
    match service
        .download(visit, person, attachment, range.clone())
        .await
    {
        Err(AppError::Refused(_)) if may_oversee => {
            service.oversee_file(visit, person, attachment, range).await
        }
        other => other,
    }
}

/// A range is asked for by GET alone. There are no validators, so that `If-Range` never holds
/// (RFC 9110, section 13.1.5).
fn range_header<'a>(method: &Method, headers: &'a HeaderMap) -> Option<&'a str> {
    if method != Method::GET || headers.contains_key(header::IF_RANGE) {
        return None;
    }
    headers.get(header::RANGE)?.to_str().ok()
}

/// A file that came from somebody else: saved and never shown in place, run or kept in a cache.
fn response(Download { file, content }: Download, range: Option<Range<u64>>) -> Response {
    let length = range
        .as_ref()
        .map_or(content.size, |range| range.end - range.start);
    let content_range = range.map(|range| {
        let last = range.end.saturating_sub(1);
        let value = format!("bytes {}-{last}/{}", range.start, content.size);
        [(header::CONTENT_RANGE, value)]
    });
    let status = match content_range {
        Some(_) => StatusCode::PARTIAL_CONTENT,
        None => StatusCode::OK,
    };
    let about_it = [
        (header::CONTENT_TYPE, file.media_type.to_string()),
        (header::CONTENT_LENGTH, length.to_string()),
        (
            header::CONTENT_DISPOSITION,
            content_disposition::attachment(file.name.as_str()),
        ),
    ];
    const CAUTION: [(HeaderName, &str); 5] = [
        (header::ACCEPT_RANGES, "bytes"),
        (header::CACHE_CONTROL, "private, no-store"),
        (
            header::CONTENT_SECURITY_POLICY,
            "sandbox; default-src 'none'; frame-ancestors 'none'",
        ),
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            "same-origin",
        ),
        (header::REFERRER_POLICY, "no-referrer"),
    ];
    let body = Body::from_stream(content.chunks);
    (status, CAUTION, content_range, about_it, body).into_response()
}
