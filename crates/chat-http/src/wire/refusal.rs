//! The reason for greying something out.

use chat_domain::{Explanation, Refusal, RuleId};
use serde::Serialize;
use std::borrow::Cow;
use utoipa::ToSchema;

/// Why something is not permitted: the rule, code and sentence that a request would be refused with
/// (W11).
#[derive(Serialize, ToSchema)]
#[schema(as = Refusal)]
pub struct RefusalOut {
    /// The rule's id.
    #[schema(value_type = String, example = "W2")]
    pub rule: RuleId,
    /// A stable reason code.
    #[schema(example = "not_started")]
    pub code: &'static str,
    /// A sentence for the person concerned.
    pub sentence: Cow<'static, str>,
}

impl From<Refusal> for RefusalOut {
    fn from(refusal: Refusal) -> Self {
        let Explanation {
            rule,
            code,
            sentence,
        } = refusal.explain();
        Self {
            rule,
            code,
            sentence,
        }
    }
}
