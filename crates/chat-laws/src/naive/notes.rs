//! Taking notes of log entries.

use super::{
    Notes,
    parts::{Message, Person, Place, Upload},
};
use chat_domain::{Actor, Departure, Entry, Event, PersonId, Phase};

impl<'a> Notes<'a> {
    /// Adds an entry.
    pub fn note(&mut self, entry: &'a Entry) {
        let at = self.log.len();
        self.log.push(entry);
        if let Actor::Person(person) | Actor::Overseer(person) = entry.actor {
            self.actors.insert(person);
        }
        match &entry.event {
            Event::VisitScheduled {
                kind,
                policy,
                rules,
                ..
            } => {
                self.scheduled = Some((*kind, *policy));
                self.rules = Some(rules.rules());
                self.phase = Phase::Scheduled;
            }
            Event::ParticipantAdded { person, role, .. } => {
                self.people.entry(*person).or_insert(Person {
                    role: *role,
                    added: at,
                    came: None,
                    removed: None,
                    place: Place::Elsewhere,
                    reported: None,
                    dropped: false,
                });
            }
            Event::ParticipantRemoved { person, .. } => self.change(*person, |whom| {
                whom.removed.get_or_insert(at);
                whom.goes(false);
            }),
            Event::HandedOver { from, to } => {
                let undone = |(_, by, to_whom): &(usize, _, _)| (by, to_whom) == (to, from);
                self.handovers.retain(|earlier| !undone(earlier));
                self.handovers.push((at, *from, *to));
            }
            Event::WaitingRoomEntered { person } => self.change(*person, |whom| {
                whom.came.get_or_insert(at);
                whom.comes(Place::Waiting, entry.actor);
            }),
            Event::CallJoined { person } => {
                if self.was_care(*person) {
                    self.phase = Phase::InProgress;
                }
                self.change(*person, |whom| whom.comes(Place::Call, entry.actor));
            }
            Event::ParticipantLeft { person, how } => {
                self.change(*person, |whom| whom.goes(*how == Departure::Dropped));
            }
            Event::CallEnded => self.out_of(&[Place::Call]),
            Event::VisitCompleted => self.close(Phase::Completed),
            Event::VisitCancelled => self.close(Phase::Cancelled),
            Event::VisitMarkedNoShow => self.close(Phase::NoShow),
            Event::VisitReopened => self.phase = Phase::Reopened,
            Event::ChatLocked { chat } => self.chats.entry(*chat).or_default().locked = true,
            Event::ChatUnlocked { chat } => self.chats.entry(*chat).or_default().locked = false,
            Event::GlassBroken { chat, .. } => {
                if let Actor::Overseer(overseer) = entry.actor {
                    self.glass.insert((overseer, *chat), at);
                }
            }
            Event::ChatRead { chat, through } => {
                if let (Actor::Person(who), Ok(count)) = (entry.actor, usize::try_from(through.0)) {
                    let marks = &mut self.chats.entry(*chat).or_default().marks;
                    marks.push((at, who, count));
                }
            }
            Event::NoAnswerNeeded { chat, through } => {
                let chat = self.chats.entry(*chat).or_default();
                let count = usize::try_from(through.0).unwrap_or(usize::MAX);
                chat.set_aside = chat.set_aside.max(count);
            }
            Event::FileDiscarded { attachment } => {
                if let Some(upload) = self.uploads.get_mut(attachment) {
                    upload.discarded = true;
                }
            }
            Event::FileStaged { .. }
            | Event::MessageSent { .. }
            | Event::MessageCorrected { .. }
            | Event::MessageRetracted { .. } => self.note_content(at, entry),
        }
    }

    fn note_content(&mut self, at: usize, entry: &'a Entry) {
        if let Some((chat, _)) = entry.event.chat_entry() {
            self.chats.entry(chat).or_default().entries.push(at);
        }
        match (&entry.event, entry.actor) {
            (Event::FileStaged { chat, file, upload }, Actor::Person(by)) => {
                let upload = Upload {
                    by,
                    chat: *chat,
                    file,
                    id: *upload,
                    carried_by: Vec::new(),
                    discarded: false,
                };
                self.uploads.insert(file.attachment, upload);
            }
            (
                Event::MessageSent {
                    chat,
                    recipient,
                    message,
                    client_id,
                    text,
                    files,
                    number: _,
                },
                Actor::Person(author),
            ) => {
                self.chats.entry(*chat).or_default().authors.push(author);
                for file in files {
                    if let Some(upload) = self.uploads.get_mut(&file.attachment) {
                        upload.carried_by.push(*message);
                    }
                }
                let sent = Message {
                    at,
                    chat: *chat,
                    author,
                    recipient: *recipient,
                    client_id: *client_id,
                    texts: vec![(at, text.as_ref())],
                    files,
                    retracted: None,
                };
                self.messages.insert(*message, sent);
            }
            (Event::MessageCorrected { message, text, .. }, _) => {
                if let Some(message) = self.messages.get_mut(message) {
                    message.texts.push((at, Some(text)));
                }
            }
            (Event::MessageRetracted { message, .. }, _) => {
                if let Some(message) = self.messages.get_mut(message) {
                    message.retracted.get_or_insert((at, entry));
                }
            }
            _ => {}
        }
    }

    fn change(&mut self, who: PersonId, how: impl FnOnce(&mut Person)) {
        if let Some(person) = self.people.get_mut(&who) {
            how(person);
        }
    }

    fn out_of(&mut self, places: &[Place]) {
        for person in self.people.values_mut() {
            if places.contains(&person.place) {
                person.goes(false);
            }
        }
    }

    fn close(&mut self, phase: Phase) {
        self.out_of(&[Place::Call, Place::Waiting]);
        self.phase = phase;
        for chat in self.chats.values_mut() {
            chat.set_aside = chat.entries.len();
        }
    }
}
