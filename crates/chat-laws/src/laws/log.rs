//! The log and its fold (G1, G2).

use super::{ensure, fail};
use crate::{Law, Moment};
use chat_domain::{RuleId, replay};
use std::collections::BTreeMap;

/// What is refused, or was so already, leaves the state as it was.
pub(super) const A_REFUSAL_CHANGES_NOTHING: Law = Law {
    name: "a refusal changes nothing",
    rules: &[RuleId::G1],
    check: a_refusal_changes_nothing,
};

/// What is answered is the end of the log, in the name of whoever asked.
pub(super) const AN_ANSWER_IS_WHAT_THE_LOG_HOLDS: Law = Law {
    name: "an answer is what the log holds",
    rules: &[RuleId::G1],
    check: an_answer_is_what_the_log_holds,
};

/// The log counts 1, 2, 3 …, and so does each chat; the state knows how far.
pub(super) const NUMBERS_ARE_DENSE: Law = Law {
    name: "numbers are dense",
    rules: &[RuleId::G1, RuleId::M7],
    check: numbers_are_dense,
};

/// Decided again, entry by entry, the log is permitted and leads to this state.
pub(super) const THE_LOG_REPLAYS_TO_THE_STATE: Law = Law {
    name: "the log replays to the state",
    rules: &[RuleId::G1, RuleId::G2],
    check: the_log_replays_to_the_state,
};

fn a_refusal_changes_nothing(moment: &Moment<'_>) -> Result<(), String> {
    ensure(moment.happened() || moment.before == moment.after, || {
        format!("{:?}, and yet the state changed", moment.answer)
    })
}

fn an_answer_is_what_the_log_holds(moment: &Moment<'_>) -> Result<(), String> {
    ensure(moment.log.ends_with(moment.added()), || {
        "the log ends otherwise".to_owned()
    })?;
    match moment.added().iter().find(|e| e.actor != moment.actor) {
        Some(entry) => fail(format!("in whose name? {entry:?}")),
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
        let last = chats.get(chat).copied().unwrap_or(0); // of none, in a chat that was only locked
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
        Ok(state) => ensure(state == *moment.after, || "to another state".to_owned()),
        Err(violation) => fail(violation.to_string()),
    }
}
