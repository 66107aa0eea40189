//! The log and its fold (G1, G2).

use super::verdict::{ensure, fail};
use crate::{law::Law, moment::Moment};
use chat_domain::{RuleId, replay};
use std::collections::BTreeMap;

/// A refused or no-op command leaves the state unchanged.
pub(super) const A_REFUSAL_CHANGES_NOTHING: Law = Law {
    name: "a refusal changes nothing",
    rules: &[RuleId::G1],
    check: a_refusal_changes_nothing,
};

/// The answer equals the end of the log, with the right actor.
pub(super) const AN_ANSWER_IS_WHAT_THE_LOG_HOLDS: Law = Law {
    name: "an answer matches the end of the log",
    rules: &[RuleId::G1],
    check: an_answer_matches_the_end_of_the_log,
};

/// Positions and chat numbers count 1, 2, 3, … without gaps, and the state has the last of each.
pub(super) const NUMBERS_ARE_DENSE: Law = Law {
    name: "numbers are dense",
    rules: &[RuleId::G1, RuleId::M7],
    check: numbers_are_dense,
};

/// Replaying the log, deciding every entry again, gives the current state.
pub(super) const THE_LOG_REPLAYS_TO_THE_STATE: Law = Law {
    name: "the log replays to the state",
    rules: &[RuleId::G1, RuleId::G2],
    check: the_log_replays_to_the_state,
};

fn a_refusal_changes_nothing(moment: &Moment<'_>) -> Result<(), String> {
    ensure(moment.happened() || moment.before == moment.after, || {
        format!("{:?}, but the state changed", moment.answer)
    })
}

fn an_answer_matches_the_end_of_the_log(moment: &Moment<'_>) -> Result<(), String> {
    ensure(moment.log.ends_with(moment.added()), || {
        "the log ends differently".to_owned()
    })?;
    match moment.added().iter().find(|e| e.actor != moment.actor) {
        Some(entry) => fail(format!("wrong actor: {entry:?}")),
        None => Ok(()),
    }
}

fn numbers_are_dense(moment: &Moment<'_>) -> Result<(), String> {
    let mut chats = BTreeMap::new();
    for (entry, place) in moment.log.iter().zip(1..) {
        ensure(entry.seq.0 == place, || format!("at {place}: {entry:?}"))?;
        if let Some((chat, number)) = entry.event.chat_entry() {
            let last = chats.entry(chat).or_insert(0);
            *last += 1;
            ensure(number.0 == *last, || format!("{last} in {chat}: {entry:?}"))?;
        }
    }
    let version = moment.after.version.0;
    ensure(version == moment.log.len() as u64, || {
        format!("the state is at {version}")
    })?;
    for (chat, known) in &moment.after.chats {
        let last = chats.get(chat).copied().unwrap_or(0); // 0 in a chat that was only locked
        ensure(known.last.0 == last, || {
            format!("{last} in {chat}: {known:?}")
        })?;
    }
    let missing = chats.keys().find(|c| !moment.after.chats.contains_key(c));
    ensure(missing.is_none(), || format!("the state lacks {missing:?}"))
}

fn the_log_replays_to_the_state(moment: &Moment<'_>) -> Result<(), String> {
    if !moment.happened() {
        return Ok(());
    }
    match replay(moment.log) {
        Ok(state) => ensure(state == *moment.after, || {
            "the replayed state differs".to_owned()
        }),
        Err(violation) => fail(violation.to_string()),
    }
}
