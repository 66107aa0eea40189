//! A short key for each reason code: its rule, and a letter where the rule has several codes.

use crate::catalogue::every_refusal;
use chat_domain::{Phase, Refusal, RuleId};
use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

/// A reason code as the grid names it.
pub struct Key {
    pub key: String,
    pub rule: RuleId,
    pub code: &'static str,
    pub sentences: Vec<Cow<'static, str>>,
}

/// All reason codes, in the catalogue's order of rules.
pub static KEYS: LazyLock<Vec<Key>> = LazyLock::new(|| {
    let mut rules: BTreeMap<RuleId, Vec<Refusal>> = BTreeMap::new();
    for refusal in every_refusal() {
        rules
            .entry(refusal.explain().rule)
            .or_default()
            .push(refusal);
    }
    let of_rule = |(rule, refusals): (RuleId, Vec<Refusal>)| {
        let alone = refusals.len() == 1;
        let keyed = refusals.into_iter().zip('a'..);
        keyed.map(move |(refusal, letter)| Key {
            key: if alone {
                rule.to_string()
            } else {
                format!("{rule}{letter}")
            },
            rule,
            code: refusal.explain().code,
            sentences: sentences(refusal),
        })
    };
    rules.into_iter().flat_map(of_rule).collect()
});

fn sentences(refusal: Refusal) -> Vec<Cow<'static, str>> {
    let Refusal::VisitClosed { .. } = refusal else {
        return vec![refusal.explain().sentence];
    };
    let closed = Phase::ALL.into_iter().filter(|phase| phase.is_closed());
    closed
        .map(|phase| Refusal::VisitClosed { phase }.explain().sentence)
        .collect()
}

/// The key of a refusal.
pub fn of(refusal: &Refusal) -> &'static str {
    let code = refusal.explain().code;
    &KEYS.iter().find(|key| key.code == code).unwrap().key
}

/// The keys that appear in answers, in order.
pub fn among<'a>(answers: impl IntoIterator<Item = &'a super::table::Answer>) -> Vec<&'static Key> {
    let found: BTreeSet<_> = answers.into_iter().map(ToString::to_string).collect();
    KEYS.iter().filter(|key| found.contains(&key.key)).collect()
}
