//! The pages, embedded in the program, and the elements that they are made of, below `/web`. They contain no rules
//! and no data: each view from the server says what is permitted.

mod site;

use axum::{
    http::{
        HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri,
        header::{
            ACCEPT_ENCODING, ACCESS_CONTROL_ALLOW_ORIGIN, ALLOW, CACHE_CONTROL, CONTENT_ENCODING,
            CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, IF_NONE_MATCH, REFERRER_POLICY, VARY,
            X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
        },
    },
    response::{IntoResponse as _, Response},
};
use chat_web::{Asset, Coding, names_tag};
use site::Served;
use tokio::{sync::Mutex, task::spawn_blocking};

pub(crate) use site::Site;

/// Only scripts and styles from this server, nothing inline, no framing; pictures also from memory,
/// where those in messages are.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
    img-src 'self' blob:; connect-src 'self'; base-uri 'none'; form-action 'none'; \
    frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

/// Asked for again before each use.
const CHECKED: &str = "no-cache";

/// Never asked for again: another content has another address.
const KEPT: &str = "public, max-age=31536000, immutable";

const HEADERS: [(HeaderName, &str); 7] = [
    (CONTENT_SECURITY_POLICY, POLICY),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (REFERRER_POLICY, "no-referrer"),
    (X_FRAME_OPTIONS, "DENY"),
    (CACHE_CONTROL, CHECKED),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
];

/// The files are encoded one after the other, however many requests wait for them.
static ENCODING: Mutex<()> = Mutex::const_new(());

/// Responds with a page of the site or with one of its parts.
pub(crate) async fn respond(
    site: &'static Site,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    if let Some(Served::Checked(asset) | Served::Kept(asset)) = site.find(uri.path()) {
        encode(asset, accepted(&headers)).await;
    }
    page(site, &method, &uri, &headers)
}

/// Encodes a file when it is first asked for, off the workers of the runtime.
async fn encode(asset: &'static Asset, coding: Coding) {
    if asset.is_encoded(coding) {
        return;
    }
    let _turn = ENCODING.lock().await;
    if !asset.is_encoded(coding) {
        _ = spawn_blocking(move || _ = asset.encoded(coding)).await;
    }
}

fn accepted(headers: &HeaderMap) -> Coding {
    Coding::accepted(field(headers, ACCEPT_ENCODING))
}

fn field(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

fn page(site: &'static Site, method: &Method, uri: &Uri, headers: &HeaderMap) -> Response {
    let mut response = match site.find(uri.path()) {
        None => (StatusCode::NOT_FOUND, "This page does not exist.\n").into_response(),
        Some(_) if *method != Method::GET && *method != Method::HEAD => {
            (StatusCode::METHOD_NOT_ALLOWED, [(ALLOW, "GET, HEAD")]).into_response()
        }
        Some(Served::Checked(asset)) => answer(asset, CHECKED, headers),
        Some(Served::Kept(asset)) => answer(asset, KEPT, headers),
    };
    for (name, value) in HEADERS {
        let value = HeaderValue::from_static(value);
        response.headers_mut().entry(name).or_insert(value);
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

fn answer(asset: &'static Asset, cached: &'static str, request: &HeaderMap) -> Response {
    let (coding, body) = asset.encoded(accepted(request));
    let tag = asset.tag(coding);
    let known = field(request, IF_NONE_MATCH).is_some_and(|named| names_tag(named, &tag));
    let cached = [
        (ETAG, tag),
        (VARY, "accept-encoding".to_owned()),
        (CACHE_CONTROL, cached.to_owned()),
    ];
    if known {
        return (StatusCode::NOT_MODIFIED, cached).into_response();
    }
    let content = [(CONTENT_TYPE, asset.media_type())];
    match coding.name() {
        Some(name) => (cached, content, [(CONTENT_ENCODING, name)], body).into_response(),
        None => (cached, content, body).into_response(),
    }
}

#[cfg(test)]
mod tests;
