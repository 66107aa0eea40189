//! All routes in one router.

use crate::{
    authenticate::Authenticator, layers, live, openapi, options::HttpOptions, problem::Problem,
    routes,
};
use axum::{
    Router,
    extract::DefaultBodyLimit,
    middleware::{from_fn, from_fn_with_state},
};
use chat_app::ChatService;
use std::sync::Arc;
use tower_http::catch_panic::CatchPanicLayer;
use utoipa_axum::{router::OpenApiRouter, routes};

/// What the handlers share.
#[derive(Clone)]
pub(crate) struct App {
    pub(crate) service: ChatService,
    pub(crate) authenticator: Arc<dyn Authenticator>,
    pub(crate) options: Arc<HttpOptions>,
}

/// All of visit chat as a router, to be nested anywhere: `host.nest("/chat", router(…))`.
///
/// Serves its routes under `/v1`. It sets no CORS headers: its pages come from the same origin.
pub fn router(
    service: ChatService,
    authenticator: Arc<dyn Authenticator>,
    options: HttpOptions,
) -> Router {
    let max_json_bytes = options.max_json_bytes;
    let app = App {
        service,
        authenticator,
        options: Arc::new(options),
    };
    let (router, _) = routes_of(Some(&app)).split_for_parts();
    router
        .fallback(async || Problem::no_such_route())
        .method_not_allowed_fallback(async || Problem::no_such_method())
        .layer(DefaultBodyLimit::max(max_json_bytes))
        .layer(CatchPanicLayer::custom(layers::panicked))
        .layer(from_fn(layers::around))
        .with_state(app)
}

/// The routes with their description; with the layers that need the handlers' shared state, if
/// there is one.
pub(crate) fn routes_of(app: Option<&App>) -> OpenApiRouter<App> {
    let mut timely = quick();
    if let Some(app) = app {
        timely = timely.route_layer(from_fn_with_state(app.clone(), layers::limit_time));
    }
    let mut private = timely.merge(long());
    if let Some(app) = app {
        private = private.route_layer(from_fn_with_state(app.clone(), layers::authenticate));
    }
    let public = OpenApiRouter::new().routes(routes!(openapi::serve));
    OpenApiRouter::with_openapi(openapi::head()).nest("/v1", private.merge(public))
}

/// Routes that answer at once.
fn quick() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(routes::me::me))
        .routes(routes!(routes::visits::list, routes::visits::schedule))
        .routes(routes!(routes::visits::view))
        .routes(routes!(routes::participants::add))
        .routes(routes!(routes::participants::remove))
        .routes(routes!(routes::actions::act))
        .routes(routes!(routes::messages::read, routes::messages::send))
        .routes(routes!(routes::messages::correct))
        .routes(routes!(routes::messages::retract))
        .routes(routes!(routes::locks::lock, routes::locks::unlock))
        .routes(routes!(routes::oversight::oversee))
        .routes(routes!(routes::thumbnail::thumbnail))
        .routes(routes!(
            routes::uploads::upload_status,
            routes::uploads::discard_upload
        ))
}

/// Routes that take as long as their bytes.
fn long() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(routes::upload::upload))
        .routes(routes!(routes::download::download))
        .routes(routes!(live::live))
}
