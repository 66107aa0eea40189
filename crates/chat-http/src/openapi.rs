//! The description of all routes, made from the handlers.

use crate::{
    router,
    wire::{ClientFrame, ProblemOut, ServerFrame},
};
use axum::Json;
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
        description = "Messages around a telehealth visit. What is refused is answered as a \
            problem document (RFC 9457) with the rule's id."
    ),
    servers((url = "..", description = "relative to where this document lies")),
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

/// What the description begins with.
pub(crate) fn head() -> utoipa::openapi::OpenApi {
    Head::openapi()
}

/// The description of all routes (OpenAPI 3.1), relative to where the router is nested.
#[must_use]
pub fn openapi() -> utoipa::openapi::OpenApi {
    router::routes_of(None).into_openapi()
}

/// This description.
#[utoipa::path(
    get,
    path = "/openapi.json",
    tag = "service",
    security(()),
    responses((status = 200, description = "This document"))
)]
pub(crate) async fn serve() -> Json<utoipa::openapi::OpenApi> {
    Json(openapi())
}
