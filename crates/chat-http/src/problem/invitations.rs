//! Problems of invitation links and sessions.

use super::Problem;
use axum::http::StatusCode;

impl Problem {
    /// A link that does not work, or a wrong birth date: one answer, whatever the reason.
    pub(crate) fn invitation_refused() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "invitation_refused",
            "This does not work. Check what you entered, or ask the clinic for a new link.",
        )
    }

    /// A link that works and asks for the birth date.
    pub(crate) fn birth_date_required() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "birth_date_required",
            "Enter the birth date of the person who was invited.",
        )
    }

    /// Not a date.
    pub(crate) fn invalid_birth_date() -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "invalid_birth_date",
            "Write the birth date as year, month and day: 1984-03-12.",
        )
    }

    /// The visit has no such link.
    pub(crate) fn invitation_unknown() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "invitation_unknown",
            "The visit has no such invitation link.",
        )
    }

    /// No id of a session.
    pub(crate) fn session_unknown() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "session_unknown",
            "The invitation link has no such session.",
        )
    }

    /// A link for a member of the care team.
    pub(crate) fn attendees_only() -> Self {
        Self::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "attendees_only",
            "Invitation links are for attendees. The care team signs in.",
        )
    }

    /// A link that would expire in the past or too late.
    pub(crate) fn invalid_expiry() -> Self {
        Self::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "invalid_expiry",
            "The link would expire in the past, or later than the service allows. Choose another time.",
        )
    }

    /// The visit has the maximum number of links.
    pub(crate) fn too_many_invitations(max: usize) -> Self {
        let detail = format!(
            "The visit has {max} working invitation links, which is the limit. Revoke one first."
        );
        Self::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "too_many_invitations",
            detail,
        )
    }

    /// The service has no storage for links.
    pub(crate) fn no_invitations() -> Self {
        Self::new(
            StatusCode::NOT_IMPLEMENTED,
            "no_invitations",
            "This service has no invitation links.",
        )
    }

    /// A session of an invitation link asks for more than its visit.
    pub(crate) fn one_visit_only() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "one_visit_only",
            "The invitation is for one visit. It can't be used for anything else.",
        )
    }

    /// The caller signed in by the host's login.
    pub(crate) fn no_session() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "no_session",
            "You did not join by an invitation link. Sign out where you signed in.",
        )
    }

    /// A page of another site acts with a cookie, or does not say of which site it is.
    pub(crate) fn cookie_origin() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "origin_not_allowed",
            "This origin is not allowed to use the cookie.",
        )
    }
}
