//! The service's answers.

use super::Stage;
use crate::Outcome;
use chat_app::AppError;
use chat_domain::{Explanation, RuleId};
use std::borrow::Cow;

/// The service's answer to an action.
#[must_use = "a story must check its expectations"]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer<T = ()> {
    /// It was permitted.
    Permitted(T),
    /// A rule refused it.
    Refused(Explanation),
}

impl<T> Answer<T> {
    /// The result.
    ///
    /// # Errors
    /// If the action was refused.
    pub fn permitted(self) -> Outcome<T> {
        match self {
            Self::Permitted(value) => Ok(value),
            Self::Refused(why) => Err(format!(
                "{} refused what should be permitted: {}",
                why.rule, why.sentence
            )
            .into()),
        }
    }

    /// The explanation of the refusal.
    ///
    /// # Errors
    /// If the action was permitted, or refused by another rule.
    pub fn refused_by(self, rule: RuleId) -> Outcome<Explanation> {
        match self {
            Self::Refused(why) if why.rule == rule => Ok(why),
            Self::Refused(why) => Err(format!("refused by {} instead of {rule}", why.rule).into()),
            Self::Permitted(_) => Err(format!("{rule} should have refused it").into()),
        }
    }
}

impl Stage {
    /// Records an answer of the service.
    pub(super) fn answer<T>(
        &mut self,
        answer: Result<T, AppError>,
        outcome: impl FnOnce(&T) -> String,
    ) -> Outcome<Answer<T>> {
        let why = match answer {
            Ok(value) => {
                self.narrator.permitted(&outcome(&value));
                return Ok(Answer::Permitted(value));
            }
            Err(AppError::Refused(refusal)) => refusal.explain(),
            Err(AppError::FileRefused(refused)) => Explanation {
                rule: refused.rule,
                code: refused.code,
                sentence: Cow::Owned(refused.sentence),
            },
            Err(other) => return Err(other.into()),
        };
        self.narrator.refused(&why);
        Ok(Answer::Refused(why))
    }
}
