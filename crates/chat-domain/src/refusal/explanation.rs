//! The wording of refusals.

use crate::{rule::RuleId, text::TextProblem, visit::Phase};
use serde::Serialize;
use std::borrow::Cow;

/// A refusal's rule, its code for programs, and its sentence for people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Explanation {
    /// The rule.
    pub rule: RuleId,
    /// A stable reason code in snake case.
    pub code: &'static str,
    /// A sentence for the actor. Holds no health data.
    pub sentence: Cow<'static, str>,
}

/// A limit in the largest unit that states it exactly.
pub(super) fn size(bytes: u64) -> String {
    const KIB: u64 = 1024;
    const MIB: u64 = 1024 * KIB;
    const GIB: u64 = 1024 * MIB;
    if bytes >= GIB && bytes.is_multiple_of(GIB) {
        format!("{} GB", bytes / GIB)
    } else if bytes >= MIB && bytes.is_multiple_of(MIB) {
        format!("{} MB", bytes / MIB)
    } else if bytes >= KIB && bytes.is_multiple_of(KIB) {
        format!("{} KB", bytes / KIB)
    } else {
        format!("{bytes} bytes")
    }
}

pub(super) const fn closed(phase: Phase) -> &'static str {
    match phase {
        Phase::Cancelled => "The visit was cancelled. Its chat is read-only.",
        Phase::NoShow => "The visit was closed as a no-show. Its chat is read-only.",
        Phase::LeftWithoutBeingSeen => {
            "The visit was closed because the patient left before it began. Its chat is read-only."
        }
        _ => "The visit is over. Its chat is read-only.",
    }
}

pub(super) fn text(problem: TextProblem) -> Explanation {
    match problem {
        TextProblem::Empty => owned(
            RuleId::F6,
            "text_empty",
            "The text is empty. Fill it in and try again.",
        ),
        TextProblem::TooLong { max, actual } => owned(
            RuleId::F6,
            "text_too_long",
            format!(
                "The text has {actual} characters; the limit is {max}. Shorten it and try again."
            ),
        ),
        TextProblem::ForbiddenCharacter { code_point } => owned(
            RuleId::F6,
            "forbidden_character",
            format!(
                "The text contains a hidden character (U+{code_point:04X}) that can change how it reads. \
                 Retype the pasted part and try again."
            ),
        ),
        TextProblem::InvalidFileName(fault) => {
            owned(RuleId::F6, "invalid_file_name", chat_text::sentence(fault))
        }
    }
}

fn owned(rule: RuleId, code: &'static str, sentence: impl Into<Cow<'static, str>>) -> Explanation {
    Explanation {
        rule,
        code,
        sentence: sentence.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn f6_sizes_are_stated_without_rounding() {
        let stated = [
            (0, "0 bytes"),
            (500, "500 bytes"),
            (1_024, "1 KB"),
            (1_500, "1500 bytes"),
            (1_023 * 1_024, "1023 KB"),
            (1_024 * 1_024, "1 MB"),
            (1_025 * 1_024, "1025 KB"),
            (25 * 1_024 * 1_024, "25 MB"),
            (1_023 * 1_024 * 1_024, "1023 MB"),
            (2_048 * 1_024 * 1_024, "2 GB"),
            (2_049 * 1_024 * 1_024, "2049 MB"),
            (25 * 1_024 * 1_024 + 1, "26214401 bytes"),
        ];
        for (bytes, expected) in stated {
            assert_eq!(size(bytes), expected);
        }
    }
}
