//! The host's own parts: a page, a login, a video system.

use crate::sessions::Sessions;
use axum::{
    Json,
    extract::{Request, State},
    http::{StatusCode, header::SET_COOKIE},
    response::{AppendHeaders, IntoResponse, Response},
};
use chat_app::{AppError, ChatService, NewVisit};
use chat_domain::{Actor, Command, PolicyChoices, VisitKind};
use chat_ports::VisitKey;
use serde::Deserialize;
use std::sync::Arc;
use time::{Duration, OffsetDateTime};
use visit_chat_examples::{
    Outcome,
    cast::{ANA, CLINIC, DR_HADDAD, Player},
};

/// The host's users and their passwords, which a real host would hash.
const USERS: &[(&str, &str, Player)] = &[
    ("haddad", "stethoscope", DR_HADDAD),
    ("ana", "inhaler", ANA),
];

#[derive(Clone)]
pub(crate) struct Portal {
    pub(crate) service: ChatService,
    pub(crate) sessions: Arc<Sessions>,
    pub(crate) visit: VisitKey,
}

/// Schedules a visit in the chat alongside the host's own schedule.
pub(crate) async fn schedule(service: &ChatService) -> Outcome<VisitKey> {
    let visit = NewVisit {
        clinic: CLINIC,
        visit: None,
        kind: VisitKind::OneToOne,
        scheduled_for: OffsetDateTime::now_utc() + Duration::minutes(10),
        policy: PolicyChoices::default(),
        notices: None,
        participants: vec![DR_HADDAD.participant()?, ANA.participant()?],
    };
    Ok(service.schedule_visit(visit).await?)
}

pub(crate) async fn front_page() -> &'static str {
    "The clinic's portal. Log in with POST /login; the chat is under /chat/v1."
}

#[derive(Deserialize)]
pub(crate) struct Credentials {
    user: String,
    password: String,
}

/// `SameSite=Strict`: the cookie is sent only with requests from our own pages, which prevents
/// CSRF.
pub(crate) async fn log_in(
    State(portal): State<Portal>,
    Json(Credentials { user, password }): Json<Credentials>,
) -> Response {
    let known = USERS
        .iter()
        .find(|(name, secret, _)| *name == user && *secret == password);
    let Some((_, _, player)) = known else {
        return StatusCode::UNAUTHORIZED.into_response();
    };
    let session = portal.sessions.begin(player.person);
    let cookie = format!("session={session}; HttpOnly; SameSite=Strict; Path=/");
    (
        StatusCode::NO_CONTENT,
        AppendHeaders([(SET_COOKIE, cookie)]),
    )
        .into_response()
}

/// The host's video system reports who has joined the call.
pub(crate) async fn joined_the_call(State(portal): State<Portal>, request: Request) -> Response {
    let (request, _) = request.into_parts();
    let Some(person) = portal.sessions.person(&request) else {
        return StatusCode::UNAUTHORIZED.into_response();
    };
    let joined = Command::JoinCall { person };
    match portal
        .service
        .execute(portal.visit, Actor::Host, joined)
        .await
    {
        Ok(_) => StatusCode::NO_CONTENT.into_response(),
        Err(AppError::Refused(refusal)) => (
            StatusCode::CONFLICT,
            refusal.explain().sentence.into_owned(),
        )
            .into_response(),
        Err(_) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}
