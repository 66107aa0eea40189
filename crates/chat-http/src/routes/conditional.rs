//! Conditional requests for a file (RFC 9110, section 13). The validator is the digest of the
//! file's bytes, which never change under one id.

use axum::http::{HeaderMap, header};
use chat_domain::chat::Sha256;

/// The strong validator of a file.
pub(crate) fn etag(digest: &Sha256) -> String {
    format!("\"{digest}\"")
}

/// Whether the client's cached bytes are current (`If-None-Match`, section 13.1.2).
pub(crate) fn has_it(headers: &HeaderMap, etag: &str) -> bool {
    let mut values = headers.get_all(header::IF_NONE_MATCH).iter();
    values.any(|value| {
        let tags = value.to_str().unwrap_or_default().split(',');
        // Weak comparison: the weakness mark is ignored (section 8.8.3.2).
        let mut tags = tags.map(|tag| tag.trim().trim_start_matches("W/"));
        tags.any(|tag| tag == etag || tag == "*")
    })
}

/// Whether a range request may be answered with a range (`If-Range`, section 13.1.5): there is no
/// condition, or its validator matches. A date never matches: files have no dates.
pub(super) fn range_holds(headers: &HeaderMap, etag: &str) -> bool {
    let mut conditions = headers.get_all(header::IF_RANGE).iter();
    conditions.all(|condition| condition.as_bytes() == etag.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn with(name: header::HeaderName, value: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(name, HeaderValue::from_static(value))])
    }

    #[test]
    fn validators_are_compared_per_rfc_9110() {
        let tag = "\"abc\"";
        for (value, known) in [
            ("\"abc\"", true),
            ("W/\"abc\"", true),
            ("\"x\", \"abc\"", true),
            ("*", true),
            ("abc", false),
            ("\"x\"", false),
            ("", false),
        ] {
            assert_eq!(has_it(&with(header::IF_NONE_MATCH, value), tag), known);
        }
        assert!(!has_it(&HeaderMap::new(), tag));
        for (value, holds) in [
            ("\"abc\"", true),
            ("W/\"abc\"", false),
            ("\"x\"", false),
            ("Sun, 06 Nov 1994 08:49:37 GMT", false),
        ] {
            assert_eq!(range_holds(&with(header::IF_RANGE, value), tag), holds);
        }
        assert!(range_holds(&HeaderMap::new(), tag));
    }
}
