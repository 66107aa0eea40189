//! The messages of a transcript, with their versions.

use crate::{
    model::{FilePart, MessagePart, ReadPart, RetractionPart, VersionPart},
    reader::Reader,
    record::Kept,
};
use chat_domain::{
    Entry, Event, FileRef, MessageId, VisitState,
    view::{
        MessageView, RetractionView, VersionReader, VersionView, overseen_message, overseen_text,
        readable_message, versions,
    },
};
use std::collections::BTreeMap;

/// The entries of each message.
pub(super) struct Messages<'a> {
    state: &'a VisitState,
    reader: Reader,
    /// The message, then its corrections, oldest first.
    entries: BTreeMap<MessageId, Vec<Entry>>,
}

impl<'a> Messages<'a> {
    pub(super) fn of(state: &'a VisitState, reader: Reader, kept: &[&Kept]) -> Self {
        let mut entries: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for kept in kept {
            if let Event::MessageSent { message, .. } | Event::MessageCorrected { message, .. } =
                &kept.entry.event
            {
                entries
                    .entry(*message)
                    .or_default()
                    .push(kept.entry.clone());
            }
        }
        Self {
            state,
            reader,
            entries,
        }
    }

    /// A message as the reader may read it; `None` if they may not.
    pub(super) fn take(&mut self, message: MessageId) -> Option<MessagePart> {
        let entries = self.entries.remove(&message)?;
        let seen = self.seen(message, &entries)?;
        let reader = match self.reader {
            Reader::Participant(person) => VersionReader::Participant(person),
            Reader::Overseer(person) => VersionReader::Overseer(person),
            Reader::Operator => VersionReader::Operator,
        };
        let made = versions(self.state, reader, message, &entries).map_or_else(
            // By rules that show no earlier versions (R1).
            |_| self.without_readers(&seen, &entries),
            |versions| versions.into_iter().map(version).collect(),
        );
        Some(MessagePart {
            id: message,
            author: seen.author,
            sent_at: seen.sent_at,
            versions: made,
            files: seen.files.iter().map(file).collect(),
            retraction: seen.retraction.map(retraction),
        })
    }

    /// The message as it is now or, for an overseer, as of when they broke the glass.
    fn seen(&self, message: MessageId, entries: &[Entry]) -> Option<MessageView> {
        let sent = entries.first()?;
        match self.reader {
            Reader::Participant(person) => readable_message(self.state, person, sent),
            Reader::Overseer(person) => {
                let earlier = overseen_text(self.state, person, sent);
                let earlier = entries.iter().find(|entry| {
                    let number = entry.event.chat_entry().map(|(_, number)| number);
                    number.is_some() && number == earlier
                });
                overseen_message(self.state, person, sent, earlier)
            }
            Reader::Operator => self.stored(message, sent),
        }
    }

    /// The message with all that the record has of it, retracted or not.
    fn stored(&self, id: MessageId, sent: &Entry) -> Option<MessageView> {
        let message = self.state.messages.get(&id)?;
        let all = chat_domain::Readable::all();
        let retraction = message.retraction.as_ref();
        Some(MessageView {
            chat: message.chat,
            number: all.number(message.number),
            message: id,
            client_id: None,
            author: message.author,
            sent_at: sent.at,
            version: message.version(),
            version_number: all.number(message.newest_version()),
            text: None,
            files: message.files.clone(),
            retraction: retraction.map(|retraction| RetractionView {
                by: retraction.by,
                reason: retraction.reason.clone(),
                at: retraction.at,
            }),
        })
    }

    /// The versions where the visit keeps no read marks: for the operator all, for all others the one that they see.
    fn without_readers(&self, seen: &MessageView, entries: &[Entry]) -> Vec<VersionPart> {
        let written = (1..).zip(entries).map(|(version, entry)| VersionPart {
            version,
            at: entry.at,
            text: match &entry.event {
                Event::MessageSent { text, .. } => text.clone(),
                Event::MessageCorrected { text, .. } => Some(text.clone()),
                _ => None,
            },
            read_by: Vec::new(),
        });
        if self.reader == Reader::Operator {
            return written.collect();
        }
        let written = written.filter(|written| written.version == seen.version);
        let shown = written.map(|written| VersionPart {
            text: seen.text.clone(),
            ..written
        });
        shown.collect()
    }
}

fn version(version: VersionView) -> VersionPart {
    let read_by = version.read_by.into_iter();
    VersionPart {
        version: version.version,
        at: version.at,
        text: version.text,
        read_by: read_by
            .map(|read| ReadPart {
                person: read.person,
                at: read.at,
            })
            .collect(),
    }
}

fn file(file: &FileRef) -> FilePart {
    FilePart {
        attachment: file.attachment,
        name: file.name.clone(),
        media_type: file.media_type.clone(),
        size: file.size,
        sha256: file.sha256,
    }
}

fn retraction(retraction: RetractionView) -> RetractionPart {
    RetractionPart {
        by: retraction.by,
        at: retraction.at,
        reason: retraction.reason,
    }
}
