//! Reading a file (F5).

use super::{
    conditional, content_disposition,
    range::{Asked, asked},
};
use crate::{
    extract::{FilePath, Query, Reader},
    problem::Problem,
    router::App,
    wire::{DownloadQuery, ProblemOut},
};
use axum::{
    body::Body,
    extract::State,
    http::{HeaderMap, HeaderName, Method, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use chat_app::{AppError, Download};
use chat_domain::{AttachmentId, FileRef};
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
        DownloadQuery,
        ("Range" = Option<String>, Header, description = "One byte range (RFC 9110)"),
        ("If-Range" = Option<String>, Header, description = "The ETag of what is there already"),
        ("If-None-Match" = Option<String>, Header, description = "The ETag of what is there already"),
    ),
    responses(
        (status = 200, description = "The file", content_type = "*/*"),
        (status = 206, description = "The range", content_type = "*/*"),
        (status = 304, description = "The caller may read it, and has it"),
        (status = "4XX", body = ProblemOut<'_>, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn download(
    State(app): State<App>,
    reader: Reader,
    FilePath { visit, attachment }: FilePath,
    Query(asked_for): Query<DownloadQuery>,
    method: Method,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let file = (visit, attachment);
    let whole = open(&app, reader, file, None).await?;
    let etag = conditional::etag(&whole.file.sha256);
    if conditional::has_it(&headers, &etag) {
        return Ok((StatusCode::NOT_MODIFIED, CAUTION, [(header::ETAG, etag)]).into_response());
    }
    let in_place = asked_for.inline.is_some();
    let size = whole.content.size;
    let range = range_header(&method, &headers, &etag);
    let range = match range.map(|header| asked(header, size)) {
        None | Some(Asked::Whole) => return Ok(response(whole, None, in_place)),
        Some(Asked::Nothing) => return Err(Problem::range(Some(size))),
        Some(Asked::Part(range)) => range,
    };
    drop(whole);
    // Asked again with the range: it may be theirs to read no more.
    match open(&app, reader, file, Some(range.clone())).await {
        Ok(part) => Ok(response(part, Some(range), in_place)),
        Err(AppError::RangeNotSatisfiable) => Err(Problem::range(Some(size))),
        Err(error) => Err(error.into()),
    }
}

/// The file as a participant reads it or, for who may oversee, as far as they broke the glass (M5).
async fn open(
    app: &App,
    Reader {
        person,
        may_oversee,
    }: Reader,
    (visit, attachment): (VisitKey, AttachmentId),
    range: Option<Range<u64>>,
) -> Result<Download, AppError> {
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

/// A range is asked for by GET alone (RFC 9110, section 14.2).
fn range_header<'a>(method: &Method, headers: &'a HeaderMap, etag: &str) -> Option<&'a str> {
    if method != Method::GET || !conditional::range_holds(headers, etag) {
        return None;
    }
    headers.get(header::RANGE)?.to_str().ok()
}

/// Headers of whatever came from somebody else: it is not run, not embedded elsewhere, and kept in no
/// cache, since who may read it is asked each time (F5).
pub(super) const CAUTION: [(HeaderName, &str); 4] = [
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

fn response(
    Download { file, content }: Download,
    range: Option<Range<u64>>,
    in_place: bool,
) -> Response {
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
        (header::ACCEPT_RANGES, "bytes".to_owned()),
        (header::CONTENT_TYPE, file.media_type.to_string()),
        (header::CONTENT_LENGTH, length.to_string()),
        (header::ETAG, conditional::etag(&file.sha256)),
        (header::CONTENT_DISPOSITION, disposition(&file, in_place)),
    ];
    let body = Body::from_stream(content.chunks);
    (status, CAUTION, content_range, about_it, body).into_response()
}

/// What is no picture by our own verdict is saved, whatever is asked for.
fn disposition(file: &FileRef, in_place: bool) -> String {
    let name = file.name.as_str();
    match &*file.media_type {
        "image/png" | "image/jpeg" | "image/gif" if in_place => content_disposition::inline(name),
        _ => content_disposition::attachment(name),
    }
}
