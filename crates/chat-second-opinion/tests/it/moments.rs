//! Random moments of random visits, and the questions at each.

use crate::{
    chance::Chance,
    entities::entities,
    facts::Facts,
    questions::Question,
    requests::request,
    visits::{COMMANDS, Visit},
};
use cedar_policy::{Entities, Request};
use chat_domain::{ChatKey, PersonId, RuleId};
use std::{collections::BTreeSet, env};

/// The number of commands between two moments.
const BETWEEN: usize = 12;

/// The number of questions at one moment.
const AT_ONCE: usize = 20;

/// The number of questions in a regular run.
pub const ORDINARY: usize = 150_000;

/// A question at a moment, with the answer of `chat-domain` and everything that Cedar needs to
/// answer it.
pub struct Asked<'a> {
    pub visit: &'a Visit,
    pub question: Question,
    pub request: Request,
    pub entities: &'a Entities,
    pub domain: Result<(), Option<RuleId>>,
}

/// How to compute who started a chat from the facts.
pub type Starters = fn(&Facts<'_>, &ChatKey) -> BTreeSet<PersonId>;

/// Asks `count` questions, or fewer if `ask` stops early.
pub fn ask_many(
    seed: u64,
    count: usize,
    starters: Starters,
    mut ask: impl FnMut(&Asked<'_>) -> bool,
) {
    let mut chance = Chance::new(seed);
    let mut asked = 0;
    for number in 0.. {
        let mut visit = Visit::new(number, &mut chance);
        for _ in 0..=COMMANDS / BETWEEN {
            let draw = |_| Question::draw(&mut chance, &visit);
            let questions: Vec<Question> = (0..AT_ONCE).filter_map(draw).collect();
            let entities = entities(&visit, &questions, starters);
            for question in questions {
                if asked == count {
                    return;
                }
                asked += 1;
                let one = Asked {
                    visit: &visit,
                    request: request(&visit, &question),
                    domain: question.domain(&visit),
                    entities: &entities,
                    question,
                };
                if !ask(&one) {
                    return;
                }
            }
            for _ in 0..BETWEEN {
                visit.step(&mut chance);
            }
        }
    }
}

/// A number from the environment.
pub fn setting(name: &str, default: usize) -> usize {
    env::var(name).map_or(default, |value| value.parse().expect("a number"))
}
