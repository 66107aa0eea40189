//! A JSON body, limited in size and time.

use crate::{problem::Problem, router::App};
use axum::{
    extract::{FromRequest, Request},
    http::{HeaderMap, StatusCode, header},
};
use bytes::Bytes;
use serde::de::DeserializeOwned;
use serde_json::error::Category;

/// The body as `T`.
pub(crate) struct Json<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequest<App> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &App) -> Result<Self, Problem> {
        if !declares_json(request.headers()) {
            return Err(Problem::unsupported_media_type());
        }
        let bytes = collect(request, app).await?;
        from_object(&bytes).map(Self).map_err(|error| {
            let (line, column) = (error.line(), error.column());
            match error.classify() {
                Category::Data => Problem::unexpected_json(line, column),
                Category::Syntax | Category::Eof | Category::Io => {
                    Problem::invalid_json(line, column)
                }
            }
        })
    }
}

/// Parses an object. serde would also accept an array of the fields in order.
pub(crate) fn from_object<T: DeserializeOwned>(json: &[u8]) -> Result<T, serde_json::Error> {
    match json.trim_ascii_start().first() {
        Some(b'[') => Err(serde::de::Error::custom("an object is expected")),
        _ => serde_json::from_slice(json),
    }
}

async fn collect(request: Request, app: &App) -> Result<Bytes, Problem> {
    // Enforces the router's body limit.
    let collected = Bytes::from_request(request, app);
    let collected = tokio::time::timeout(app.options.request_timeout, collected).await;
    collected
        .map_err(|_| Problem::request_timeout())?
        .map_err(|rejection| match rejection.status() {
            StatusCode::PAYLOAD_TOO_LARGE => Problem::body_too_large(app.options.max_json_bytes),
            _ => Problem::incomplete_body(),
        })
}

fn declares_json(headers: &HeaderMap) -> bool {
    let declared = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    let essence = declared
        .unwrap_or_default()
        .split(';')
        .next()
        .unwrap_or_default();
    essence.trim().eq_ignore_ascii_case("application/json")
}
