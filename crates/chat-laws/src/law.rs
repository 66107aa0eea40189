//! A named law.

use crate::moment::Moment;
use chat_domain::RuleId;

/// An invariant of every visit at every moment.
#[derive(Clone, Copy, Debug)]
pub struct Law {
    /// The name, a sentence such as "closed is closed".
    pub name: &'static str,
    /// The rules that it follows from.
    pub rules: &'static [RuleId],
    /// Checks a moment. Returns how the law is broken, if it is.
    pub check: fn(&Moment<'_>) -> Result<(), String>,
}
