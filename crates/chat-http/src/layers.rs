//! Layers around every handler.

use crate::{
    authenticate::{Identity, bearer},
    live::check_cookie_origin,
    meters,
    peer::Peer,
    problem::Problem,
    rates::RequestKind,
    refusals::Asked,
    request_id::RequestId,
    router::App,
    session, well_formed,
};
use axum::{
    body::Body,
    extract::{MatchedPath, Request, State},
    http::{HeaderMap, HeaderValue, Method, header, request::Parts},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use chat_app::Origin;
use std::{any::Any, time::Instant};
use tracing::Instrument as _;

/// Authenticates the caller and counts the request for them, or refuses it. The session of an invitation link reaches its visit
/// only.
pub(crate) async fn authenticate(
    State(app): State<App>,
    request: Request,
    next: Next,
) -> Result<Response, Problem> {
    let (parts, body) = request.into_parts();
    let identity = app.authenticator.authenticate(&parts).await?;
    let asked = Asked::of(&parts);
    let answered = admitted(&app, identity, parts, body, next).await;
    let response = answered.into_response();
    asked.record(&app, &identity, &response);
    Ok(response)
}

/// Answers the request of a caller, or refuses it.
async fn admitted(
    app: &App,
    identity: Identity,
    mut parts: Parts,
    body: Body,
    next: Next,
) -> Result<Response, Problem> {
    let route = parts.extensions.get::<MatchedPath>();
    let route = route.map_or("", MatchedPath::as_str);
    let kind = RequestKind::of(&parts.method, route);
    app.buckets.admit_caller(&identity, kind)?;
    if let Some(visit) = identity.only_visit() {
        let changes = !matches!(parts.method, Method::GET | Method::HEAD);
        if changes && bearer(&parts).is_none() {
            // The login is a cookie, which browsers send for any page.
            check_cookie_origin(&parts.headers, &parts.uri, &app.options.allowed_origins)?;
        }
        session::admit(&mut parts, visit).await?;
    }
    parts.extensions.insert(identity);
    Ok(next.run(Request::from_parts(parts, body)).await)
}

/// Answers 503 `unavailable` after the time limit. The request may still have been carried out;
/// retrying it with the same ids is safe (F7).
pub(crate) async fn limit_time(
    State(app): State<App>,
    request: Request,
    next: Next,
) -> Result<Response, Problem> {
    tokio::time::timeout(app.options.request_timeout, next.run(request))
        .await
        .map_err(|_| Problem::unavailable())
}

/// Outermost layer: gives the request its id, limits the rate of its address, checks that it is valid HTTP, adds the headers common to all
/// responses, counts it and writes one log line. The line identifies no person: it has the route, not the
/// path.
///
/// One layer for all of it, since each layer adds a third of a microsecond to every request.
pub(crate) async fn around(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let path = request.extensions().get::<MatchedPath>().cloned();
    let path = path.as_ref().map_or("unmatched", MatchedPath::as_str);
    let method = request.method().clone();
    let id = RequestId::of(request.headers());
    let span = tracing::info_span!("http", method = known(&method), path, request_id = %id);
    request.extensions_mut().insert(id.clone());
    let start = Instant::now();
    async {
        let network = request.extensions().get::<Peer>().and_then(Peer::network);
        let kind = RequestKind::of(&method, path);
        let admitted = app.buckets.admit_address(network, kind);
        let fault = admitted.err().or_else(|| well_formed::fault(&request));
        let mut response = match fault {
            Some(problem) => problem.into_response(),
            None => {
                let origin = Origin {
                    address: network,
                    request: Some(id.shared()),
                };
                origin.scope(next.run(request)).await
            }
        };
        secure(response.headers_mut());
        id.mark(&mut response);
        let took = start.elapsed();
        meters::answered(known(&method), path, response.status(), took);
        let latency_ms = took.as_millis();
        tracing::info!(status = response.status().as_u16(), latency_ms, "answered");
        response
    }
    .instrument(span)
    .await
}

/// Headers of every response: no content sniffing, and no health data in caches.
fn secure(headers: &mut HeaderMap) {
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    headers
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
}

/// The response does not include the panic's message, which may contain anything.
pub(crate) fn panicked(_: Box<dyn Any + Send>) -> Response {
    tracing::error!("a handler panicked");
    Problem::internal().into_response()
}

/// The method's name if it is a standard one. Any other is arbitrary text from the client.
fn known(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}
