//! The laws.

use crate::{Law, Moment};
use chat_domain::RuleId;

/// All laws.
pub const LAWS: &[Law] = &[Law {
    name: "a refusal changes nothing",
    rules: &[RuleId::G1],
    check: a_refusal_changes_nothing,
}];

fn a_refusal_changes_nothing(moment: &Moment<'_>) -> Result<(), String> {
    if moment.answer.is_err() && moment.before != moment.after {
        return Err("the state changed".to_owned());
    }
    Ok(())
}
