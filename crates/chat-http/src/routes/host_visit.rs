//! A visit for its host.

use crate::{
    extract::{HostReader, VisitPath},
    problem::Problem,
    router::App,
    wire::{HostVisitOut, host_visit_out},
};
use axum::{Json, extract::State};

/// A visit for its host, whose token must have `host_read`: who takes part, who waits, and how much is unread. No names, no messages.
#[utoipa::path(
    get,
    path = "/visits/{visit}/status",
    operation_id = "get_visit_status",
    tag = "events",
    params(("visit" = Uuid, Path)),
    responses((status = 200, body = HostVisitOut, description = "The visit as its host may read it"))
)]
pub(crate) async fn status(
    State(app): State<App>,
    HostReader: HostReader,
    VisitPath { visit }: VisitPath,
) -> Result<Json<HostVisitOut>, Problem> {
    Ok(Json(host_visit_out(app.service.host_visit(visit).await?)))
}
