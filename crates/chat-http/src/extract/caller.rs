//! The caller, as found by the authentication layer.

use crate::{
    authenticate::{Identity, Subject},
    problem::Problem,
};
use axum::{extract::FromRequestParts, http::request::Parts};
use chat_app::Viewer;
use chat_domain::{PersonId, Refusal};

/// Any authenticated caller.
pub(crate) struct Caller(pub(crate) Identity);

/// A person; the host is refused.
pub(crate) struct Person(pub(crate) PersonId);

/// The host, for its clinic; a person is refused.
pub(crate) struct Host(pub(crate) Identity);

/// The host, for a visit in the path: for a person there is no such route (M7).
pub(crate) struct VisitsHost;

/// The host, if it may read visits.
pub(crate) struct HostReader;

/// The caller as the [`Viewer`] that the service checks.
pub(crate) struct Reader(pub(crate) Viewer);

/// The caller as the [`Viewer`] that a record is made for: a person, or the host if it may read visits.
pub(crate) struct RecordReader(pub(crate) Viewer);

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

impl<S: Sync> FromRequestParts<S> for Host {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let identity = identity(parts)?;
        match identity.person() {
            Some(_) => Err(Problem::host_only()),
            None => Ok(Self(identity)),
        }
    }
}

impl<S: Sync> FromRequestParts<S> for VisitsHost {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        match identity(parts)?.person() {
            Some(_) => Err(Refusal::VisitUnknown.into()),
            None => Ok(Self),
        }
    }
}

impl<S: Sync> FromRequestParts<S> for HostReader {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        match identity(parts)?.subject {
            Subject::ReadingHost => Ok(Self),
            Subject::Host => Err(Problem::reading_host_only()),
            // For a person, as for everything that they may not see (M7).
            Subject::Person { .. } | Subject::Invited { .. } => Err(Refusal::VisitUnknown.into()),
        }
    }
}

impl<S: Sync> FromRequestParts<S> for Reader {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        Ok(Self(match identity(parts)?.subject {
            Subject::Person {
                person,
                may_oversee: true,
            } => Viewer::Overseer(person),
            Subject::Person { person, .. } | Subject::Invited { person, .. } => {
                Viewer::Participant(person)
            }
            Subject::Host | Subject::ReadingHost => Viewer::Host,
        }))
    }
}

impl<S: Sync> FromRequestParts<S> for RecordReader {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let Reader(viewer) = Reader::from_request_parts(parts, state).await?;
        if viewer == Viewer::Host {
            HostReader::from_request_parts(parts, state).await?;
        }
        Ok(Self(viewer))
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
