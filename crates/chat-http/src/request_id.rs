//! The id of a request, which is in its response, in its problem document and in its log lines.

use crate::problem::Problem;
use axum::{
    extract::Request,
    http::{HeaderMap, HeaderName, HeaderValue, header},
    middleware::Next,
    response::Response,
};
use chat_ports::{IdSource as _, UuidV7};
use std::{fmt, sync::Arc};

/// The header of the request and of the response.
pub(crate) const HEADER: HeaderName = HeaderName::from_static("x-request-id");

/// The fewest characters of a client's id.
const MIN_LENGTH: usize = 16;

/// The most characters of a client's id.
const MAX_LENGTH: usize = 64;

/// The id of a request: the client's, if it sent a well-formed one, and otherwise a new UUID.
///
/// A well-formed id has 16 to 64 hexadecimal digits and hyphens, as UUIDs, the ids of traces and nginx's `$request_id` have. Other
/// text never reaches the log: it could be a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestId(Arc<str>);

impl RequestId {
    /// The id for a request with these headers.
    #[must_use]
    pub fn of(headers: &HeaderMap) -> Self {
        Self::sent(headers).unwrap_or_else(|| Self(UuidV7.next_id().to_string().into()))
    }

    fn sent(headers: &HeaderMap) -> Option<Self> {
        let mut sent = headers.get_all(HEADER).iter();
        let (Some(only), None) = (sent.next(), sent.next()) else {
            return None;
        };
        let id = only.to_str().ok()?;
        let is_well_formed = (MIN_LENGTH..=MAX_LENGTH).contains(&id.len())
            && id
                .bytes()
                .all(|byte| byte.is_ascii_hexdigit() || byte == b'-');
        is_well_formed.then(|| Self(id.into()))
    }

    /// The id's text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The id's text, shared.
    pub(crate) fn shared(&self) -> Arc<str> {
        Arc::clone(&self.0)
    }

    /// Puts the id into the response: into its header, and into its problem document if it is one of this crate.
    pub fn mark(&self, response: &mut Response) {
        if let Some(problem) = response.extensions_mut().remove::<Problem>() {
            let body = problem.body(Some(self.as_str()));
            let headers = response.headers_mut();
            if headers.contains_key(header::CONTENT_LENGTH) {
                headers.insert(header::CONTENT_LENGTH, body.len().into());
            }
            *response.body_mut() = body.into();
        }
        if let Ok(value) = HeaderValue::from_str(&self.0) {
            response.headers_mut().insert(HEADER, value);
        }
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

/// Gives each request an id, which its handlers find as a [`RequestId`] in its extensions, and puts it into the response.
///
/// [`router`](crate::router) applies this to its own routes; a host may apply it to others with
/// `axum::middleware::from_fn(identified)`.
pub async fn identified(mut request: Request, next: Next) -> Response {
    let id = RequestId::of(request.headers());
    request.extensions_mut().insert(id.clone());
    let mut response = next.run(request).await;
    id.mark(&mut response);
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(values: &[&str]) -> Option<String> {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(HEADER, value.parse().unwrap());
        }
        let sent = RequestId::sent(&headers);
        let id = RequestId::of(&headers);
        assert!(sent.is_none() || sent == Some(id.clone()));
        assert!(id.as_str().len() >= MIN_LENGTH);
        sent.map(|id| id.to_string())
    }

    #[test]
    fn only_hexadecimal_ids_of_clients_are_kept() {
        for id in [
            "0192d1f0-0000-7000-8000-000000000001",
            "4bf92f3577b34da6a3ce929d0e0e4736",
        ] {
            assert_eq!(sent(&[id]).as_deref(), Some(id));
        }
        let long = "a".repeat(MAX_LENGTH + 1);
        for other in [
            "",
            "abc",
            "Ana Pace was here today",
            "deadbeef\u{e9}deadbeef",
            &long,
        ] {
            assert_eq!(sent(&[other]), None, "{other}");
        }
        let id = "4bf92f3577b34da6a3ce929d0e0e4736";
        assert_eq!(sent(&[id, id]), None);
        assert_eq!(sent(&[]), None);
    }
}
