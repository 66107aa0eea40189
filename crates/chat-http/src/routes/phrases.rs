//! The clinic's quick phrases.

use crate::{
    authenticate::Subject, extract::Caller, problem::Problem, router::App, wire::PhrasesOut,
};
use axum::{Json, extract::State};

/// The quick phrases that screens offer the care team to insert into a message. None for callers who are on no
/// visit's care team.
#[utoipa::path(
    get,
    path = "/phrases",
    operation_id = "list_quick_phrases",
    tag = "service",
    responses((status = 200, body = PhrasesOut, description = "The quick phrases"))
)]
pub(crate) async fn phrases(
    State(app): State<App>,
    Caller(identity): Caller,
) -> Result<Json<PhrasesOut>, Problem> {
    let offered = match identity.subject {
        Subject::Host | Subject::ReadingHost => true,
        Subject::Person { person, .. } => {
            let service = &app.service;
            service.is_on_a_care_team(identity.clinic, person).await?
        }
        Subject::Invited { .. } => false,
    };
    let phrases = app.options.quick_phrases.iter().filter(|_| offered);
    Ok(Json(PhrasesOut {
        phrases: phrases.map(ToString::to_string).collect(),
    }))
}
