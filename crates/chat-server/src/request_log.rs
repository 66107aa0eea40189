//! One log line for each request. Addresses hold ids of people and visits, so the route's pattern
//! stands for them; headers hold tokens and names of files and are left out.

use axum::{
    extract::{MatchedPath, Request},
    middleware::Next,
    response::Response,
};
use std::time::Instant;

/// Logs a request when its answer begins.
pub(crate) async fn log(request: Request, next: Next) -> Response {
    let started = Instant::now();
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let response = next.run(request).await;
    let route = route.as_ref().map_or("page", MatchedPath::as_str);
    let status = response.status();
    let ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    if status.is_server_error() {
        tracing::error!(%method, route, status = status.as_u16(), ms, "request");
    } else {
        tracing::debug!(%method, route, status = status.as_u16(), ms, "request");
    }
    response
}
