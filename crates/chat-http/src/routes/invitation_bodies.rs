//! The bodies of requests and answers about invitation links.

use crate::{
    problem::Problem,
    wire::{
        InvitationIn, InvitationOut, InvitationStandingOut, InvitedOut, LinkSessionOut, SessionOut,
        moment,
    },
};
use chat_app::{InvitationStatus, Invited, Joined, LinkStanding, NewInvitation, SessionStatus};
use chat_ports::VisitKey;
use time::{Date, macros::format_description};

/// A link to make, with its times checked.
pub(super) fn new_invitation(
    visit: VisitKey,
    body: InvitationIn,
) -> Result<NewInvitation, Problem> {
    let expires = body.expires_at.as_deref();
    let expires = expires.map(|text| moment(text).ok_or_else(Problem::invalid_time));
    Ok(NewInvitation {
        visit,
        person: body.person,
        expires: expires.transpose()?,
        birth_date: body.birth_date.as_deref().map(birth_date).transpose()?,
    })
}

/// A date as `1984-03-12`.
pub(super) fn birth_date(text: &str) -> Result<Date, Problem> {
    let form = format_description!("[year]-[month]-[day]");
    let date = Date::parse(text, form).ok();
    date.filter(|_| text.len() == 10)
        .ok_or_else(Problem::invalid_birth_date)
}

/// The answer with the secret; `page` is the address of the page that takes links.
pub(super) fn invited_out(invited: Invited, page: Option<&str>) -> InvitedOut {
    let Invited {
        invitation,
        secret,
        expires,
    } = invited;
    InvitedOut {
        invitation,
        url: page.map(|page| format!("{page}#{secret}")),
        secret,
        expires_at: expires,
    }
}

pub(super) fn invitation_out(link: InvitationStatus) -> InvitationOut {
    InvitationOut {
        invitation: link.invitation,
        person: link.person,
        created_at: link.created,
        expires_at: link.expires,
        standing: match link.standing {
            LinkStanding::Works => InvitationStandingOut::Works,
            LinkStanding::Expired => InvitationStandingOut::Expired,
            LinkStanding::Blocked => InvitationStandingOut::Blocked,
            LinkStanding::Revoked => InvitationStandingOut::Revoked,
        },
        asks_birth_date: link.asks_birth_date,
        tries_left: link.tries_left,
    }
}

/// The session without its token.
pub(super) fn link_session_out(session: SessionStatus) -> LinkSessionOut {
    LinkSessionOut {
        session: session.session,
        begun_at: session.begun,
        expires_at: session.expires,
    }
}

/// The session; without its token if that is in a cookie.
pub(super) fn session_out(joined: Joined, in_cookie: bool) -> SessionOut {
    SessionOut {
        token: (!in_cookie).then_some(joined.token),
        visit: joined.visit.visit,
        person: joined.person,
        expires_at: joined.expires,
    }
}
