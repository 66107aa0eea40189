//! The OpenAPI description of all routes, generated from the handlers.

mod answers;
mod file_bytes;
mod required;

pub(crate) use file_bytes::FileBytes;

use crate::{
    router,
    routes::conditional,
    wire::{ClientFrame, ProblemOut, ServerFrame},
};
use axum::{
    extract::OriginalUri,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use bytes::Bytes;
use chat_domain::chat::Sha256;
use serde_json::{Value, json};
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
            document (RFC 9457) with the rule's id. Each response has the header `X-Request-Id`: \
            the request's, if it has 16 to 64 hexadecimal digits and hyphens, or a new id."
    ),
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

/// The description of all routes (OpenAPI 3.1), whose paths are relative to where the router is nested. An object.
///
/// # Panics
/// Never: the description is made of text and numbers.
#[must_use]
#[expect(
    clippy::expect_used,
    reason = "text, numbers and maps with text keys are JSON"
)]
pub fn openapi() -> Value {
    let mut described = router::routes_of(None).into_openapi();
    answers::add_common(&mut described);
    let mut document = serde_json::to_value(described).expect("a description is JSON");
    required::mark(&mut document);
    document
}

/// The path of the document.
const PATH: &str = "/v1/openapi.json";

/// The description, generated once.
static DESCRIPTION: LazyLock<Description> = LazyLock::new(|| {
    let json = openapi().to_string();
    let digest = sha2::Sha256::digest(&json).into();
    Description { json, digest }
});

struct Description {
    json: String,
    digest: [u8; 32],
}

impl Description {
    /// The document for a router that is nested at this path, and its ETag. A relative address of the server would
    /// end with a slash, and the paths begin with one.
    fn nested_at(&'static self, prefix: &str) -> (Bytes, String) {
        let Self { json, digest } = self;
        if prefix.is_empty() {
            let document = Bytes::from_static(json.as_bytes());
            return (document, conditional::etag(&Sha256(*digest)));
        }
        let servers = json!([{ "url": prefix }]);
        let document = json.replacen('{', &format!("{{\"servers\":{servers},"), 1);
        let digest = sha2::Sha256::new_with_prefix(digest).chain_update(prefix);
        (
            document.into(),
            conditional::etag(&Sha256(digest.finalize().into())),
        )
    }
}

/// This description.
#[utoipa::path(
    get,
    path = "/openapi.json",
    operation_id = "get_openapi",
    tag = "service",
    security(()),
    params(("If-None-Match" = Option<String>, Header, description = "The ETag of a cached copy")),
    responses(
        (status = 200, description = "This document", content_type = "application/json"),
        (status = 304, description = "The cached copy is current"),
    )
)]
pub(crate) async fn serve(OriginalUri(address): OriginalUri, headers: HeaderMap) -> Response {
    let path = address.path();
    let (document, etag) = DESCRIPTION.nested_at(path.strip_suffix(PATH).unwrap_or_default());
    // Public, but revalidated each time, since it changes with each release.
    let about_it = [
        (header::CACHE_CONTROL, "no-cache"),
        (header::ETAG, etag.as_str()),
    ];
    if conditional::has_it(&headers, &etag) {
        return (StatusCode::NOT_MODIFIED, about_it).into_response();
    }
    let content_type = [(header::CONTENT_TYPE, "application/json")];
    (about_it, content_type, document).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn address_of_the_server_depends_on_where_the_router_is_nested() {
        let (plain, etag) = DESCRIPTION.nested_at("");
        let mut plain: Value = serde_json::from_slice(&plain).unwrap();
        assert!(plain.get("servers").is_none());
        let (nested, other) = DESCRIPTION.nested_at("/a \"b\"");
        assert_ne!(etag, other);
        plain["servers"] = json!([{ "url": "/a \"b\"" }]);
        assert_eq!(serde_json::from_slice::<Value>(&nested).unwrap(), plain);
    }
}
