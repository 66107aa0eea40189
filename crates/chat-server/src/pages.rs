//! The pages, embedded in the program, and the elements that they are made of, below `/web`. They contain no rules
//! and no data: each view from the server says what is permitted.

use axum::{
    body::Body,
    http::{
        HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri,
        header::{
            ACCESS_CONTROL_ALLOW_ORIGIN, ALLOW, CACHE_CONTROL, CONTENT_SECURITY_POLICY,
            CONTENT_TYPE, ETAG, IF_NONE_MATCH, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
            X_FRAME_OPTIONS,
        },
    },
    response::{IntoResponse as _, Response},
};
use rust_embed::{Embed, EmbeddedFile};

#[derive(Embed)]
#[folder = "pages/"]
struct Pages;

/// Only scripts and styles from this server, nothing inline, no framing; pictures also from memory,
/// where those in messages are.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
    img-src 'self' blob:; connect-src 'self'; base-uri 'none'; form-action 'none'; \
    frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

const HEADERS: [(HeaderName, &str); 7] = [
    (CONTENT_SECURITY_POLICY, POLICY),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (REFERRER_POLICY, "no-referrer"),
    (X_FRAME_OPTIONS, "DENY"),
    (CACHE_CONTROL, "no-cache"),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
];

/// Responds with a page or one of its parts.
pub(crate) async fn page(method: Method, uri: Uri, headers: HeaderMap) -> Response {
    let mut response = match find(uri.path()) {
        None => (StatusCode::NOT_FOUND, "This page does not exist.\n").into_response(),
        Some(_) if method != Method::GET && method != Method::HEAD => {
            (StatusCode::METHOD_NOT_ALLOWED, [(ALLOW, "GET, HEAD")]).into_response()
        }
        Some((file, media_type)) => answer(file, media_type, &headers),
    };
    for (name, value) in HEADERS {
        response
            .headers_mut()
            .insert(name, HeaderValue::from_static(value));
    }
    if uri.path().starts_with("/web/") {
        // Pages of other hosts embed the elements, which are public.
        let everyone = HeaderValue::from_static("*");
        response
            .headers_mut()
            .insert(ACCESS_CONTROL_ALLOW_ORIGIN, everyone);
    }
    response
}

/// `/` and `/dashboard` are pages, `/page.js` is a part.
fn find(path: &str) -> Option<(EmbeddedFile, &'static str)> {
    let name = path.trim_start_matches('/');
    let name = match name {
        "" => "index.html".to_owned(),
        page if !page.contains('.') => format!("{page}.html"),
        part => part.to_owned(),
    };
    let media_type = match name.rsplit_once('.')?.1 {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml",
        _ => return None,
    };
    let file = match name.strip_prefix("web/") {
        Some(module) => chat_web::module(module),
        None => Pages::get(&name),
    };
    Some((file?, media_type))
}

fn answer(file: EmbeddedFile, media_type: &'static str, request: &HeaderMap) -> Response {
    let digest: String = file
        .metadata
        .sha256_hash()
        .iter()
        .take(16)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let tag = format!("\"{digest}\"");
    let known = request
        .get(IF_NONE_MATCH)
        .is_some_and(|asked| asked.as_bytes() == tag.as_bytes());
    if known {
        return (StatusCode::NOT_MODIFIED, [(ETAG, tag)]).into_response();
    }
    (
        [(CONTENT_TYPE, media_type.to_owned()), (ETAG, tag)],
        Body::from(file.data),
    )
        .into_response()
}

#[cfg(test)]
mod tests;
