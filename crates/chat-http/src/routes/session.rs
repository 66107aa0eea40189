//! The session of an invitation link.

use crate::{
    extract::Caller,
    problem::Problem,
    router::App,
    session::{Presented, token},
};
use axum::{
    extract::{Request, State},
    http::{StatusCode, header},
    response::{IntoResponse as _, Response},
};

/// Signs out of the session of an invitation link, the one whose token or cookie the request has: its live connections close
/// (4401) on all nodes, within a second. The link still works until it expires or the embedding service revokes it.
#[utoipa::path(
    delete,
    path = "/session",
    operation_id = "end_session",
    tag = "invitations",
    responses((status = 204, description = "Ended"))
)]
pub(crate) async fn end_session(
    State(app): State<App>,
    Caller(identity): Caller,
    request: Request,
) -> Result<Response, Problem> {
    if identity.only_visit().is_none() {
        // The host's login, perhaps beside a session's cookie.
        return Err(Problem::no_session());
    }
    let (parts, _) = request.into_parts();
    let cookie = app.options.session_cookie;
    let (token, in_cookie) = match token(&parts, cookie) {
        Some(Presented::Bearer(token)) => (token, false),
        Some(Presented::Cookie(token)) => (token, true),
        None => return Err(Problem::no_session()),
    };
    app.service.end_session(token).await?;
    let deleted = cookie.delete().filter(|_| in_cookie);
    let deleted = deleted.map(|cookie| [(header::SET_COOKIE, cookie)]);
    Ok(match deleted {
        Some(deleted) => (StatusCode::NO_CONTENT, deleted).into_response(),
        None => StatusCode::NO_CONTENT.into_response(),
    })
}
