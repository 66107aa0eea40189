//! The access log.

use crate::{
    authenticate::Subject,
    extract::{Caller, ClinicPersonPath, HostReader, Query, VisitPath},
    problem::Problem,
    router::App,
    wire::{AccessesOut, AccessesQuery, recorded_out, shown_out},
};
use axum::{Json, extract::State};

/// Who opened chats and files of a visit, from the oldest entry on.
///
/// For the embedding service, whose token must have `host_read`: all entries, refusals too, without names. For a patient of the
/// visit: who looked at the chats that they may read, by name, as far as they see the person (M1), and overseers (M5). Other
/// participants are refused.
#[utoipa::path(
    get,
    path = "/visits/{visit}/accesses",
    operation_id = "list_accesses",
    tag = "accesses",
    params(("visit" = Uuid, Path), AccessesQuery),
    responses((status = 200, body = AccessesOut, description = "A page of entries, oldest first"))
)]
pub(crate) async fn of_visit(
    State(app): State<App>,
    Caller(identity): Caller,
    VisitPath { visit }: VisitPath,
    Query(query): Query<AccessesQuery>,
) -> Result<Json<AccessesOut>, Problem> {
    let (after, limit) = (query.after()?, query.limit());
    let page = match identity.subject {
        Subject::ReadingHost => recorded_out(app.service.accesses(visit, after, limit).await?),
        Subject::Host => return Err(Problem::reading_host_only()),
        Subject::Person { person, .. } | Subject::Invited { person, .. } => {
            let service = &app.service;
            let page = service.accesses_for_patient(visit, person, after, limit);
            shown_out(page.await?)
        }
    };
    Ok(Json(page))
}

/// What a person opened and was refused in the clinic, from the oldest entry on. Only the embedding service may, and its token must
/// have `host_read`.
#[utoipa::path(
    get,
    path = "/people/{person}/accesses",
    operation_id = "list_accesses_of_person",
    tag = "accesses",
    params(("person" = Uuid, Path), AccessesQuery),
    responses((status = 200, body = AccessesOut, description = "A page of entries, oldest first"))
)]
pub(crate) async fn of_person(
    State(app): State<App>,
    HostReader: HostReader,
    Caller(identity): Caller,
    ClinicPersonPath { person }: ClinicPersonPath,
    Query(query): Query<AccessesQuery>,
) -> Result<Json<AccessesOut>, Problem> {
    let (after, limit) = (query.after()?, query.limit());
    let clinic = identity.clinic;
    let page = app.service.accesses_of_person(clinic, person, after, limit);
    Ok(Json(recorded_out(page.await?)))
}
