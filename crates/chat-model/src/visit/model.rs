//! A visit as a model to explore.

use super::{
    asks,
    key::key,
    rules::Rules,
    step::Step,
    tally::{Answer, Tally},
    words::Words,
    world::World,
};
use crate::explore::{Broken, Model, Taken};
use chat_domain::{Entry, Refusal, TextProblem, VisitState};
use chat_laws::{Law, Moment};

/// A step that no state permits is taken in one of this many states of a level. The first state of
/// each level takes all of them.
const SPREAD: usize = 16;

/// A visit, its rules, and the laws that judge every step.
#[derive(Clone, Debug)]
pub struct VisitModel {
    /// The visit.
    pub world: World,
    /// The rules.
    pub rules: Rules,
    /// The laws.
    pub laws: Vec<Law>,
    words: Words,
    nowhere: Vec<Step>,
}

/// A state and the log that led to it.
#[derive(Clone, Debug, Default)]
pub struct At {
    /// The state.
    pub state: VisitState,
    /// The log.
    pub log: Vec<Entry>,
}

impl VisitModel {
    /// A visit under the product's rules, judged by these laws.
    ///
    /// # Errors
    /// [`TextProblem`] if the domain rejects the model's texts.
    pub fn new(world: World, laws: &[Law]) -> Result<Self, TextProblem> {
        let nowhere = asks::nowhere(&world);
        Ok(Self {
            world,
            rules: Rules::PRODUCT,
            laws: laws.to_vec(),
            words: Words::new()?,
            nowhere,
        })
    }

    /// The same model under other rules.
    #[must_use]
    pub fn under(self, rules: Rules) -> Self {
        Self { rules, ..self }
    }

    /// The result of a step: the new state, if anything changed, and the answer.
    pub fn answer(&self, at: &At, step: Step) -> (Option<At>, Result<Vec<Entry>, Refusal>) {
        let command = self.words.command(&self.world, &at.state, step);
        match (self.rules.decide)(&at.state, step.by.actor(), &command) {
            Err(refusal) => (None, Err(refusal)),
            Ok(events) if events.is_empty() => (None, Ok(Vec::new())),
            Ok(events) => {
                let mut next = at.clone();
                let entries = (self.rules).fold(&mut next.state, step.by.actor(), events);
                next.log.extend(entries.iter().cloned());
                (Some(next), Ok(entries))
            }
        }
    }

    /// The texts and ids that steps use.
    #[must_use]
    pub const fn words(&self) -> &Words {
        &self.words
    }

    /// All steps available in a state.
    #[must_use]
    pub fn all_steps(&self, at: &At) -> Vec<Step> {
        self.steps(at, 0)
    }
}

impl Model for VisitModel {
    type State = At;
    type Step = Step;
    type Tally = Tally;

    fn start(&self) -> At {
        (self.world.opening.iter()).fold(At::default(), |at, step| self.follow(at, *step))
    }

    /// Every step that some state permits, plus this state's share of the others.
    fn steps(&self, at: &At, nth: usize) -> Vec<Step> {
        let mut steps = asks::everywhere(&self.world, &at.state);
        let mut turn = nth;
        let mut is_due = || {
            turn += 1;
            nth == 0 || turn.is_multiple_of(SPREAD)
        };
        steps.retain(|step| asks::ever_permitted(*step) || is_due());
        steps.extend(self.nowhere.iter().filter(|_| is_due()));
        steps
    }

    fn take(&self, at: &At, step: Step, tally: &mut Tally) -> Taken<At> {
        let command = self.words.command(&self.world, &at.state, step);
        let (next, answer) = self.answer(at, step);
        tally.count(&command, count_as(&answer));
        if let Err(refusal) = &answer {
            tally.count_refusal(refusal);
        }
        let after = next.as_ref().unwrap_or(at);
        let moment = Moment::new(
            [&at.state, &after.state],
            &after.log,
            (step.by.actor(), &command),
            &answer,
        );
        let broken = (self.laws.iter())
            .filter_map(|law| {
                let how = (law.check)(&moment).err()?;
                Some(Broken { law: law.name, how })
            })
            .collect();
        Taken { next, broken }
    }

    fn follow(&self, at: At, step: Step) -> At {
        let (next, _) = self.answer(&at, step);
        next.unwrap_or(at)
    }

    fn key(&self, at: &At) -> Vec<u8> {
        key(&at.state)
    }

    fn within(&self, at: &At) -> bool {
        self.world.bound.holds(&at.state)
    }
}

fn count_as(answer: &Result<Vec<Entry>, Refusal>) -> Answer {
    match answer {
        Ok(entries) if entries.is_empty() => Answer::Nothing,
        Ok(_) => Answer::Accepted,
        Err(_) => Answer::Refused,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        explore::{Limits, explore},
        visit::{
            words::{NOW, VISIT},
            worlds,
        },
    };

    /// Distributed steps must be refused wherever they are taken.
    #[test]
    fn never_permitted_steps_are_refused_everywhere() {
        const NEVER: Law = Law {
            name: "never permitted steps are refused",
            rules: &[],
            check: |moment| match moment.answer {
                Ok(_) => Err(format!("{:?}", moment.command)),
                Err(_) => Ok(()),
            },
        };
        for (world, _) in worlds() {
            let model = VisitModel::new(world, &[]).unwrap();
            let judge = VisitModel {
                laws: vec![NEVER],
                ..model.clone()
            };
            let limits = Limits {
                sample_merges: 40,
                states: 200,
                ..Limits::depth(6)
            };
            for merge in explore(&model, limits).merges {
                let at = model.walk(&merge.other);
                let mut steps = model.all_steps(&at);
                steps.retain(|step| !asks::ever_permitted(*step));
                assert!(steps.len() > 20);
                for step in steps {
                    let broken = judge.take(&at, step, &mut Tally::default()).broken;
                    assert!(broken.is_empty(), "{step:?}: {broken:?}");
                }
            }
        }
    }

    #[test]
    fn fold_matches_the_products_commit() {
        for (world, _) in worlds() {
            let model = VisitModel::new(world, &[]).unwrap();
            let mut at = model.start();
            let (mut changes, mut dice) = (0, 3_usize);
            for _ in 0..200 {
                let steps = model.all_steps(&at);
                for _ in 0..60 {
                    dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                    let step = steps[(dice >> 33) % steps.len()];
                    let mut committed = at.state.clone();
                    let command = model.words.command(&model.world, &at.state, step);
                    let outcome =
                        chat_domain::commit(&mut committed, step.by.actor(), &command, NOW);
                    let (next, answer) = model.answer(&at, step);
                    assert_eq!(answer, outcome);
                    at = next.unwrap_or(at);
                    assert_eq!(at.state, committed);
                    changes += usize::from(answer.is_ok_and(|entries| !entries.is_empty()));
                }
            }
            assert!(changes > 10, "{}: {changes}", model.world.name);
            assert_eq!(at.state.ids.map(|ids| ids.1), Some(VISIT));
        }
    }
}
