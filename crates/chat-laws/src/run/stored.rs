//! What a generated step takes from the entries before it: authors, uploads, and retries.

use crate::commands::*;
use chat_domain::{
    Actor, ChatKey, Command, Entry, Event, FileRef, PersonId, SendMessage, UploadId, chat::Sha256,
};

pub(super) fn author_and_text(entry: &Entry) -> Option<(PersonId, &str)> {
    match (&entry.event, entry.actor) {
        (Event::MessageSent { text, .. }, Actor::Person(author)) => {
            Some((author, text.as_ref()?.as_str()))
        }
        _ => None,
    }
}

pub(super) fn is_sent(entry: &Entry) -> bool {
    matches!(entry.event, Event::MessageSent { .. })
}

pub(super) fn upload(entry: &Entry) -> Option<&FileRef> {
    match &entry.event {
        Event::FileStaged { file, .. } => Some(file),
        _ => None,
    }
}

/// The uploader and name of a file.
pub(super) fn uploaded(entry: &Entry) -> Option<(PersonId, &str)> {
    match (upload(entry), entry.actor) {
        (Some(file), Actor::Person(by)) => Some((by, file.name.as_str())),
        _ => None,
    }
}

pub(super) fn upload_id_of(entry: &Entry) -> Option<UploadId> {
    match entry.event {
        Event::FileStaged { upload, .. } => upload,
        _ => None,
    }
}

/// At most `most` unsent uploads of one person for one chat.
pub(super) fn unsent(log: &[Entry], by: PersonId, most: usize) -> Option<(ChatKey, Vec<&str>)> {
    let sent: Vec<_> = log
        .iter()
        .flat_map(|entry| files_of(&entry.event))
        .collect();
    let mut unsent = log.iter().rev().filter_map(|entry| match &entry.event {
        Event::FileStaged { chat, file, .. } if entry.actor == Actor::Person(by) => {
            (!sent.contains(&file)).then_some((*chat, file.name.as_str()))
        }
        _ => None,
    });
    let (chat, newest) = unsent.next()?;
    let others = unsent.filter(|(other, _)| *other == chat);
    let names = others.map(|(_, name)| name).take(most - 1);
    Some((chat, std::iter::once(newest).chain(names).collect()))
}

pub(super) fn files_of(event: &Event) -> &[FileRef] {
    match event {
        Event::MessageSent { files, .. } => files,
        _ => &[],
    }
}

/// Another message with the client id of an entry.
pub(super) fn reuse(entry: &Entry, words: &str) -> Step {
    let (actor, command) = again(entry);
    match command {
        Command::SendMessage(send) => {
            let send = SendMessage {
                message: message(words),
                text: Some(text(words)),
                ..send
            };
            (actor, Command::SendMessage(send))
        }
        other => (actor, other),
    }
}

/// Retries the upload of an entry, with a new id from the service; if `other`, with a different
/// file.
pub(super) fn restage(entry: &Entry, name: &str, a: u8, other: bool) -> Step {
    let (actor, command) = again(entry);
    match command {
        Command::StageFile {
            chat,
            mut file,
            upload,
        } => {
            file.attachment = attachment(name);
            if other {
                if a.is_multiple_of(2) {
                    file.size += 1;
                } else {
                    file.sha256 = Sha256([a; 32]);
                }
            }
            (actor, Command::StageFile { chat, file, upload })
        }
        other => (actor, other),
    }
}

/// Retries the send of an entry.
pub(super) fn again(entry: &Entry) -> Step {
    let command = chat_domain::log::command_of(&entry.event);
    (entry.actor, command)
}
