//! Visits.

use crate::{
    extract::{self, Caller, Person, Query, VisitPath},
    problem::Problem,
    router::App,
    wire::{ScheduleIn, ScheduledOut, VisitEditIn, VisitOut, VisitsOut, VisitsQuery, visits_out},
};
use axum::{Json, extract::State, http::StatusCode};
use chat_ports::VisitKey;

/// The caller's visits by scheduled time.
#[utoipa::path(
    get,
    path = "/visits",
    operation_id = "list_visits",
    tag = "visits",
    params(VisitsQuery),
    responses((status = 200, body = VisitsOut, description = "A page of visits"))
)]
pub(crate) async fn list(
    State(app): State<App>,
    Caller(identity): Caller,
    Person(person): Person,
    Query(query): Query<VisitsQuery>,
) -> Result<Json<VisitsOut>, Problem> {
    let (filter, after) = (query.filter()?, query.cursor()?);
    let limit = query.limit();
    let service = &app.service;
    let page = match identity.only_visit() {
        Some(visit) => {
            let visit = VisitKey::new(identity.clinic, visit);
            service
                .dashboard_of_visit(visit, person, &filter, after)
                .await
        }
        None => {
            let clinic = identity.clinic;
            service
                .dashboard(clinic, person, &filter, after, limit)
                .await
        }
    }?;
    Ok(Json(visits_out(page)))
}

/// Schedules a visit, as the host (V1). Repeating it with the same id and content gets the same answer
/// (H1).
#[utoipa::path(
    post,
    path = "/visits",
    operation_id = "schedule_visit",
    tag = "visits",
    request_body = ScheduleIn,
    responses((status = 201, body = ScheduledOut, description = "Scheduled, or scheduled before with the same content"))
)]
pub(crate) async fn schedule(
    State(app): State<App>,
    Caller(identity): Caller,
    extract::Json(body): extract::Json<ScheduleIn>,
) -> Result<(StatusCode, Json<ScheduledOut>), Problem> {
    let new = body.into_visit(identity.clinic)?;
    let visit = app.service.schedule_visit_as(identity.actor(), new).await?;
    Ok((
        StatusCode::CREATED,
        Json(ScheduledOut { visit: visit.visit }),
    ))
}

/// Changes when the visit takes place or, for the host, its policy (V4).
#[utoipa::path(
    patch,
    path = "/visits/{visit}",
    tag = "visits",
    params(("visit" = Uuid, Path)),
    request_body = VisitEditIn,
    responses((status = 204, description = "Changed, or already so"))
)]
pub(crate) async fn edit_visit(
    State(app): State<App>,
    Caller(identity): Caller,
    VisitPath { visit }: VisitPath,
    extract::Json(body): extract::Json<VisitEditIn>,
) -> Result<StatusCode, Problem> {
    let edit = body.try_into()?;
    app.service
        .edit_visit(visit, identity.actor(), edit)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A visit as the caller sees it.
#[utoipa::path(
    get,
    path = "/visits/{visit}",
    operation_id = "get_visit",
    tag = "visits",
    params(("visit" = Uuid, Path)),
    responses((status = 200, body = VisitOut, description = "The visit as the caller may see it"))
)]
pub(crate) async fn view(
    State(app): State<App>,
    Person(person): Person,
    VisitPath { visit }: VisitPath,
) -> Result<Json<VisitOut>, Problem> {
    Ok(Json(app.service.view(visit, person).await?.into()))
}
