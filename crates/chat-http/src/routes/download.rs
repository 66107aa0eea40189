//! Reading a file (F5).

use super::{
    conditional, content_disposition,
    range::{Asked, asked},
};
use crate::{
    authenticate::Subject,
    extract::{Caller, FilePath, Query, Reader},
    openapi::FileBytes,
    problem::Problem,
    router::App,
    wire::DownloadQuery,
};
use axum::{
    body::Body,
    extract::State,
    http::{HeaderMap, HeaderName, Method, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use chat_app::{AppError, Download};
use chat_domain::FileRef;
use std::ops::Range;

/// A file, or one range of it, if the caller may read the message that carries it now.
#[utoipa::path(
    get,
    path = "/visits/{visit}/files/{attachment}",
    operation_id = "download_file",
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
        (status = 200, description = "The file, with its media type", content((FileBytes = "application/octet-stream"), (FileBytes = "*/*"))),
        (status = 206, description = "The range", content((FileBytes = "application/octet-stream"), (FileBytes = "*/*"))),
        (status = 304, description = "The caller may read it, and has it"),
    )
)]
pub(crate) async fn download(
    State(app): State<App>,
    Caller(caller): Caller,
    Reader(viewer): Reader,
    FilePath { visit, attachment }: FilePath,
    Query(query): Query<DownloadQuery>,
    method: Method,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let session = match caller.subject {
        Subject::Invited { session, .. } => Some(app.service.watch_session(caller.clinic, session)),
        Subject::Person { .. } | Subject::Host | Subject::ReadingHost => None,
    };
    let mut found = app.service.find_file(visit, viewer, attachment).await?;
    if let Some(session) = session {
        found = found.ending_with(session);
    }
    let (size, etag) = (found.file().size, conditional::etag(&found.file().sha256));
    if conditional::has_it(&headers, &etag) {
        return Ok((StatusCode::NOT_MODIFIED, CAUTION, [(header::ETAG, etag)]).into_response());
    }
    let range = range_header(&method, &headers, &etag);
    let range = match range.map(|header| asked(header, size)) {
        None | Some(Asked::Whole) => None,
        Some(Asked::Nothing) => return Err(Problem::range(Some(size))),
        Some(Asked::Part(range)) => Some(range),
    };
    match found.open(range.clone()).await {
        Ok(opened) => Ok(response(opened, range, query.inline.is_some())),
        Err(AppError::RangeNotSatisfiable) => Err(Problem::range(Some(size))),
        Err(error) => Err(error.into()),
    }
}

/// The `Range` header counts for GET only (RFC 9110, section 14.2).
fn range_header<'a>(method: &Method, headers: &'a HeaderMap, etag: &str) -> Option<&'a str> {
    if method != Method::GET || !conditional::range_holds(headers, etag) {
        return None;
    }
    headers.get(header::RANGE)?.to_str().ok()
}

/// Headers of an uploaded file: it is not executed, not embedded by other sites and not cached, since
/// each request checks who may read it (F5).
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
    inline: bool,
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
        (header::CONTENT_DISPOSITION, disposition(&file, inline)),
    ];
    let body = Body::from_stream(content.chunks);
    (status, CAUTION, content_range, about_it, body).into_response()
}

/// Only a picture by the gate's verdict is displayed inline.
fn disposition(file: &FileRef, inline: bool) -> String {
    let name = file.name.as_str();
    match &*file.media_type {
        "image/png" | "image/jpeg" | "image/gif" if inline => content_disposition::inline(name),
        _ => content_disposition::attachment(name),
    }
}
