//! Writing permissions and quotas, according to the notes.

use super::{Notes, parts::Place};
use chat_domain::{
    Actor, ChatKey, Command, Event, MessageId, MessageText, PersonId, Refusal, Role,
};

impl Notes<'_> {
    /// Whether the visit accepts messages (W8).
    #[must_use]
    pub const fn open(&self) -> bool {
        self.phase.is_open()
    }

    /// Whether the care side has written in the chat (W4, W5).
    #[must_use]
    pub fn started(&self, chat: &ChatKey) -> bool {
        let wrote = |author: &PersonId| self.on_care_side(*author, chat);
        let state = self.chats.get(chat);
        let any = state.is_some_and(|state| state.authors.iter().any(wrote));
        let retractable = self.rules.is_some_and(|r| r.retracting_takes_back_start);
        any && (!retractable || self.start_stands(chat))
    }

    /// Whether a message of the care side was not retracted, or not before an attendee read it or
    /// wrote after it (W4).
    fn start_stands(&self, chat: &ChatKey) -> bool {
        let messages = || {
            self.messages
                .values()
                .filter(|message| message.chat == *chat)
        };
        let mut starts = messages().filter(|message| self.on_care_side(message.author, chat));
        starts.any(|start| {
            let Some((retracted, _)) = start.retracted else {
                return true;
            };
            let answered = messages().any(|answer| {
                !self.on_care_side(answer.author, chat)
                    && start.at < answer.at
                    && answer.at < retracted
            });
            let attendees = self
                .people
                .keys()
                .filter(|who| !self.on_care_side(**who, chat));
            answered
                || attendees
                    .copied()
                    .any(|who| self.read_at(who, start, start.at, retracted).is_some())
        })
    }

    fn on_care_side(&self, author: PersonId, chat: &ChatKey) -> bool {
        match chat {
            ChatKey::Visit => self.was_care(author),
            ChatKey::Direct(pair) => pair.care == author,
        }
    }

    /// Whether the chat is locked for attendees (W6).
    #[must_use]
    pub fn locked(&self, chat: &ChatKey) -> bool {
        self.chats.get(chat).is_some_and(|chat| chat.locked)
    }

    /// Whether the attendee is in the call with the provider that the chat requires (W3).
    #[must_use]
    pub fn with_provider(&self, who: PersonId, chat: &ChatKey) -> bool {
        self.place(who) == Place::Call
            && match chat {
                ChatKey::Direct(pair) => self.place(pair.care) == Place::Call,
                ChatKey::Visit => self
                    .people
                    .values()
                    .any(|p| p.role == Role::Provider && p.place == Place::Call),
            }
    }

    /// Whether the attendee is in the waiting room and the policy lets them start the visit chat
    /// (W10).
    #[must_use]
    pub fn waits_by_policy(&self, who: PersonId, chat: &ChatKey) -> bool {
        *chat == ChatKey::Visit
            && self.place(who) == Place::Waiting
            && self
                .scheduled
                .is_some_and(|(_, policy)| policy.waiting_attendees_start_visit_chat)
    }

    /// Whether the other member of the direct chat was removed (P8).
    #[must_use]
    pub fn recipient_removed(&self, who: PersonId, chat: &ChatKey) -> bool {
        match chat {
            ChatKey::Visit => false,
            ChatKey::Direct(pair) => pair.other(who).is_some_and(|other| self.was_removed(other)),
        }
    }

    /// The counted size of undiscarded uploads, by one person or by everyone (V5).
    #[must_use]
    pub fn uploaded(&self, by: Option<PersonId>) -> u128 {
        let counted = self.uploads.values().filter(|upload| !upload.discarded);
        let counted = counted.filter(|upload| by.is_none_or(|by| upload.by == by));
        counted.map(|upload| self.counts_as(upload.file.size)).sum()
    }

    /// The counted size of a file: at least the policy's minimum.
    fn counts_as(&self, size: u64) -> u128 {
        let least = self.scheduled.and_then(|(_, p)| p.min_counted_file_bytes);
        match least {
            Some(least) if size < least => least.into(),
            _ => size.into(),
        }
    }

    /// The number of uploads, discarded or not, by one person or by everyone (V5).
    fn files(&self, by: Option<PersonId>) -> usize {
        let uploads = self.uploads.values();
        uploads
            .filter(|upload| by.is_none_or(|by| upload.by == by))
            .count()
    }

    /// The quota that keeps the person from uploading `size` more bytes, if any. Their own quota
    /// takes precedence (V5).
    #[must_use]
    pub fn over_quota(&self, who: PersonId, size: u64) -> Option<Refusal> {
        let (_, policy) = self.scheduled?;
        let over = |by, max: Option<u64>| {
            let after = self.uploaded(by) + self.counts_as(size);
            max.filter(|max| after > u128::from(*max))
        };
        let own = over(Some(who), policy.max_upload_bytes_per_person);
        let all = over(None, policy.max_upload_bytes_per_visit);
        let full = |by, max: Option<u32>| max.filter(|max| self.files(by) >= *max as usize);
        let own_files = full(Some(who), policy.max_uploads_per_person);
        let all_files = full(None, policy.max_uploads_per_visit);
        let own = own.map(|max| Refusal::PersonQuotaExceeded { max });
        own.or(own_files.map(|max| Refusal::PersonFileCountExceeded { max }))
            .or(all.map(|max| Refusal::VisitQuotaExceeded { max }))
            .or(all_files.map(|max| Refusal::VisitFileCountExceeded { max }))
    }

    /// The texts of the person's messages, corrections and notices (V8).
    fn written(&self, by: PersonId) -> impl Iterator<Item = Option<&str>> {
        let own = self
            .log
            .iter()
            .filter(move |e| e.actor == Actor::Person(by));
        own.filter_map(|entry| match &entry.event {
            Event::MessageSent { text, .. } => Some(text.as_ref().map(MessageText::as_str)),
            Event::MessageCorrected { text, .. } => Some(Some(text.as_str())),
            Event::NoticeSent { text, .. } => Some(Some(text.as_str())),
            _ => None,
        })
    }

    /// The total bytes of the person's texts (V8).
    #[must_use]
    pub fn text_bytes(&self, by: PersonId) -> u64 {
        let texts = self.written(by).flatten();
        texts.map(|text| text.len() as u64).sum()
    }

    /// The writing quota that keeps the person from a text of this many bytes, as a message or as a
    /// correction (V8).
    #[must_use]
    pub fn over_written(
        &self,
        who: PersonId,
        corrected: Option<MessageId>,
        bytes: usize,
    ) -> Option<Refusal> {
        let (_, policy) = self.scheduled?;
        let made = corrected.map(|id| self.messages.get(&id).map_or(0, |m| m.texts.len() - 1));
        let corrections = policy.max_corrections_per_message;
        if let Some(max) = corrections.filter(|max| made.is_some_and(|n| n >= *max as usize)) {
            return Some(Refusal::TooManyCorrections { max });
        }
        let entries = policy.max_entries_per_person;
        if let Some(max) = entries.filter(|max| self.written(who).count() >= *max as usize) {
            return Some(Refusal::EntryQuotaExceeded { max });
        }
        let after = self.text_bytes(who) + bytes as u64;
        let max = policy.max_text_bytes_per_person;
        max.filter(|max| after > *max)
            .map(|max| Refusal::TextQuotaExceeded { max })
    }

    /// Whether this is the newest text of a message (F8).
    #[must_use]
    pub fn has_text(&self, message: MessageId, text: &MessageText) -> bool {
        let message = self.messages.get(&message);
        message.and_then(|message| message.texts.last()?.1) == Some(text)
    }

    /// How many entries a participant or an overseer made that are about neither messages nor
    /// files (V8).
    fn acts(&self, by: Actor) -> usize {
        let own = self.log.iter().filter(|e| e.actor == by);
        own.filter(|entry| {
            !matches!(
                entry.event,
                Event::MessageSent { .. }
                    | Event::MessageCorrected { .. }
                    | Event::FileStaged { .. }
                    | Event::FileDiscarded { .. }
                    | Event::MessageRetracted { .. }
                    | Event::ChatRead { .. }
                    | Event::NoAnswerNeeded { .. }
                    | Event::NoticeSent { .. }
                    | Event::NoticeSettled { .. }
            )
        })
        .count()
    }

    /// The limit that refuses an actor this number of further entries of that kind; the host
    /// and the service have none (V8).
    #[must_use]
    pub fn over_acts(&self, actor: Actor, entries: usize) -> Option<Refusal> {
        let (_, policy) = self.scheduled?;
        let max = policy.max_acts_per_person?;
        let bounded = matches!(actor, Actor::Person(_) | Actor::Overseer(_));
        let over = bounded && self.acts(actor) + entries > max as usize;
        over.then_some(Refusal::ActQuotaExceeded { max })
    }

    /// The writing quota that keeps the actor from this command, if nothing else does (V8).
    #[must_use]
    pub fn over_asked(&self, actor: Actor, asked: &Command) -> Option<Refusal> {
        match asked {
            Command::SendMessage(send) => {
                let bytes = send.text.as_ref().map_or(0, |text| text.as_str().len());
                self.over_written(person(actor)?, None, bytes)
            }
            Command::SendNotice { text, .. } => {
                self.over_written(person(actor)?, None, text.as_str().len())
            }
            Command::CorrectMessage { message, text } if self.has_text(*message, text) => None,
            Command::CorrectMessage { message, text } => {
                self.over_written(person(actor)?, Some(*message), text.as_str().len())
            }
            _ if self.repeats(actor, asked) => None,
            Command::JoinCall { person } => {
                let came = self.people.get(person).is_some_and(|p| p.came.is_some());
                let first = self.is_attendee(*person) && !came;
                self.over_acts(actor, 1 + usize::from(first))
            }
            Command::EnterWaitingRoom { .. }
            | Command::UnlockChat { .. }
            | Command::AddParticipant(_)
            | Command::HandOver { .. }
            | Command::UndoRemoval { .. }
            | Command::EditVisit(_)
            | Command::EditParticipant(_)
            | Command::ReopenVisit
            | Command::BreakGlass { .. } => self.over_acts(actor, 1),
            // Acts that protect people or undo something are never refused for a quota.
            _ => None,
        }
    }

    /// Whether the person may write in the chat now, within their quota (V8).
    #[must_use]
    pub fn may_write(&self, who: PersonId, chat: &ChatKey) -> bool {
        if !self.open_in(chat) || !self.is_member(who, chat) || self.recipient_removed(who, chat) {
            return false;
        }
        if self.is_care(who) {
            return true;
        }
        let reason_to =
            self.started(chat) || self.with_provider(who, chat) || self.waits_by_policy(who, chat);
        reason_to && !self.locked(chat)
    }
}

const fn person(actor: Actor) -> Option<PersonId> {
    match actor {
        Actor::Person(person) => Some(person),
        Actor::Host | Actor::Overseer(_) | Actor::Service => None,
    }
}
