//! The OpenAPI description of all routes, generated from the handlers.

mod answers;

use crate::{
    router,
    routes::conditional,
    wire::{ClientFrame, ProblemOut, ServerFrame},
};
use axum::{
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use bytes::Bytes;
use chat_domain::chat::Sha256;
use sha2::Digest as _;
use std::sync::LazyLock;
use utoipa::{
    Modify, OpenApi,
    openapi::{
        Components, SecurityRequirement,
        security::{HttpAuthScheme, HttpBuilder, SecurityScheme},
    },
};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Visit chat",
        description = "Messages around a telehealth visit. Refused requests get a problem \
            document (RFC 9457) with the rule's id."
    ),
    servers((url = "..", description = "relative to this document")),
    components(schemas(ClientFrame, ServerFrame<'_>, ProblemOut<'_>)),
    modifiers(&Bearer)
)]
struct Head;

struct Bearer;

impl Modify for Bearer {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        let scheme = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .bearer_format("JWT")
            .build();
        openapi
            .components
            .get_or_insert_with(Components::new)
            .add_security_scheme("token", SecurityScheme::Http(scheme));
        openapi.security = Some(vec![SecurityRequirement::new::<_, _, String>("token", [])]);
    }
}

/// The base of the description.
pub(crate) fn head() -> utoipa::openapi::OpenApi {
    Head::openapi()
}

/// The description of all routes (OpenAPI 3.1), relative to where the router is nested.
#[must_use]
pub fn openapi() -> utoipa::openapi::OpenApi {
    let mut described = router::routes_of(None).into_openapi();
    answers::add_common(&mut described);
    described
}

/// The description as it is served, generated once.
static SERVED: LazyLock<Served> = LazyLock::new(|| {
    let json = Bytes::from(serde_json::to_vec(&openapi()).unwrap_or_default());
    let etag = conditional::etag(&Sha256(sha2::Sha256::digest(&json).into()));
    Served { json, etag }
});

struct Served {
    json: Bytes,
    etag: String,
}

/// This description.
#[utoipa::path(
    get,
    path = "/openapi.json",
    tag = "service",
    security(()),
    params(("If-None-Match" = Option<String>, Header, description = "The ETag of a cached copy")),
    responses(
        (status = 200, description = "This document", content_type = "application/json"),
        (status = 304, description = "The cached copy is current"),
    )
)]
pub(crate) async fn serve(headers: HeaderMap) -> Response {
    let Served { json, etag } = &*SERVED;
    // Public, but revalidated each time, since it changes with each release.
    let about_it = [
        (header::CACHE_CONTROL, "no-cache"),
        (header::ETAG, etag.as_str()),
    ];
    if conditional::has_it(&headers, etag) {
        return (StatusCode::NOT_MODIFIED, about_it).into_response();
    }
    let content_type = [(header::CONTENT_TYPE, "application/json")];
    (about_it, content_type, json.clone()).into_response()
}
