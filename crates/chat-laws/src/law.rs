//! A law and its name.

use crate::Moment;
use chat_domain::RuleId;

/// Something that holds at every moment of every visit.
#[derive(Clone, Copy, Debug)]
pub struct Law {
    /// Its name, a sentence: "removal is final".
    pub name: &'static str,
    /// The rules that it is a consequence of.
    pub rules: &'static [RuleId],
    /// Looks at a moment and tells how the law is broken there, if it is.
    pub check: fn(&Moment<'_>) -> Result<(), String>,
}
