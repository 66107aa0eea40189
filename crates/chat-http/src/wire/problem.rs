//! A problem document (RFC 9457).

use chat_domain::RuleId;
use serde::Serialize;
use std::borrow::Cow;
use utoipa::ToSchema;

/// Why a request was not done: RFC 9457, with the reason's code and rule.
#[derive(Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct ProblemOut<'a> {
    /// `urn:visit-chat:problem:` and the code.
    #[serde(rename = "type")]
    pub problem_type: String,
    /// The problem's name, the same for all of its kind.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// A sentence for the person concerned. Holds no health data.
    #[schema(value_type = String)]
    pub detail: Cow<'a, str>,
    /// A stable reason code.
    #[schema(value_type = String, example = "not_started")]
    pub code: Cow<'a, str>,
    /// The rule that refuses, if one does.
    #[schema(value_type = Option<String>, example = "W2")]
    pub rule: Option<RuleId>,
    /// After how many seconds to ask again, where asking too often is the reason.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u64>,
}
