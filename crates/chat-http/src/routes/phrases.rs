//! The clinic's quick phrases.

use crate::{extract::Caller, router::App, wire::PhrasesOut};
use axum::{Json, extract::State};

/// The clinic's quick phrases, which screens offer the care team to insert into a message.
#[utoipa::path(
    get,
    path = "/phrases",
    tag = "service",
    responses((status = 200, body = PhrasesOut))
)]
pub(crate) async fn phrases(State(app): State<App>, Caller(_): Caller) -> Json<PhrasesOut> {
    let phrases = app.options.quick_phrases.iter();
    Json(PhrasesOut {
        phrases: phrases.map(ToString::to_string).collect(),
    })
}
