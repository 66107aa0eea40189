//! The caller, as found by the authentication layer.

use crate::{
    authenticate::{Identity, Subject},
    problem::Problem,
};
use axum::{extract::FromRequestParts, http::request::Parts};
use chat_domain::{PersonId, Refusal};

/// Any authenticated caller.
pub(crate) struct Caller(pub(crate) Identity);

/// A person; the host is refused.
pub(crate) struct Person(pub(crate) PersonId);

/// A person who reads files. To the host, which reads nothing, the visit does not exist.
#[derive(Clone, Copy)]
pub(crate) struct Reader {
    pub(crate) person: PersonId,
    /// Whether they may read chats by breaking the glass (M5).
    pub(crate) may_oversee: bool,
}

impl<S: Sync> FromRequestParts<S> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        identity(parts).map(Self)
    }
}

impl<S: Sync> FromRequestParts<S> for Person {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        identity(parts)?
            .person()
            .map(Self)
            .ok_or_else(Problem::participants_only)
    }
}

impl<S: Sync> FromRequestParts<S> for Reader {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        match identity(parts)?.subject {
            Subject::Person {
                person,
                may_oversee,
            } => Ok(Self {
                person,
                may_oversee,
            }),
            Subject::Host => Err(Refusal::VisitUnknown.into()),
        }
    }
}

/// Fails closed: a route outside the authentication layer has no caller.
pub(super) fn identity(parts: &Parts) -> Result<Identity, Problem> {
    parts
        .extensions
        .get::<Identity>()
        .copied()
        .ok_or_else(Problem::unauthenticated)
}
