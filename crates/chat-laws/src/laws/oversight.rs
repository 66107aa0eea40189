//! Oversight (M5).

use super::verdict::{ensure, fail};
use crate::{
    law::Law,
    moment::Moment,
    naive::{Message, Notes},
};
use chat_domain::{
    Actor, ChatKey, Entry, Event, MessageText, PersonId, RuleId,
    access::{may_oversee, may_oversee_file},
    reads_entry, view,
    view::{overseen_message, overseen_text},
};

/// An overseer reads each chat as it was when they last broke its glass, and no other chat.
pub(super) const OVERSEERS_READ_WHAT_THEY_BROKE_THE_GLASS_FOR: Law = Law {
    name: "overseers read nothing but what they broke the glass for",
    rules: &[RuleId::M5],
    check: overseers_read_nothing_but_what_they_broke_the_glass_for,
};

/// Only overseers break the glass, and each time leaves an entry that no participant sees.
pub(super) const BREAKING_THE_GLASS_IS_FOR_THE_AUDIT_ALONE: Law = Law {
    name: "breaking the glass is for the audit alone",
    rules: &[RuleId::M5, RuleId::M7],
    check: breaking_the_glass_is_for_the_audit_alone,
};

/// The text of a message as of position `place`, if it had been sent and not retracted by then.
fn text_at<'a>(message: &Message<'a>, place: usize) -> Option<&'a MessageText> {
    let retracted = message.retracted.is_some_and(|(at, _)| at < place);
    let mut newest_first = message.texts.iter().rev();
    let (_, text) = newest_first.find(|(at, _)| *at < place)?;
    text.filter(|_| !retracted)
}

fn overseers_read_nothing_but_what_they_broke_the_glass_for(
    moment: &Moment<'_>,
) -> Result<(), String> {
    if !moment.happened() {
        return Ok(());
    }
    let notes = moment.notes();
    for who in notes.everyone() {
        let broken = |chat: &ChatKey| notes.glass.get(&(who, *chat)).copied();
        for chat in notes.chats.keys() {
            if may_oversee(moment.after, who, chat).is_ok() != broken(chat).is_some() {
                return fail(format!("{who} oversees {chat}"));
            }
        }
        for (at, entry) in moment.log.iter().enumerate() {
            sees_it_as_it_stood(moment, notes, who, at, entry)?;
        }
        for (file, upload) in &notes.uploads {
            let carried = upload
                .carried_by
                .first()
                .and_then(|m| notes.messages.get(m));
            let expected = carried.is_some_and(|message| {
                broken(&message.chat).is_some_and(|place| {
                    message.at < place && message.retracted.is_none_or(|(at, _)| at > place)
                })
            });
            let read = may_oversee_file(moment.after, who, *file);
            ensure(read.is_ok() == expected, || format!("{who}: {read:?}"))?;
        }
    }
    Ok(())
}

fn sees_it_as_it_stood(
    moment: &Moment<'_>,
    notes: &Notes<'_>,
    who: PersonId,
    at: usize,
    entry: &Entry,
) -> Result<(), String> {
    let needed = overseen_text(moment.after, who, entry);
    let earlier = needed.and_then(|number| {
        let chat = entry.event.chat_entry()?.0;
        let mut log = moment.log.iter();
        log.find(|other| other.event.chat_entry() == Some((chat, number)))
    });
    let seen = overseen_message(moment.after, who, entry, earlier);
    let message = entry.event.message().and_then(|id| notes.messages.get(&id));
    let place = message.and_then(|message| notes.glass.get(&(who, message.chat)));
    match (seen, message, place) {
        (Some(seen), Some(message), Some(place)) if at < *place => {
            let version = message.texts.iter().filter(|(at, _)| at < place).count();
            let same = seen.text.as_ref() == text_at(message, *place)
                && seen.version as usize == version
                && seen.client_id.is_none();
            ensure(same, || format!("{who} sees another version: {entry:?}"))
        }
        (None, Some(_), Some(place)) if at < *place => fail(format!("{who} misses {entry:?}")),
        (None, _, _) => Ok(()),
        (Some(_), _, _) => fail(format!("{who} oversees {entry:?}")),
    }
}

fn breaking_the_glass_is_for_the_audit_alone(moment: &Moment<'_>) -> Result<(), String> {
    let mut broken = false;
    moment.each_added(|notes, entry| match (&entry.event, entry.actor) {
        (Event::GlassBroken { chat, through, .. }, Actor::Overseer(_)) => {
            broken = true;
            let existing = notes.chats.get(chat).map_or(0, |chat| chat.entries.len());
            ensure(existing > 0 && through.0 == existing as u64, || {
                format!("{existing} entries existed: {entry:?}")
            })
        }
        (Event::GlassBroken { .. }, _) | (_, Actor::Overseer(_)) => fail(format!("{entry:?}")),
        _ => Ok(()),
    })?;
    if !broken {
        return Ok(());
    }
    for who in moment.notes().everyone() {
        let received = moment
            .added()
            .iter()
            .find(|e| reads_entry(moment.after, who, e));
        ensure(received.is_none(), || format!("{who} gets {received:?}"))?;
        ensure(view(moment.before, who) == view(moment.after, who), || {
            format!("{who} sees a different view")
        })?;
    }
    Ok(())
}
