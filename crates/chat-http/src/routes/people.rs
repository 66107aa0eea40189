//! The people of a clinic, for the embedding service.

use crate::{
    authenticate::Subject,
    extract::{Caller, ClinicPersonPath},
    problem::Problem,
    router::App,
    wire::ProblemOut,
};
use axum::{extract::State, http::StatusCode};

/// Signs a person out: ends their live connections (4401) and downloads on all nodes, within a second.
///
/// Only the embedding service may. Refuse the person's tokens first, since they can connect again otherwise. It is no
/// error if the person has no connection. After a 503, connections to other nodes may be left: repeat the request.
#[utoipa::path(
    delete,
    path = "/people/{person}/connections",
    tag = "service",
    params(("person" = Uuid, Path)),
    responses(
        (status = 204, description = "Ended"),
        (status = "4XX", body = ProblemOut<'_>, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn sign_out(
    State(app): State<App>,
    Caller(identity): Caller,
    ClinicPersonPath { person }: ClinicPersonPath,
) -> Result<StatusCode, Problem> {
    if identity.subject != Subject::Host {
        return Err(Problem::host_only());
    }
    app.service.sign_out(identity.clinic, person).await?;
    Ok(StatusCode::NO_CONTENT)
}
