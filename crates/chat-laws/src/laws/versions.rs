//! The versions of a message and who had read each of them (R2, R3), for participants and overseers (M5).

use super::verdict::ensure;
use crate::{
    law::Law,
    moment::Moment,
    naive::{Message, Notes},
};
use chat_domain::{
    ChatKey, Entry, Event, MessageId, MessageText, PersonId, RuleId,
    view::{VersionReader, VersionView, versions},
};

/// Readers of a message are shown all of its versions; overseers, those from before they broke the glass, with
/// their readers by then.
pub(super) const VERSIONS_ARE_SHOWN_AS_THEIR_READER_MAY_KNOW_THEM: Law = Law {
    name: "versions are shown as their reader may know them",
    rules: &[RuleId::M5, RuleId::R2, RuleId::R3],
    check: versions_are_shown_as_their_reader_may_know_them,
};

/// What a reader is shown of a version: its number, its text and who had read it.
type Shown<'a> = (u64, Option<&'a MessageText>, Vec<PersonId>);

fn versions_are_shown_as_their_reader_may_know_them(moment: &Moment<'_>) -> Result<(), String> {
    let notes = moment.notes();
    for chat in moment.added().iter().filter_map(changed) {
        for (id, message) in notes.messages.iter().filter(|(_, m)| m.chat == chat) {
            of_message(moment, notes, *id, message)?;
        }
    }
    Ok(())
}

/// The chat of which an entry changes what is shown of its versions.
const fn changed(entry: &Entry) -> Option<ChatKey> {
    match &entry.event {
        Event::MessageCorrected { chat, .. }
        | Event::MessageRetracted { chat, .. }
        | Event::ChatRead { chat, .. }
        | Event::GlassBroken { chat, .. } => Some(*chat),
        _ => None,
    }
}

fn of_message(
    moment: &Moment<'_>,
    notes: &Notes<'_>,
    id: MessageId,
    message: &Message<'_>,
) -> Result<(), String> {
    let keeps = notes.rules.is_some_and(|rules| rules.keeps_read_marks);
    let of_it = moment.log.iter();
    let of_it = of_it.filter(|entry| entry.event.message() == Some(id));
    let entries: Vec<Entry> = of_it.cloned().collect();
    for who in notes.everyone() {
        let glass = notes.glass.get(&(who, message.chat)).copied();
        let glass = glass.filter(|place| message.at < *place);
        let member = notes.reads(who, message).then_some(usize::MAX);
        for (reader, until) in [
            (VersionReader::Participant(who), member),
            (VersionReader::Overseer(who), glass),
        ] {
            let until = until.filter(|_| keeps);
            let expected = until.map(|until| expected(notes, reader, message, until));
            let given = versions(moment.after, reader, id, &entries);
            let shown = given.as_ref().ok();
            let shown = shown.map(|given| given.iter().map(shown_of).collect::<Vec<_>>());
            ensure(shown == expected, || {
                format!("{reader:?} sees {given:?}, not {expected:?}")
            })?;
        }
    }
    Ok(())
}

fn shown_of(version: &VersionView) -> Shown<'_> {
    let mut readers: Vec<_> = version.read_by.iter().map(|one| one.person).collect();
    readers.sort();
    (version.number.0, version.text.as_ref(), readers)
}

/// What the notes say of the message's versions before the log position `until`.
fn expected<'a>(
    notes: &Notes<'_>,
    reader: VersionReader,
    message: &Message<'a>,
    until: usize,
) -> Vec<Shown<'a>> {
    let retracted = message.retracted.map(|(at, _)| at);
    let retracted = retracted.filter(|at| *at < until);
    let shows = retracted.is_none() || is_on_its_authors_side(notes, reader, message);
    let texts = message.texts.iter().filter(|(at, _)| *at < until);
    let texts: Vec<_> = texts.copied().collect();
    let next = texts.iter().skip(1).map(|(at, _)| *at);
    let ends = next.chain([retracted.unwrap_or(until)]);
    let versions = texts.iter().zip(ends).map(|((at, text), end)| {
        let readers = notes.people.keys().copied().filter(|person| {
            let seen = match reader {
                VersionReader::Participant(who) => notes.sees(who, *person),
                VersionReader::Overseer(_) | VersionReader::Operator => true,
            };
            seen && notes.read_at(*person, message, *at, end).is_some()
        });
        let number = number(notes, reader, &message.chat, *at);
        let newest = message.texts.last().is_some_and(|(newest, _)| newest == at);
        let missed = match reader {
            VersionReader::Participant(who) => !newest && notes.missed(who, *at), // W9
            VersionReader::Overseer(_) | VersionReader::Operator => false,
        };
        (number, text.filter(|_| shows && !missed), readers.collect())
    });
    versions.collect()
}

/// The reader's number of the chat's entry at a log position.
fn number(notes: &Notes<'_>, reader: VersionReader, chat: &ChatKey, at: usize) -> u64 {
    let entries = notes.chats.get(chat).map(|chat| chat.entries.as_slice());
    let entries = entries.unwrap_or_default().iter();
    let number = entries.filter(|entry| **entry <= at).count() as u64;
    match reader {
        VersionReader::Participant(who) => notes.counted(who, chat, number),
        VersionReader::Overseer(_) | VersionReader::Operator => number,
    }
}

/// Whether they wrote it or, if the care team wrote it to everyone, belong to the care team.
fn is_on_its_authors_side(notes: &Notes<'_>, reader: VersionReader, message: &Message<'_>) -> bool {
    let VersionReader::Participant(who) = reader else {
        return false;
    };
    let together = message.chat == ChatKey::Visit && notes.was_care(message.author);
    who == message.author || together && notes.is_care(who)
}
