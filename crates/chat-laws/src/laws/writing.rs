//! Writing quotas (V8).

use super::verdict::ensure;
use crate::{law::Law, moment::Moment, moment::is_quota, naive::Notes, probe};
use chat_domain::{Actor, ChatKey, Command, Event, MessageText, PersonId, Refusal, RuleId, decide};
use std::collections::BTreeSet;

/// No one writes beyond their quota, everyone may write up to it, and retracting is always
/// possible.
pub(super) const WRITING_STAYS_WITHIN_ITS_QUOTA: Law = Law {
    name: "writing stays within its quota",
    rules: &[RuleId::V8],
    check: writing_stays_within_its_quota,
};

fn writing_stays_within_its_quota(moment: &Moment<'_>) -> Result<(), String> {
    moment.each_added(|notes, entry| {
        let written = match &entry.event {
            Event::MessageSent { text, .. } => (None, text.as_ref().map(MessageText::as_str)),
            Event::MessageCorrected { message, text, .. } => (Some(*message), Some(text.as_str())),
            Event::NoticeSent { text, .. } => (None, Some(text.as_str())),
            _ => return Ok(()),
        };
        let (corrected, text) = written;
        let Actor::Person(by) = entry.actor else {
            return ensure(false, || format!("{entry:?}"));
        };
        let bytes = text.map_or(0, str::len);
        let over = notes.over_written(by, corrected, bytes);
        ensure(over.is_none(), || format!("{over:?}: {entry:?}"))
    })?;
    if let Err(refusal) = moment.answer
        && is_quota(refusal)
    {
        let over = moment
            .notes_before()
            .over_asked(moment.actor, moment.command);
        ensure(over == Some(*refusal), || {
            format!("got {refusal:?}, expected {over:?}")
        })?;
    }
    if !moment.happened() {
        return Ok(());
    }
    let notes = moment.notes();
    let chats: BTreeSet<_> = notes
        .chats
        .keys()
        .copied()
        .chain([ChatKey::Visit])
        .collect();
    for who in notes.everyone() {
        let mut chats = chats.iter().copied();
        if let Some(chat) = chats.find(|chat| notes.may_write(who, chat)) {
            remaining_quota_is_usable(moment, notes, who, chat)?;
        }
        let own = notes.messages.iter().filter(|(_, m)| m.author == who);
        let own = own.filter(|(_, m)| m.retracted.is_none() && notes.may_write(who, &m.chat));
        for asked in own.flat_map(|(id, _)| probe::about_message(*id)) {
            // A retraction is never over quota.
            let over = notes.over_asked(Actor::Person(who), &asked);
            gets_expected_answer(moment, who, &asked, over)?;
        }
    }
    Ok(())
}

/// Checks that text is accepted up to exactly the last byte of the quota.
fn remaining_quota_is_usable(
    moment: &Moment<'_>,
    notes: &Notes<'_>,
    who: PersonId,
    chat: ChatKey,
) -> Result<(), String> {
    let max = notes
        .scheduled
        .and_then(|(_, policy)| policy.max_text_bytes_per_person);
    let longest = MessageText::MAX_CHARS;
    let left = max.map_or(longest, |max| {
        usize::try_from(max.saturating_sub(notes.text_bytes(who))).unwrap_or(longest)
    });
    for length in [1, left, left.saturating_add(1)] {
        if let Ok(text) = MessageText::new(&"x".repeat(length.min(longest + 1))) {
            let asked = with_text(probe::message(who, chat), text);
            let over = notes.over_asked(Actor::Person(who), &asked);
            gets_expected_answer(moment, who, &asked, over)?;
        }
    }
    Ok(())
}

fn with_text(asked: Command, text: MessageText) -> Command {
    match asked {
        Command::SendMessage(mut send) => {
            send.text = Some(text);
            Command::SendMessage(send)
        }
        other => other,
    }
}

fn gets_expected_answer(
    moment: &Moment<'_>,
    who: PersonId,
    asked: &Command,
    expected: Option<Refusal>,
) -> Result<(), String> {
    let answer = decide(moment.after, Actor::Person(who), asked).err();
    ensure(answer == expected, || {
        format!("{who} got {answer:?}, expected {expected:?}: {asked:?}")
    })
}
