//! Invitation links: the host makes, lists and revokes them, and their holders exchange them for sessions.

use super::invitation_bodies::{
    birth_date, invitation_out, invited_out, link_session_out, new_invitation, session_out,
};
use crate::{
    extract::{InvitationPath, Json as Body, LinkSessionPath, VisitPath, VisitsHost},
    live::check_cookie_origin,
    problem::Problem,
    router::App,
    wire::{ExchangeIn, InvitationIn, InvitationsOut, InvitedOut, LinkSessionsOut, SessionOut},
};
use axum::{
    Json,
    extract::State,
    http::{HeaderMap, StatusCode, Uri, header},
    response::{IntoResponse as _, Response},
};
use time::OffsetDateTime;

/// Makes a link for an attendee of the visit who has no login. Only the embedding service may.
///
/// The answer contains the secret, and no other answer does. Each call makes another link; several links of a person work side by
/// side.
#[utoipa::path(
    post,
    path = "/visits/{visit}/invitations",
    operation_id = "invite",
    tag = "invitations",
    params(("visit" = Uuid, Path)),
    request_body = InvitationIn,
    responses((status = 201, body = InvitedOut, description = "The link"))
)]
pub(crate) async fn invite(
    State(app): State<App>,
    VisitsHost: VisitsHost,
    VisitPath { visit }: VisitPath,
    Body(body): Body<InvitationIn>,
) -> Result<(StatusCode, Json<InvitedOut>), Problem> {
    let new = new_invitation(visit, body)?;
    let invited = app.service.invite(new).await?;
    let page = app.options.join_page.as_deref();
    Ok((StatusCode::CREATED, Json(invited_out(invited, page))))
}

/// The visit's links without their secrets, from the oldest on. Only the embedding service may.
#[utoipa::path(
    get,
    path = "/visits/{visit}/invitations",
    operation_id = "list_invitations",
    tag = "invitations",
    params(("visit" = Uuid, Path)),
    responses((status = 200, body = InvitationsOut, description = "The links"))
)]
pub(crate) async fn list_invitations(
    State(app): State<App>,
    VisitsHost: VisitsHost,
    VisitPath { visit }: VisitPath,
) -> Result<Json<InvitationsOut>, Problem> {
    let links = app.service.invitations(visit).await?.into_iter();
    let invitations = links.map(invitation_out).collect();
    Ok(Json(InvitationsOut { invitations }))
}

/// Revokes a link for good, and ends its sessions: their live connections close (4401) on all nodes, within a second. Only the
/// embedding service may. After a 503, connections to other nodes may be left: repeat the request.
#[utoipa::path(
    delete,
    path = "/visits/{visit}/invitations/{invitation}",
    operation_id = "revoke_invitation",
    tag = "invitations",
    params(("visit" = Uuid, Path), ("invitation" = Uuid, Path)),
    responses((status = 204, description = "Revoked, or revoked before"))
)]
pub(crate) async fn revoke_invitation(
    State(app): State<App>,
    VisitsHost: VisitsHost,
    InvitationPath { visit, invitation }: InvitationPath,
) -> Result<StatusCode, Problem> {
    app.service.revoke_invitation(visit, invitation).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The sessions of a link that have not ended, without their tokens, from the oldest on. Only the embedding service may.
#[utoipa::path(
    get,
    path = "/visits/{visit}/invitations/{invitation}/sessions",
    operation_id = "list_invitation_sessions",
    tag = "invitations",
    params(("visit" = Uuid, Path), ("invitation" = Uuid, Path)),
    responses((status = 200, body = LinkSessionsOut, description = "The sessions"))
)]
pub(crate) async fn list_sessions(
    State(app): State<App>,
    VisitsHost: VisitsHost,
    InvitationPath { visit, invitation }: InvitationPath,
) -> Result<Json<LinkSessionsOut>, Problem> {
    let found = app.service.invitation_sessions(visit, invitation).await?;
    let sessions = found.into_iter().map(link_session_out).collect();
    Ok(Json(LinkSessionsOut { sessions }))
}

/// Ends one session of a link, such as that of a lost phone: its live connections close (4401) on all nodes, within a second. The
/// link still works. Only the embedding service may. After a 503, connections to other nodes may be left: repeat the request.
#[utoipa::path(
    delete,
    path = "/visits/{visit}/invitations/{invitation}/sessions/{session}",
    operation_id = "revoke_invitation_session",
    tag = "invitations",
    params(("visit" = Uuid, Path), ("invitation" = Uuid, Path), ("session" = Uuid, Path)),
    responses((status = 204, description = "Ended, or ended before"))
)]
pub(crate) async fn revoke_session(
    State(app): State<App>,
    VisitsHost: VisitsHost,
    path: LinkSessionPath,
) -> Result<StatusCode, Problem> {
    let (visit, invitation) = (path.visit, path.invitation);
    let revoke = app.service.revoke_session(visit, invitation, path.session);
    revoke.await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Exchanges the secret of a link for a session of its person in its visit. Needs no token.
///
/// A link can be exchanged again until it expires, is revoked, or its visit is closed. For every link that does not work and every
/// wrong birth date the answer is 403 `invitation_refused`; for a link that works and asks for a birth date that was not given it
/// is 403 `birth_date_required`. With `cookie`, the token comes as a cookie that scripts can't read.
#[utoipa::path(
    post,
    path = "/invitations/exchange",
    operation_id = "exchange_invitation",
    tag = "invitations",
    security(()),
    request_body = ExchangeIn,
    responses((status = 200, body = SessionOut, description = "The session"))
)]
pub(crate) async fn exchange(
    State(app): State<App>,
    uri: Uri,
    headers: HeaderMap,
    Body(body): Body<ExchangeIn>,
) -> Result<Response, Problem> {
    if body.cookie {
        check_cookie_origin(&headers, &uri, &app.options.allowed_origins)?;
    }
    let date = body.birth_date.as_deref().map(birth_date).transpose()?;
    let joined = app.service.exchange(&body.secret, date).await?;
    if !body.cookie {
        return Ok(Json(session_out(joined, false)).into_response());
    }
    let seconds = (joined.expires - OffsetDateTime::now_utc()).whole_seconds();
    let cookie = app.options.session_cookie;
    let cookie = cookie.set(&joined.token, seconds.max(0));
    let cookie = cookie.ok_or_else(Problem::internal)?;
    let cookie = [(header::SET_COOKIE, cookie)];
    Ok((cookie, Json(session_out(joined, true))).into_response())
}
