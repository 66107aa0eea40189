//! Why a request failed, by what the caller does next.

use chat_wire::ProblemOut;
use reqwest::{StatusCode, header::HeaderMap};
use std::time::Duration;
use thiserror::Error as ThisError;

/// The server's reason: a rule's or a limit's, with a sentence for the person.
pub type Problem = ProblemOut<'static>;

/// The start of the type of each problem of this protocol.
const TYPES: &str = "urn:visit-chat:problem:";

/// Why a request failed. No variant contains what people wrote.
#[derive(Clone, Debug, PartialEq, Eq, ThisError)]
#[non_exhaustive]
pub enum Error {
    /// Refused; nothing was changed. The same request is refused again until the visit changes: show the
    /// sentence.
    #[error("refused: {}", .0.detail)]
    Refused(Box<Problem>),
    /// Not done; nothing was changed. Try again later.
    #[error("not done, try again later: {why}")]
    Later {
        /// What happened.
        why: String,
        /// The wait that the server asks for.
        after: Option<Duration>,
        /// The server's reason, if there was an answer.
        problem: Option<Box<Problem>>,
    },
    /// It may have been done. Try again with the same id: it is done at most once (F7).
    #[error("the outcome is unknown, try again with the same id: {why}")]
    Unknown {
        /// What happened.
        why: String,
        /// The wait that the server asks for.
        after: Option<Duration>,
    },
    /// The token source has no token that the server accepts. Sign in again.
    #[error("signed out")]
    SignedOut,
    /// The token source's new token is another person's. Make another client for them.
    #[error("the login is now another person's")]
    OtherPerson,
    /// A message waited in the outbox for longer than [`Options::outbox_age`](crate::Options::outbox_age). Ask its
    /// author whether to send it.
    #[error("the message waited too long")]
    TooOld,
    /// An earlier message of the chat was returned, so this one was not sent without it.
    #[error("an earlier message of the chat was returned")]
    Behind,
    /// The answer is not one of this protocol. Update the client, or correct its address.
    #[error("not an answer of visit chat: {0}")]
    Unexpected(String),
    /// The client was given something that can't be sent, such as an address that is no URL.
    #[error("can't be sent: {0}")]
    Invalid(String),
}

impl Error {
    /// Whether a retry of the same request may succeed.
    #[must_use]
    pub const fn is_temporary(&self) -> bool {
        matches!(self, Self::Later { .. } | Self::Unknown { .. })
    }

    /// Whether the request may have been done.
    #[must_use]
    pub const fn is_unknown(&self) -> bool {
        matches!(self, Self::Unknown { .. } | Self::Unexpected(_))
    }

    /// The stable code of the server's reason, such as `not_started`.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        match self {
            Self::Refused(problem)
            | Self::Later {
                problem: Some(problem),
                ..
            } => Some(&problem.code),
            _ => None,
        }
    }

    /// The wait that the server asks for.
    pub(crate) const fn after(&self) -> Option<Duration> {
        match self {
            Self::Later { after, .. } | Self::Unknown { after, .. } => *after,
            _ => None,
        }
    }

    /// The request did not arrive, or its answer did not.
    pub(crate) fn of_transport(error: &reqwest::Error) -> Self {
        // Without its address, which contains ids.
        let why = if error.is_timeout() {
            "no answer in time"
        } else if error.is_connect() {
            "no connection"
        } else {
            "the connection was lost"
        };
        let why = why.to_owned();
        if error.is_builder() {
            Self::Invalid("the request".to_owned())
        } else if error.is_connect() {
            Self::Later {
                why,
                after: None,
                problem: None,
            }
        } else {
            Self::Unknown { why, after: None }
        }
    }

    /// An answer with an error status, other than 401.
    pub(crate) fn of_answer(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Self {
        let (problem, is_ours) = problem(status, body);
        let after = problem.retry_after.or_else(|| retry_after(headers));
        let after = after.map(Duration::from_secs);
        let why = problem.code.clone().into_owned();
        if status.is_server_error() {
            Self::Unknown { why, after }
        } else if !status.is_client_error() || !(is_ours || is_temporary(&problem)) {
            // Of a gateway in between.
            Self::Unexpected(format!("status {status}"))
        } else if !is_temporary(&problem) {
            Self::Refused(Box::new(problem))
        } else {
            let problem = Some(Box::new(problem));
            Self::Later {
                why,
                after,
                problem,
            }
        }
    }
}

/// Whether nothing is wrong with the request itself: too often, or cut off on its way.
pub(crate) fn is_temporary(problem: &Problem) -> bool {
    matches!(problem.status, 408 | 429)
        || problem.status >= 500
        || matches!(&*problem.code, "incomplete_body" | "upload_interrupted")
}

/// The reason in an answer, and whether it is a problem document of this protocol.
fn problem(status: StatusCode, body: &[u8]) -> (Problem, bool) {
    let sent = serde_json::from_slice(body).ok();
    let ours = sent.filter(|problem: &Problem| problem.problem_type.starts_with(TYPES));
    if let Some(problem) = ours {
        return (problem, true);
    }
    let problem = Problem {
        problem_type: "about:blank".to_owned(),
        title: String::new(),
        status: status.as_u16(),
        detail: format!("The server responded with status {}.", status.as_u16()).into(),
        code: "unknown".into(),
        rule: None,
        token_fault: None,
        request_id: None,
        retry_after: None,
    };
    (problem, false)
}

fn retry_after(headers: &HeaderMap) -> Option<u64> {
    headers.get("retry-after")?.to_str().ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(status: u16, code: &str) -> Error {
        let body = format!(
            r#"{{"type":"urn:visit-chat:problem:{code}","title":"","status":{status},"detail":"","code":"{code}","rule":null}}"#
        );
        let status = StatusCode::from_u16(status).unwrap();
        Error::of_answer(status, &HeaderMap::new(), body.as_bytes())
    }

    #[test]
    fn only_a_refusal_and_a_limit_mean_that_nothing_was_stored() {
        assert!(matches!(of(403, "removed"), Error::Refused(_)));
        assert!(matches!(of(409, "not_started"), Error::Refused(_)));
        for (status, code) in [(429, "rate_limited"), (408, ""), (400, "incomplete_body")] {
            assert!(matches!(of(status, code), Error::Later { .. }), "{status}");
        }
        for status in [500, 502, 503] {
            assert!(of(status, "unavailable").is_unknown(), "{status}");
        }
        assert!(matches!(of(302, ""), Error::Unexpected(_)));
    }

    #[test]
    fn wait_is_read_from_the_header_of_an_answer_that_is_no_problem_document() {
        let mut headers = HeaderMap::new();
        headers.insert(
            "retry-after",
            reqwest::header::HeaderValue::from_static("7"),
        );
        let error = Error::of_answer(StatusCode::SERVICE_UNAVAILABLE, &headers, b"<html>");
        assert_eq!(error.after(), Some(Duration::from_secs(7)));
        let error = Error::of_answer(StatusCode::FORBIDDEN, &headers, b"<html>");
        assert!(error.is_unknown(), "{error}");
    }
}
