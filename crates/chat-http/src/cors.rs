//! Cross-origin requests (Fetch standard, CORS protocol): pages of other hosts that embed the components.

use crate::{options::AllowedOrigins, request_id};
use axum::http::{
    HeaderName, HeaderValue, Method,
    header::{AUTHORIZATION, CONTENT_DISPOSITION, CONTENT_TYPE, DATE, RETRY_AFTER},
    request::Parts,
};
use std::time::Duration;
use tower_http::cors::{AllowOrigin, CorsLayer};

/// How long a browser may keep the answer to a preflight request.
const MAX_AGE: Duration = Duration::from_secs(10 * 60);

/// The headers for pages of the allowed origins; `None` without any. Credentials are tokens in a header, never
/// cookies, which other pages could use.
pub(crate) fn layer(origins: &AllowedOrigins) -> Option<CorsLayer> {
    if origins.is_empty() {
        return None;
    }
    let origins = origins.clone();
    let allowed = move |origin: &HeaderValue, _: &Parts| {
        origin.to_str().is_ok_and(|origin| origins.contain(origin))
    };
    let layer = CorsLayer::new()
        .allow_origin(AllowOrigin::predicate(allowed))
        .allow_methods([
            Method::GET,
            Method::POST,
            Method::PUT,
            Method::PATCH,
            Method::DELETE,
        ])
        .allow_headers([
            AUTHORIZATION,
            CONTENT_DISPOSITION,
            CONTENT_TYPE,
            HeaderName::from_static("upload-id"),
            request_id::HEADER,
        ])
        .expose_headers([CONTENT_DISPOSITION, DATE, RETRY_AFTER, request_id::HEADER])
        .max_age(MAX_AGE);
    Some(layer)
}
