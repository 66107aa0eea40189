//! The kind of a request, by its route.

use axum::http::Method;

/// A kind of request with its own rate limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum RequestKind {
    Request,
    Upload,
    Live,
    Oversight,
    Exchange,
}

impl RequestKind {
    /// The kind of a request, by the pattern of its route.
    pub(crate) fn of(method: &Method, route: &str) -> Self {
        match *method {
            Method::GET if route.ends_with("/v1/live") => Self::Live,
            Method::POST if route.ends_with("/chats/{chat}/files") => Self::Upload,
            Method::POST if route.ends_with("/chats/{chat}/oversight") => Self::Oversight,
            Method::POST if route.ends_with("/v1/invitations/exchange") => Self::Exchange,
            _ => Self::Request,
        }
    }

    /// What it counts as: every request is one, besides its own kind.
    pub(super) fn counted_as(self) -> impl Iterator<Item = Self> {
        let own = (self != Self::Request).then_some(self);
        [Self::Request].into_iter().chain(own)
    }

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Upload => "upload",
            Self::Live => "live",
            Self::Oversight => "oversight",
            Self::Exchange => "exchange",
        }
    }
}
