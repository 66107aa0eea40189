//! Mutation tests of the comparison: a wrong policy is noticed within a regular run.

use crate::{
    facts::{Facts, starters},
    moments::{Asked, ORDINARY, ask_many},
    mutations::MUTATIONS,
    opinion::{Opinion, text},
};
use chat_domain::{ChatKey, PersonId};
use std::collections::BTreeSet;

/// A policy set with one mutated policy.
struct Mistake {
    name: String,
    all: Opinion,
    /// The policy alone, original and mutated.
    right: Opinion,
    wrong: Opinion,
}

impl Mistake {
    fn new(name: String, right: &str, wrong: &str) -> Self {
        Self {
            name,
            all: Opinion::of(&text().replace(right, wrong)),
            right: Opinion::of(right),
            wrong: Opinion::of(wrong),
        }
    }

    fn is_noticed(&self, asked: &Asked<'_>) -> bool {
        // While the single policy answers the same, so does the whole set; this check is fast.
        self.right.ask(asked).rules != self.wrong.ask(asked).rules
            && self.all.ask(asked).allowed != asked.domain.is_ok()
    }
}

#[test]
fn changed_or_missing_policy_is_noticed() {
    let text = text();
    let switched = MUTATIONS.iter().map(|(id, from, to)| {
        let start = format!("@id(\"{id}\")");
        let right = policies(&text)
            .find(|policy| policy.starts_with(&start))
            .unwrap();
        assert_eq!(right.matches(from).count(), 1, "{id} contains {from} once");
        Mistake::new(format!("{id}: {from}"), right, &right.replace(from, to))
    });
    let missing = policies(&text).map(|policy| Mistake::new(policy.to_owned(), policy, ""));
    let mut left: Vec<Mistake> = switched.chain(missing).collect();
    ask_many(1, ORDINARY, starters, |asked| {
        left.retain(|mistake| !mistake.is_noticed(asked));
        !left.is_empty()
    });
    let unnoticed: Vec<String> = left.into_iter().map(|mistake| mistake.name).collect();
    assert_eq!(unnoticed, Vec::<String>::new());
}

/// W5: the gate is per chat. Which chats were written in is a fact, so this mutates the facts.
#[test]
fn message_that_opens_all_chats_is_noticed() {
    fn anywhere(facts: &Facts<'_>, _: &ChatKey) -> BTreeSet<PersonId> {
        let message = |id| Some(facts.message(id)?.author);
        facts.messages().into_iter().filter_map(message).collect()
    }
    let cedar = Opinion::of(&text());
    let mut noticed = false;
    ask_many(1, ORDINARY, anywhere, |asked| {
        noticed = cedar.ask(asked).allowed != asked.domain.is_ok();
        !noticed
    });
    assert!(noticed);
}

/// Splits a file into policies.
fn policies(text: &str) -> impl Iterator<Item = &str> {
    let starts = text.match_indices("@id(").map(|(start, _)| &text[start..]);
    starts.map(|policy| &policy[..=policy.find(";\n").unwrap()])
}
