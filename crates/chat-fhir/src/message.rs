//! A version of a message as a `Communication`.

use crate::{
    export::Export,
    id,
    model::{
        Attachment, CodeableConcept, Communication, Instant, Payload, Reference, Resource,
        ResourceType,
    },
    options::FhirVersion,
    thread::attendee,
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use chat_domain::{
    Actor, ChatKey, Entry, Event, MessageId, PersonId, Refusal, audience,
    chat::MessageState,
    view::{VersionReader, VersionView, readable_message, version_readers, versions},
};
use std::sync::Arc;
use time::OffsetDateTime;

/// What the recipient may know of a version.
struct Known {
    version: u32,
    text: Option<String>,
    /// When the first of the others read it.
    received: Option<OffsetDateTime>,
    /// Whether they may know of the version before, too.
    follows: bool,
}

impl Export<'_> {
    /// The version that an entry wrote, its files if it is the first, and the provenance if it is a correction.
    pub(crate) fn message(&mut self, entry: &Entry, message: MessageId) -> Vec<Resource> {
        let mut out = Vec::new();
        let found = self.state.messages.get(&message).map(Arc::clone);
        let Some(found) = found else {
            return out;
        };
        let Some(known) = self.known(entry, message, &found) else {
            return out;
        };
        let thread = self.thread(found.chat, &mut out);
        let this = id::version(message, known.version);
        let before = (known.follows && known.version > 1)
            .then(|| self.link_to(message, known.version.saturating_sub(1)));
        let files = self.files(&found);
        // With the first version that is exported.
        if known.version == 1 || !known.follows {
            out.extend(files.iter().map(|file| self.document(file, &found)));
        }
        let documents = files.iter().map(|file| {
            let id = file.attachment.uuid();
            Payload::Reference(self.link(ResourceType::DocumentReference, id))
        });
        let text = known.text.map(|text| self.text(text));
        let retraction = found.retraction.as_ref();
        out.push(Resource::Communication(Communication {
            part_of: vec![thread],
            in_response_to: before.iter().cloned().collect(),
            status: retraction.map_or("completed", |_| "entered-in-error"),
            status_reason: retraction.map(|it| CodeableConcept::text(it.reason.as_str())),
            subject: self.patient(attendee(found.chat)),
            sent: Some(Instant(entry.at)),
            received: known.received.map(Instant),
            recipient: self.recipients(entry, found.chat, found.author),
            sender: Some(self.person(found.author)),
            payload: text.into_iter().chain(documents).collect(),
            ..Communication::new(this, self.encounter_link())
        }));
        if let Some(before) = before {
            out.push(self.correction(entry, (message, known.version), before));
        }
        out
    }

    /// A version of a message.
    pub(crate) fn link_to(&self, message: MessageId, version: u32) -> Reference {
        self.link(ResourceType::Communication, id::version(message, version))
    }

    /// What the recipient may know of the version that an entry wrote; `None` if nothing.
    fn known(&self, entry: &Entry, message: MessageId, found: &MessageState) -> Option<Known> {
        let Some(me) = self.viewer else {
            return written(entry).map(|(version, text)| {
                let number = entry.event.chat_entry().map(|(_, number)| number);
                let readers = number.map(|number| version_readers(self.state, found, number));
                let first = readers.iter().flatten().map(|read| read.at).min();
                Known {
                    version,
                    text,
                    received: first,
                    follows: true,
                }
            });
        };
        let reader = VersionReader::Participant(me.person);
        match versions(self.state, reader, message, std::slice::from_ref(entry)) {
            Ok(seen) => seen.into_iter().next().map(Known::from),
            Err(Refusal::ReadMarksNotKept) => self.newest(entry, me.person, found),
            Err(_) => None,
        }
    }

    /// The version by rules that show no earlier ones: only if it is the newest.
    fn newest(&self, entry: &Entry, me: PersonId, found: &MessageState) -> Option<Known> {
        let (_, number) = entry.event.chat_entry()?;
        let seen = readable_message(self.state, me, entry)?;
        (number == found.newest_version()).then(|| Known {
            version: seen.version,
            text: seen.text.map(|text| text.as_str().to_owned()),
            received: None,
            follows: false,
        })
    }

    /// To whom a message was sent: the peer or, for the host, everyone who received it then. A participant learns only who
    /// is in the thread, since more would tell when others came (M7).
    fn recipients(&self, entry: &Entry, chat: ChatKey, author: PersonId) -> Vec<Reference> {
        let people: Vec<_> = match chat {
            ChatKey::Direct(pair) => pair.other(author).into_iter().collect(),
            ChatKey::Visit if self.viewer.is_some() => Vec::new(),
            ChatKey::Visit => audience(&self.so_far, entry).into_iter().collect(),
        };
        let others = people.into_iter().filter(|person| *person != author);
        others.map(|person| self.person(person)).collect()
    }

    /// A text. R5 has none in a payload, so it becomes an attachment.
    pub(crate) fn text(&self, text: String) -> Payload {
        match self.options.version {
            FhirVersion::R4 => Payload::Text(text),
            FhirVersion::R5 => Payload::Attachment(Attachment {
                content_type: "text/plain;charset=UTF-8".to_owned(),
                data: Some(STANDARD.encode(text)),
                url: None,
                size: None,
                title: None,
            }),
        }
    }

    /// Who received a notice: for the host, the care team then.
    pub(crate) fn notice_recipients(&self, entry: &Entry) -> Vec<Reference> {
        if self.viewer.is_some() {
            return Vec::new();
        }
        let people = audience(&self.so_far, entry).into_iter();
        let others = people.filter(|person| entry.actor != Actor::Person(*person));
        others.map(|person| self.person(person)).collect()
    }
}

impl From<VersionView> for Known {
    fn from(seen: VersionView) -> Self {
        Self {
            version: seen.version,
            text: seen.text.map(|text| text.as_str().to_owned()),
            received: seen.read_by.iter().map(|read| read.at).min(),
            follows: true,
        }
    }
}

/// The version and text that an entry wrote.
fn written(entry: &Entry) -> Option<(u32, Option<String>)> {
    match &entry.event {
        Event::MessageSent { text, .. } => {
            Some((1, text.as_ref().map(|text| text.as_str().to_owned())))
        }
        Event::MessageCorrected { version, text, .. } => {
            Some((*version, Some(text.as_str().to_owned())))
        }
        _ => None,
    }
}
