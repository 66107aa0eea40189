//! Messages and their versions (F7, F8).

use super::verdict::{ensure, fail};
use crate::{
    law::Law,
    moment::Moment,
    naive::{Message, Notes},
    probe::{self, ABSENT_CHAT, ABSENT_FILE, ABSENT_PERSON},
};
use chat_domain::{
    Actor, Command, Event, MessageText, Recipient, Refusal, RuleId, SendMessage, VisitState,
    decide, view::readable_message,
};

/// A retry gets the original receipt. Reusing the id for different content is refused.
pub(super) const A_REPEATED_SEND_STORES_NOTHING: Law = Law {
    name: "a repeated send stores nothing",
    rules: &[RuleId::F7],
    check: a_repeated_send_stores_nothing,
};

/// Every version and every retraction of every message is kept unchanged.
pub(super) const THE_RECORD_KEEPS_ALL: Law = Law {
    name: "every version and retraction is kept",
    rules: &[RuleId::F8],
    check: every_version_and_retraction_is_kept,
};

/// Only authors correct, only authors and the care team retract, and each as often as permitted.
pub(super) const ONLY_ITS_AUTHOR_CORRECTS_A_MESSAGE: Law = Law {
    name: "only its author corrects a message",
    rules: &[RuleId::F8],
    check: only_its_author_corrects_a_message,
};

/// Readers get the newest text and all files, or neither but who retracted the message.
pub(super) const READERS_SEE_THE_NEWEST_VERSION: Law = Law {
    name: "readers see the newest version or who retracted it",
    rules: &[RuleId::F5, RuleId::F8],
    check: readers_see_the_newest_version_or_who_retracted_it,
};

/// Whether a send equals the original one.
fn same(send: &SendMessage, sent: &Message<'_>) -> bool {
    let files = sent.files.iter().map(|file| file.attachment);
    send.chat == sent.chat
        && send.recipient == sent.recipient
        && send.text.as_ref() == sent.texts.first().and_then(|(_, text)| *text)
        && send.files.iter().copied().eq(files)
}

fn a_repeated_send_stores_nothing(moment: &Moment<'_>) -> Result<(), String> {
    let (Actor::Person(sender), Command::SendMessage(send)) = (moment.actor, moment.command) else {
        return Ok(());
    };
    let before = moment.notes_before();
    let mut own = before.messages.values().filter(|m| m.author == sender);
    if let Some(sent) = own.find(|sent| sent.client_id == send.client_id) {
        let expected = if !before.takes_part(sender) {
            Err(Refusal::Removed)
        } else if same(send, sent) {
            Ok(Vec::new())
        } else {
            Err(Refusal::ClientIdReused)
        };
        return ensure(*moment.answer == expected, || {
            format!("{:?}", moment.answer)
        });
    }
    if !moment.happened() {
        return Ok(());
    }
    let again = decide(moment.after, moment.actor, moment.command);
    ensure(again == Ok(Vec::new()), || format!("again: {again:?}"))?;
    for other in others(send) {
        let asked = Command::SendMessage(other);
        let reused = decide(moment.after, moment.actor, &asked);
        ensure(reused == Err(Refusal::ClientIdReused), || {
            format!("{asked:?}: {reused:?}")
        })?;
    }
    Ok(())
}

/// Sends with the same client id but another text, files, recipient or chat.
fn others(send: &SendMessage) -> [SendMessage; 4] {
    let other = || send.clone();
    let mut files = send.files.clone();
    files.push(ABSENT_FILE);
    let text = MessageText::new("May I not?").ok();
    let (chat, recipient) = (ABSENT_CHAT, Recipient::Person(ABSENT_PERSON));
    [
        SendMessage { text, ..other() },
        SendMessage { files, ..other() },
        SendMessage {
            recipient,
            ..other()
        },
        SendMessage { chat, ..other() },
    ]
}

/// Whether the state matches the notes for every message.
fn kept(state: &VisitState, notes: &Notes<'_>) -> Result<(), String> {
    ensure(state.messages.len() == notes.messages.len(), || {
        "the number of messages differs".to_owned()
    })?;
    for (id, sent) in &notes.messages {
        let Some(kept) = state.messages.get(id) else {
            return fail(format!("{id} is lost"));
        };
        let first = notes.log.get(sent.at);
        let Some((_, texts)) = sent.texts.split_first() else {
            return fail(format!("{id} was never sent"));
        };
        let place = |at: &usize| Some(notes.log.get(*at)?.event.chat_entry()?.1);
        let (newest, former) = match texts.split_last() {
            None => (None, texts),
            Some(((at, text), former)) => (Some((place(at), *text, sent.texts.len())), former),
        };
        let correction = kept.correction.as_ref();
        let correction = correction.map(|c| (Some(c.number), Some(&c.text), c.version as usize));
        let retraction = kept
            .retraction
            .as_ref()
            .map(|r| (r.by, Some(&r.reason), r.at));
        let retracted = sent.retracted.map(|(_, entry)| {
            let reason = match &entry.event {
                Event::MessageRetracted { reason, .. } => Some(reason),
                _ => None,
            };
            (entry.actor, reason, entry.at)
        });
        let same = kept.chat == sent.chat
            && kept.author == sent.author
            && kept.client_id == sent.client_id
            && kept.files == sent.files
            && first.is_some_and(|entry| entry.at == kept.sent_at)
            && first.and_then(|entry| entry.event.chat_entry()) == Some((kept.chat, kept.number))
            && correction == newest
            && kept
                .superseded
                .iter()
                .map(|n| Some(*n))
                .eq(former.iter().map(|(at, _)| place(at)))
            && retraction == retracted;
        ensure(same, || format!("{id} is stored as {kept:?}"))?;
    }
    Ok(())
}

fn every_version_and_retraction_is_kept(moment: &Moment<'_>) -> Result<(), String> {
    if !moment.happened() {
        return Ok(());
    }
    kept(moment.after, moment.notes())?;
    for (id, was) in &moment.before.messages {
        let Some(is) = moment.after.messages.get(id) else {
            return fail(format!("{id} is lost"));
        };
        let newest = was.correction.as_ref().map(|newest| newest.number);
        let mut then = is.superseded.iter().copied();
        let same = is.superseded.starts_with(&was.superseded)
            && (is.correction == was.correction || then.next_back() == newest)
            && (was.retraction.is_none() || is.retraction == was.retraction)
            && is.fingerprint == was.fingerprint;
        ensure(same, || format!("{id} was {was:?}, is {is:?}"))?;
    }
    Ok(())
}

fn only_its_author_corrects_a_message(moment: &Moment<'_>) -> Result<(), String> {
    moment.each_added(|notes, entry| {
        let id = entry.event.message();
        let (Some(sent), Actor::Person(by)) =
            (id.and_then(|id| notes.messages.get(&id)), entry.actor)
        else {
            let changes = matches!(
                entry.event,
                Event::MessageCorrected { .. } | Event::MessageRetracted { .. }
            );
            return ensure(!changes, || format!("{entry:?}"));
        };
        let permitted = match &entry.event {
            Event::MessageCorrected {
                chat,
                version,
                text,
                ..
            } => {
                by == sent.author
                    && *chat == sent.chat
                    && *version as usize == sent.texts.len() + 1
                    && sent.texts.last().and_then(|(_, text)| *text) != Some(text)
            }
            Event::MessageRetracted { chat, .. } => {
                *chat == sent.chat
                    && (by == sent.author || notes.is_care(by))
                    && notes.reads_as_member(by, sent)
            }
            _ => true,
        };
        ensure(permitted && sent.retracted.is_none(), || {
            format!("{entry:?}")
        })
    })?;
    asked_of_a_message(moment)?;
    if !moment.happened() {
        return Ok(());
    }
    let notes = moment.notes();
    for (id, sent) in &notes.messages {
        let asks = probe::about_message(*id);
        for who in notes.everyone() {
            let stands = notes.reads_as_member(who, sent) && notes.open_in(&sent.chat);
            let author = stands && sent.author == who;
            let expected = [
                author && sent.retracted.is_none() && notes.may_write(who, &sent.chat),
                author || stands && notes.is_care(who),
            ];
            for (asked, expected) in asks.iter().zip(expected) {
                moment.would(Actor::Person(who), asked, expected)?;
            }
        }
    }
    Ok(())
}

/// Checks the answer to a correction or retraction.
fn asked_of_a_message(moment: &Moment<'_>) -> Result<(), String> {
    let before = moment.notes_before();
    let Actor::Person(who) = moment.actor else {
        return Ok(());
    };
    let stands = |id| {
        let sent = before.messages.get(id);
        sent.filter(|sent| sent.retracted.is_none() && before.open_in(&sent.chat))
            .filter(|sent| before.reads_as_member(who, sent))
    };
    let rightly = match moment.command {
        Command::CorrectMessage { message, text } => stands(message).is_some_and(|sent| {
            sent.author == who
                && before.may_write(who, &sent.chat)
                && sent.texts.last().and_then(|(_, text)| *text) != Some(text)
                && before.over_asked(moment.actor, moment.command).is_none()
        }),
        Command::RetractMessage { message, .. } => {
            stands(message).is_some_and(|sent| sent.author == who || before.is_care(who))
        }
        _ => false,
    };
    ensure(moment.happened() || !rightly, || {
        format!("{who} got {:?}", moment.answer)
    })
}

fn readers_see_the_newest_version_or_who_retracted_it(moment: &Moment<'_>) -> Result<(), String> {
    if !moment.happened() {
        return Ok(());
    }
    let notes = moment.notes();
    for who in notes.everyone() {
        for entry in moment.log {
            let message = entry.event.message().and_then(|id| notes.messages.get(&id));
            let message = message.filter(|message| notes.reads(who, message));
            let seen = readable_message(moment.after, who, entry);
            let (Some(message), Some(seen)) = (message, &seen) else {
                ensure(message.is_none() && seen.is_none(), || {
                    format!("{who}: {entry:?}")
                })?;
                continue;
            };
            let newest = message.texts.last().and_then(|(_, text)| *text);
            let content = match message.retracted {
                None => {
                    seen.text.as_ref() == newest
                        && seen.files == message.files
                        && seen.retraction.is_none()
                }
                Some((_, by)) => {
                    seen.text.is_none()
                        && seen.files.is_empty()
                        && seen.retraction.as_ref().is_some_and(|r| r.by == by.actor)
                }
            };
            let own = seen.client_id == (who == message.author).then_some(message.client_id);
            let version = seen.version as usize == message.texts.len();
            ensure(content && own && version, || format!("{who} sees {seen:?}"))?;
        }
    }
    Ok(())
}
