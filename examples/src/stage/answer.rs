//! What the service answered.

use super::Stage;
use crate::Told;
use chat_app::AppError;
use chat_domain::{Explanation, RuleId};
use std::borrow::Cow;

/// What the service answered to an act.
#[must_use = "a story checks what it promises"]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer<T = ()> {
    /// It was permitted.
    Permitted(T),
    /// A rule refused it.
    Refused(Explanation),
}

impl<T> Answer<T> {
    /// What came of it.
    ///
    /// # Errors
    /// If it was refused.
    pub fn permitted(self) -> Told<T> {
        match self {
            Self::Permitted(value) => Ok(value),
            Self::Refused(why) => Err(format!(
                "{} refused what should be permitted: {}",
                why.rule, why.sentence
            )
            .into()),
        }
    }

    /// Why not.
    ///
    /// # Errors
    /// If it was permitted, or refused by another rule.
    pub fn refused_by(self, rule: RuleId) -> Told<Explanation> {
        match self {
            Self::Refused(why) if why.rule == rule => Ok(why),
            Self::Refused(why) => Err(format!("refused by {} instead of {rule}", why.rule).into()),
            Self::Permitted(_) => Err(format!("{rule} should have refused it").into()),
        }
    }
}

impl Stage {
    /// Writes down an answer of the service.
    pub(super) fn answer<T>(
        &mut self,
        answer: Result<T, AppError>,
        outcome: impl FnOnce(&T) -> String,
    ) -> Told<Answer<T>> {
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
