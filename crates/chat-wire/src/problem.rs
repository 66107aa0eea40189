//! A problem document (RFC 9457).

use chat_domain::RuleId;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use utoipa::ToSchema;

/// Why a request failed: RFC 9457, with a reason code and the rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Problem)]
pub struct ProblemOut<'a> {
    /// `urn:visit-chat:problem:` and the code.
    #[serde(rename = "type")]
    pub problem_type: String,
    /// The name of this kind of problem.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// A sentence for the person concerned. Holds no health data.
    #[schema(value_type = String)]
    pub detail: Cow<'a, str>,
    /// A stable reason code.
    #[schema(value_type = String, example = "not_started")]
    pub code: Cow<'a, str>,
    /// The rule that refuses the request, if one does.
    #[schema(value_type = Option<String>, example = "W2")]
    pub rule: Option<RuleId>,
    /// What is wrong with the token, if one was refused: a stable code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, example = "wrong_audience")]
    pub token_fault: Option<Cow<'a, str>>,
    /// Seconds to wait before retrying, if the request was rate limited.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u64>,
    /// The request's id, which is also in its header `X-Request-Id` and in the server's log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, example = "0192d1f0-0000-7000-8000-000000000001")]
    pub request_id: Option<Cow<'a, str>>,
}
