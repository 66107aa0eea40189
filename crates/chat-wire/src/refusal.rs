//! The reason for greying something out.

use chat_domain::{Explanation, Refusal, RuleId};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use utoipa::ToSchema;

/// Why something is not permitted: the rule, code and sentence that a request would be refused with
/// (W11).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Refusal)]
pub struct RefusalOut {
    /// The rule's id.
    #[schema(value_type = String, example = "W2")]
    pub rule: RuleId,
    /// A stable reason code.
    #[schema(value_type = String, example = "not_started")]
    pub code: Cow<'static, str>,
    /// A sentence for the person concerned.
    #[schema(value_type = String)]
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
            code: Cow::Borrowed(code),
            sentence,
        }
    }
}
