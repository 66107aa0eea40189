//! What the holder of a session reaches: their visit only.
//!
//! Checked before every handler. Routes that name no visit are closed unless they are listed here.

use crate::problem::Problem;
use axum::{
    extract::{FromRequestParts as _, MatchedPath, RawPathParams},
    http::{Method, request::Parts},
};
use chat_domain::{Refusal, VisitId};

/// The routes without a visit that a session reaches. Their handlers answer about its visit only.
const ROUTES: [(Method, &str); 5] = [
    (Method::GET, "/v1/me"),
    (Method::GET, "/v1/phrases"),
    (Method::GET, "/v1/visits"),
    (Method::GET, "/v1/live"),
    (Method::DELETE, "/v1/session"),
];

/// Admits a request of a session that reaches only `visit`.
///
/// # Errors
/// 404 for another visit, as if there were none (M7). 403 for a route of no visit.
pub(crate) async fn admit(parts: &mut Parts, visit: VisitId) -> Result<(), Problem> {
    let parameters = RawPathParams::from_request_parts(parts, &()).await;
    let parameters = parameters.map_err(|_| Problem::from(Refusal::VisitUnknown))?;
    let mut named = parameters.iter().filter(|(name, _)| *name == "visit");
    if let Some((_, id)) = named.next() {
        return match id.parse() {
            Ok(id) if visit == id => Ok(()),
            _ => Err(Refusal::VisitUnknown.into()),
        };
    }
    let path = parts.extensions.get::<MatchedPath>();
    let path = path.map_or("", MatchedPath::as_str);
    // HEAD is answered by the handlers of GET.
    let method = match parts.method {
        Method::HEAD => &Method::GET,
        ref method => method,
    };
    let is_open = |route: &(Method, &str)| route.0 == *method && path.ends_with(route.1);
    if ROUTES.iter().any(is_open) {
        Ok(())
    } else {
        Err(Problem::one_visit_only())
    }
}
