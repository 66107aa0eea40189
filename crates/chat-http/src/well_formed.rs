//! HTTP's requirements on every request, whatever its route.

use crate::problem::Problem;
use axum::{
    extract::Request,
    http::{HeaderMap, HeaderValue, Version, header, uri::Authority},
    middleware::Next,
    response::{IntoResponse as _, Response},
};

/// Refuses requests that violate HTTP or whose body has an unsupported coding: without exactly one
/// valid `Host` (400; RFC 9112, section 3.2), with a `Transfer-Encoding` other than `chunked` (501;
/// section 6.1), or with a `Content-Encoding` (415; RFC 9110, section 15.5.16).
///
/// [`router`](crate::router) applies this to its own routes; a host may apply it to others with
/// `axum::middleware::from_fn(well_formed)`.
pub async fn well_formed(request: Request, next: Next) -> Response {
    match fault(&request) {
        Some(problem) => problem.into_response(),
        None => next.run(request).await,
    }
}

/// The problem with a request's head, if any.
pub(crate) fn fault(request: &Request) -> Option<Problem> {
    let (version, headers) = (request.version(), request.headers());
    if !has_one_host(version, headers) {
        return Some(Problem::host());
    }
    transfer_fault(headers).or_else(|| content_fault(headers))
}

/// HTTP/1.0 has no `Host`; since HTTP/2 the host is in the target.
fn has_one_host(version: Version, headers: &HeaderMap) -> bool {
    let mut hosts = headers.get_all(header::HOST).iter();
    match (hosts.next(), hosts.next()) {
        (None, _) => version != Version::HTTP_11,
        (Some(host), None) => is_host(host),
        (Some(_), Some(_)) => false,
    }
}

/// `uri-host [ ":" port ]`, without user information.
fn is_host(value: &HeaderValue) -> bool {
    let Ok(authority) = Authority::try_from(value.as_bytes()) else {
        return false;
    };
    let host = authority.host();
    let port = authority.as_str().strip_prefix(host);
    let is_port = |port: &str| {
        let digits = port.strip_prefix(':').unwrap_or(port);
        digits.bytes().all(|byte| byte.is_ascii_digit())
    };
    !host.is_empty() && port.is_some_and(is_port)
}

fn transfer_fault(headers: &HeaderMap) -> Option<Problem> {
    let mut chunked = false;
    for coding in codings(headers, header::TRANSFER_ENCODING) {
        match coding {
            Some(coding) if coding.eq_ignore_ascii_case("chunked") => {
                // Chunking more than once is forbidden (RFC 9112, section 7.1).
                if std::mem::replace(&mut chunked, true) {
                    return Some(Problem::invalid_transfer_encoding());
                }
            }
            _ => return Some(Problem::transfer_encoding()),
        }
    }
    None
}

fn content_fault(headers: &HeaderMap) -> Option<Problem> {
    codings(headers, header::CONTENT_ENCODING)
        .any(|coding| !coding.is_some_and(|coding| coding.eq_ignore_ascii_case("identity")))
        .then(Problem::content_encoding)
}

/// The codings that a header lists, over all its lines; `None` for a value that is not text.
fn codings(headers: &HeaderMap, name: header::HeaderName) -> impl Iterator<Item = Option<&str>> {
    headers.get_all(name).into_iter().flat_map(|line| {
        let text = line.to_str();
        let unreadable = text.is_err().then_some(None);
        let listed = text.unwrap_or_default().split(',').map(str::trim);
        listed
            .filter(|coding| !coding.is_empty())
            .map(Some)
            .chain(unreadable)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn host_is_a_name_or_address_with_optional_port() {
        for (host, sound) in [
            ("example.org", true),
            ("example.org:8080", true),
            ("example.org:", true),
            ("127.0.0.1:80", true),
            ("[::1]:80", true),
            ("", false),
            (":80", false),
            ("example.org:http", false),
            ("ana@example.org", false),
            ("example.org, example.com", false),
            ("example.org/x", false),
            ("http://example.org", false),
            ("a b", false),
        ] {
            assert_eq!(is_host(&HeaderValue::from_static(host)), sound, "{host}");
        }
        assert!(!is_host(&HeaderValue::from_bytes(b"\xff").unwrap()));
    }

    #[test]
    fn http_2_needs_no_host_header() {
        let none = HeaderMap::new();
        assert!(!has_one_host(Version::HTTP_11, &none));
        assert!(has_one_host(Version::HTTP_10, &none));
        assert!(has_one_host(Version::HTTP_2, &none));
    }
}
