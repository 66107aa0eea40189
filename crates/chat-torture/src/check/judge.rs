//! Pure functions that judge a chat: what it must, may and must not contain.

use super::chat::Chat;
use crate::{
    finding::{Finding, Kind},
    ledger::{Fate, Known, Message, StoredFile},
};
use std::collections::BTreeMap;
use uuid::Uuid;

/// A message as returned to a reader.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Seen {
    pub(super) number: u64,
    pub(super) message: String,
    pub(super) author: Uuid,
    pub(super) client_id: Option<Uuid>,
    pub(super) sent_at: String,
    pub(super) text: Option<String>,
    pub(super) files: Vec<StoredFile>,
    pub(super) retracted: bool,
}

/// Judges a whole chat.
pub(super) fn judge(chat: &Chat<'_>, seen: &[Seen]) -> Vec<Finding> {
    let key = chat.key;
    let receipts = chat.after.iter();
    let by_id: BTreeMap<&str, Uuid> = receipts
        .filter_map(|(id, message)| Some((message.receipt()?.message.as_str(), *id)))
        .collect();
    let mut findings = Vec::new();
    let mut found =
        |kind, what: String| findings.push(Finding::new(kind, format!("{key}: {what}")));
    let mut times: BTreeMap<Uuid, u32> = BTreeMap::new();
    let mut last = 0;
    for one in seen {
        if one.number <= last {
            found(Kind::Misplaced, format!("{} after {last}", one.number));
        }
        last = one.number;
        let id = by_id.get(one.message.as_str()).copied();
        let id = id.or_else(|| named(one)).unwrap_or_default();
        let Some(after) = chat.after.get(&id) else {
            found(Kind::Invented, format!("never sent: {one:?}"));
            continue;
        };
        *times.entry(id).or_default() += 1;
        let before = chat.before.get(&id).copied();
        for (kind, what) in differences(id, before, after, one) {
            found(kind, format!("{id}: {what}"));
        }
    }
    for (id, before) in &chat.before {
        if before.receipt().is_some() && !times.contains_key(id) {
            found(Kind::Lost, format!("{id}: {:?}", before.fate));
        }
    }
    for (id, times) in times.iter().filter(|(_, times)| **times > 1) {
        found(Kind::Duplicated, format!("{id} occurs {times} times"));
    }
    findings
}

/// The client id at the start of a message's text.
fn named(one: &Seen) -> Option<Uuid> {
    one.text.as_ref()?.split_whitespace().next()?.parse().ok()
}

/// How a message differs from what it must be.
fn differences(
    id: Uuid,
    before: Option<&Message>,
    after: &Message,
    seen: &Seen,
) -> Vec<(Kind, String)> {
    let mut wrong = Vec::new();
    if after.fate == Fate::Refused {
        wrong.push((Kind::Invented, "it was refused".to_owned()));
    }
    if let Some(receipt) = after.receipt() {
        if seen.number != receipt.number {
            let what = format!(
                "acknowledged at {}, found at {}",
                receipt.number, seen.number
            );
            wrong.push((Kind::Misplaced, what));
        }
        if (&seen.message, &seen.sent_at) != (&receipt.message, &receipt.sent_at) {
            wrong.push((Kind::Changed, format!("acknowledged as {receipt:?}")));
        }
    }
    if seen.author != after.author || seen.client_id.is_some_and(|seen| seen != id) {
        wrong.push((Kind::Changed, "it has another author".to_owned()));
    }
    let retracted = before.map_or(Known::No, |before| before.retraction);
    match (seen.retracted, retracted, after.retraction) {
        (true, _, Known::No) => wrong.push((Kind::Invented, "it was never retracted".to_owned())),
        (true, ..) if seen.text.is_some() || !seen.files.is_empty() => {
            wrong.push((Kind::Leaked, "its retracted text or files".to_owned()));
        }
        (true, ..) => {}
        (false, Known::Done, _) => wrong.push((Kind::Leaked, "it was retracted".to_owned())),
        (false, ..) => wrong.extend(content(before, after, seen)),
    }
    wrong
}

/// Checks the content: the newest acknowledged text or a later requested one, and all files.
fn content(before: Option<&Message>, after: &Message, seen: &Seen) -> Option<(Kind, String)> {
    if seen.files != after.files {
        return Some((Kind::Changed, format!("files: {:?}", seen.files)));
    }
    let settled = before.map_or(0, |before| before.settled);
    let place = after
        .texts
        .iter()
        .position(|text| Some(text) == seen.text.as_ref());
    match place {
        Some(place) if place >= settled => None,
        Some(place) => Some((Kind::Lost, format!("correction {settled}, found {place}"))),
        None => Some((Kind::Changed, "text".to_owned())),
    }
}

#[cfg(test)]
#[path = "judge_tests.rs"]
mod tests;
