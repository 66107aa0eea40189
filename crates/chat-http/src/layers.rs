//! What happens around every handler.

use crate::{problem::Problem, router::App, well_formed};
use axum::{
    extract::{MatchedPath, Request, State},
    http::{HeaderMap, HeaderValue, Method, header},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use std::{any::Any, time::Instant};
use tracing::Instrument as _;

/// Finds out who asks, or refuses.
pub(crate) async fn authenticate(
    State(app): State<App>,
    request: Request,
    next: Next,
) -> Result<Response, Problem> {
    let (mut parts, body) = request.into_parts();
    let identity = app.authenticator.authenticate(&parts).await?;
    parts.extensions.insert(identity);
    Ok(next.run(Request::from_parts(parts, body)).await)
}

/// Answers "unavailable" after the time limit. What was asked may be done all the same: asking
/// again with the same ids is safe (F7).
pub(crate) async fn limit_time(
    State(app): State<App>,
    request: Request,
    next: Next,
) -> Result<Response, Problem> {
    tokio::time::timeout(app.options.request_timeout, next.run(request))
        .await
        .map_err(|_| Problem::unavailable())
}

/// What comes first and last of every request: it is as HTTP says, its answer has the headers of
/// every answer, and the log has a line of things that identify nobody: the route and not the path.
///
/// One layer for all three: each layer costs every request a third of a microsecond.
pub(crate) async fn around(request: Request, next: Next) -> Response {
    let path = request.extensions().get::<MatchedPath>().cloned();
    let path = path.as_ref().map_or("unmatched", MatchedPath::as_str);
    let span = tracing::info_span!("http", method = known(request.method()), path);
    let start = Instant::now();
    async {
        let mut response = match well_formed::fault(&request) {
            Some(problem) => problem.into_response(),
            None => next.run(request).await,
        };
        secure(response.headers_mut());
        let latency_ms = start.elapsed().as_millis();
        tracing::info!(status = response.status().as_u16(), latency_ms, "answered");
        response
    }
    .instrument(span)
    .await
}

/// Headers of every answer: no type is guessed, and health data stays in no cache.
fn secure(headers: &mut HeaderMap) {
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    headers
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
}

/// A panic's message may hold anything: it is not answered.
pub(crate) fn panicked(_: Box<dyn Any + Send>) -> Response {
    tracing::error!("a handler panicked");
    Problem::internal().into_response()
}

/// A method is the client's own text unless it is one of the usual ones.
fn known(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}
