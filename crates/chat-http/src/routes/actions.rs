//! Presence and lifecycle actions (V1 to V3).

use crate::{
    extract::{Caller, Json, VisitPath},
    problem::Problem,
    router::App,
    wire::ActIn,
};
use axum::{extract::State, http::StatusCode};

/// Takes an action in a visit: for the caller, or by the host on a person's behalf.
#[utoipa::path(
    post,
    path = "/visits/{visit}/actions",
    operation_id = "act_in_visit",
    tag = "visits",
    params(("visit" = Uuid, Path)),
    request_body = ActIn,
    responses((status = 204, description = "Done, or a no-op"))
)]
pub(crate) async fn act(
    State(app): State<App>,
    Caller(identity): Caller,
    VisitPath { visit }: VisitPath,
    Json(body): Json<ActIn>,
) -> Result<StatusCode, Problem> {
    let whom = body.person.or(identity.person());
    let command = body
        .action
        .command(whom)
        .ok_or_else(Problem::person_missing)?;
    app.service
        .execute(visit, identity.actor(), command)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
