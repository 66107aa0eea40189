//! The WebSocket handshake (RFC 6455, section 4.2).

use super::SUBPROTOCOL;
use crate::{options::AllowedOrigins, problem::Problem};
use axum::{
    body::Body,
    http::{
        HeaderMap, HeaderName, HeaderValue, StatusCode, Uri, header, request::Parts, uri::Authority,
    },
    response::Response,
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use hyper::upgrade::OnUpgrade;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;

/// The protocol version (RFC 6455, section 4.1).
const VERSION: &str = "13";

/// Length of the decoded key in bytes.
const KEY_BYTES: usize = 16;

/// An accepted handshake.
pub(super) struct Accepted {
    /// The 101 response.
    pub(super) response: Response,
    /// The connection, once the response has been sent.
    pub(super) upgrade: OnUpgrade,
}

/// Accepts a WebSocket handshake.
///
/// # Errors
/// 426 if the request is not a handshake or has another version, 400 for an invalid key.
pub(super) fn accept(parts: &mut Parts) -> Result<Accepted, Problem> {
    let headers = &parts.headers;
    let is_opening = has_token(headers, &header::CONNECTION, "upgrade")
        && has_token(headers, &header::UPGRADE, "websocket");
    if !is_opening {
        return Err(Problem::websocket_required().with(header::UPGRADE, "websocket"));
    }
    if single(headers, &header::SEC_WEBSOCKET_VERSION) != Some(VERSION) {
        let problem = Problem::websocket_required();
        return Err(problem.with(header::SEC_WEBSOCKET_VERSION, VERSION));
    }
    let key = single(headers, &header::SEC_WEBSOCKET_KEY).ok_or_else(Problem::websocket_key)?;
    if STANDARD.decode(key).map(|key| key.len()) != Ok(KEY_BYTES) {
        return Err(Problem::websocket_key());
    }
    let response = answer(
        key,
        has_token(headers, &header::SEC_WEBSOCKET_PROTOCOL, SUBPROTOCOL),
    );
    // Taken last: without it the connection can't be upgraded.
    let upgrade = parts.extensions.remove::<OnUpgrade>();
    Ok(Accepted {
        response,
        upgrade: upgrade
            .ok_or_else(|| Problem::websocket_required().with(header::UPGRADE, "websocket"))?,
    })
}

fn answer(key: &str, knows_us: bool) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::SWITCHING_PROTOCOLS;
    let headers = response.headers_mut();
    headers.insert(header::CONNECTION, HeaderValue::from_static("upgrade"));
    headers.insert(header::UPGRADE, HeaderValue::from_static("websocket"));
    if let Ok(accept) = derive_accept_key(key.as_bytes()).try_into() {
        headers.insert(header::SEC_WEBSOCKET_ACCEPT, accept);
    }
    if knows_us {
        let protocol = HeaderValue::from_static(SUBPROTOCOL);
        headers.insert(header::SEC_WEBSOCKET_PROTOCOL, protocol);
    }
    response
}

/// Browsers send the page's origin (RFC 6455, section 10.2). Without this check, with login by
/// cookie, any page could act for the person who has it open.
///
/// # Errors
/// 403 for a page from an origin that is not allowed.
pub(super) fn check_origin(
    headers: &HeaderMap,
    uri: &Uri,
    origins: &AllowedOrigins,
) -> Result<(), Problem> {
    if !headers.contains_key(header::ORIGIN) {
        return Ok(()); // not a browser
    }
    match single(headers, &header::ORIGIN).zip(host(headers, uri)) {
        Some((origin, host)) if origins.allow(origin, host) => Ok(()),
        _ => Err(Problem::origin()),
    }
}

/// A request that changes something and whose login is a cookie must come from a page of an allowed origin, and say so: browsers
/// send the origin with all requests but GET and HEAD (Fetch standard).
///
/// # Errors
/// 403 for another origin, and without one.
pub(crate) fn check_cookie_origin(
    headers: &HeaderMap,
    uri: &Uri,
    origins: &AllowedOrigins,
) -> Result<(), Problem> {
    if headers.contains_key(header::ORIGIN) {
        check_origin(headers, uri, origins).map_err(|_| Problem::cookie_origin())
    } else {
        Err(Problem::cookie_origin())
    }
}

/// The host that the client asked for. HTTP/2 has it in the address (RFC 9113, section 8.3.1).
fn host<'a>(headers: &'a HeaderMap, uri: &'a Uri) -> Option<&'a str> {
    if headers.contains_key(header::HOST) {
        single(headers, &header::HOST)
    } else {
        uri.authority().map(Authority::as_str)
    }
}

/// The value of a header that occurs exactly once.
fn single<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    let mut values = headers.get_all(name).iter();
    let value = values.next()?.to_str().ok()?;
    values.next().is_none().then_some(value)
}

/// Whether a header's list contains a token.
fn has_token(headers: &HeaderMap, name: &HeaderName, token: &str) -> bool {
    let values = headers.get_all(name).iter();
    values
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|found| found.trim().eq_ignore_ascii_case(token))
}
