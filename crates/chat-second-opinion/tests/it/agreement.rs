//! Comparison of both implementations.

use crate::{
    facts::starters,
    moments::{Asked, ORDINARY, ask_many, setting},
    opinion::{Answer, Opinion, text},
    visits::COMBINATIONS,
};
use chat_domain::RuleId;
use std::{
    collections::{BTreeMap, BTreeSet},
    time::Instant,
};

/// The rules that grant access. A refusal under them is a missing permit rather than a forbid; most
/// often M7, since outsiders learn nothing.
const WHO_MAY: [RuleId; 7] = [
    RuleId::M1,
    RuleId::M5,
    RuleId::M7,
    RuleId::W7,
    RuleId::F8,
    RuleId::V1,
    RuleId::V9,
];

#[test]
fn both_implementations_agree() {
    let seed = setting("SEED", 1) as u64;
    let triples = setting("TRIPLES", ORDINARY);
    let cedar = Opinion::of(&text());
    let permits = cedar.permits_alone();
    let mut answers: BTreeMap<&str, [usize; 2]> = BTreeMap::new();
    let mut count = 0;
    let mut reasons = 0;
    let mut combinations = BTreeSet::new();
    let start = Instant::now();
    ask_many(seed, triples, starters, |asked| {
        let answer = cedar.ask(asked);
        let alike = answer.allowed == asked.domain.is_ok();
        assert!(
            alike,
            "seed {seed}, question {count}: {}",
            asked.difference(&answer)
        );
        if let Err(Some(rule)) = asked.domain {
            let same = same_reason(asked, rule, &answer, &permits);
            assert!(same, "different reasons: {}", asked.difference(&answer));
            reasons += 1;
        }
        answers.entry(asked.question.action()).or_default()[usize::from(!answer.allowed)] += 1;
        combinations.insert(asked.visit.combination);
        count += 1;
        true
    });
    println!(
        "{count} triples and {reasons} reasons compared, seed {seed}, {:.1?}",
        start.elapsed()
    );
    println!("{:<20}{:>10}{:>10}", "action", "allow", "deny");
    for (action, [allow, deny]) in &answers {
        println!("{action:<20}{allow:>10}{deny:>10}");
    }
    assert_eq!(count, triples);
    assert_eq!(
        combinations.len(),
        COMBINATIONS,
        "too few visits for every policy"
    );
    let asked: Vec<&str> = answers.keys().copied().collect();
    assert_eq!(
        asked,
        crate::policies::actions(),
        "every action of the schema is covered"
    );
    for (action, answers) in answers {
        assert!(
            !answers.contains(&0),
            "{action} has only one kind of answer: {answers:?}"
        );
    }
}

/// Whether Cedar's decision also rests on the rule that `chat-domain` names. If several rules
/// apply, `chat-domain` chooses which to name.
fn same_reason(asked: &Asked<'_>, rule: RuleId, answer: &Answer, permits: &Opinion) -> bool {
    answer.rules.contains(rule.as_str()) || (WHO_MAY.contains(&rule) && !permits.ask(asked).allowed)
}
