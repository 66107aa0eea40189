//! The router with all routes.

use crate::{
    authenticate::Authenticator, cors, layers, live, meters, openapi, options::HttpOptions,
    problem::Problem, rates::RequestBuckets, routes,
};
use axum::{Router, extract::DefaultBodyLimit, middleware::from_fn_with_state};
use chat_app::ChatService;
use std::sync::Arc;
use tower_http::catch_panic::CatchPanicLayer;
use utoipa_axum::{router::OpenApiRouter, routes};

/// State shared by all handlers.
#[derive(Clone)]
pub(crate) struct App {
    pub(crate) service: ChatService,
    pub(crate) authenticator: Arc<dyn Authenticator>,
    pub(crate) options: Arc<HttpOptions>,
    pub(crate) buckets: Arc<RequestBuckets>,
}

/// Visit chat as a router, to be nested anywhere: `host.nest("/chat", router(…))`.
///
/// The routes are under `/v1`. Pages of another host need [`HttpOptions::allowed_origins`].
pub fn router(
    service: ChatService,
    authenticator: Arc<dyn Authenticator>,
    options: HttpOptions,
) -> Router {
    meters::prepare();
    let max_json_bytes = options.max_json_bytes;
    let cors = cors::layer(&options.allowed_origins);
    let app = App {
        service,
        authenticator,
        buckets: Arc::new(RequestBuckets::new(options.rates, options.exchange_tries)),
        options: Arc::new(options),
    };
    let (router, _) = routes_of(Some(&app)).split_for_parts();
    let router = router
        .fallback(async || Problem::route_not_found())
        .method_not_allowed_fallback(async || Problem::method_not_allowed())
        .layer(DefaultBodyLimit::max(max_json_bytes))
        .layer(CatchPanicLayer::custom(layers::panicked))
        .layer(from_fn_with_state(app.clone(), layers::around))
        .with_state(app);
    match cors {
        Some(layer) => router.layer(layer),
        None => router,
    }
}

/// The routes and their OpenAPI description; with the layers that need the handlers' state, if
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
    let mut public = OpenApiRouter::new().routes(routes!(routes::invitations::exchange));
    if let Some(app) = app {
        public = public.route_layer(from_fn_with_state(app.clone(), layers::limit_time));
    }
    let public = public.routes(routes!(openapi::serve));
    OpenApiRouter::with_openapi(openapi::head()).nest("/v1", private.merge(public))
}

/// Routes with the request timeout.
fn quick() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(routes::me::me))
        .routes(routes!(routes::phrases::phrases))
        .routes(routes!(routes::people::sign_out))
        .routes(routes!(
            routes::invitations::list_invitations,
            routes::invitations::invite
        ))
        .routes(routes!(routes::invitations::revoke_invitation))
        .routes(routes!(routes::invitations::list_sessions))
        .routes(routes!(routes::invitations::revoke_session))
        .routes(routes!(routes::session::end_session))
        .routes(routes!(routes::visits::list, routes::visits::schedule))
        .routes(routes!(routes::visits::view, routes::visits::edit_visit))
        .routes(routes!(routes::host_visit::status))
        .routes(routes!(routes::accesses::of_visit))
        .routes(routes!(routes::accesses::of_person))
        .routes(routes!(routes::participants::add))
        .routes(routes!(routes::participants::edit_participant))
        .routes(routes!(routes::participants::remove))
        .routes(routes!(routes::participants::undo_removal))
        .routes(routes!(routes::participants::hand_over))
        .routes(routes!(routes::actions::act))
        .routes(routes!(routes::messages::read, routes::messages::send))
        .routes(routes!(routes::messages::send_to_many))
        .routes(routes!(routes::messages::correct))
        .routes(routes!(routes::messages::retract))
        .routes(routes!(routes::reading::versions))
        .routes(routes!(routes::reading::reading, routes::reading::mark))
        .routes(routes!(routes::locks::lock, routes::locks::unlock))
        .routes(routes!(routes::waiting::no_answer_needed))
        .routes(routes!(routes::notices::send_notice))
        .routes(routes!(routes::notices::settle_notice))
        .routes(routes!(routes::oversight::oversee))
        .routes(routes!(routes::thumbnail::thumbnail))
        .routes(routes!(
            routes::webhooks::list_webhooks,
            routes::webhooks::create_webhook
        ))
        .routes(routes!(
            routes::webhooks::get_webhook,
            routes::webhooks::edit_webhook,
            routes::webhooks::delete_webhook
        ))
        .routes(routes!(routes::webhooks::rotate_secret))
        .routes(routes!(
            routes::uploads::upload_status,
            routes::uploads::discard_upload
        ))
}

/// Routes whose duration depends on the amount of data; they have no request timeout.
fn long() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(routes::upload::upload))
        .routes(routes!(routes::download::download))
        .routes(routes!(routes::transcript::transcript))
        .routes(routes!(routes::fhir::fhir))
        .routes(routes!(routes::events::events))
        .routes(routes!(live::live))
}
