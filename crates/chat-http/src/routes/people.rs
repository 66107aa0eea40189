//! The people of a clinic, for the embedding service.

use crate::{
    extract::{ClinicPersonPath, Host},
    problem::Problem,
    router::App,
};
use axum::{extract::State, http::StatusCode};

/// Signs a person out: ends their live connections (4401) and downloads on all nodes, within a second.
///
/// Only the embedding service may. Refuse the person's tokens first, since they can connect again otherwise. It is no
/// error if the person has no connection. After a 503, connections to other nodes may be left: repeat the request.
#[utoipa::path(
    delete,
    path = "/people/{person}/connections",
    operation_id = "sign_out_person",
    tag = "service",
    params(("person" = Uuid, Path)),
    responses((status = 204, description = "Ended"))
)]
pub(crate) async fn sign_out(
    State(app): State<App>,
    Host(identity): Host,
    ClinicPersonPath { person }: ClinicPersonPath,
) -> Result<StatusCode, Problem> {
    app.service.sign_out(identity.clinic, person).await?;
    Ok(StatusCode::NO_CONTENT)
}
