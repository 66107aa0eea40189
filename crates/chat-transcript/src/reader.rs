//! For whom a transcript is made, and of what.

use chat_domain::{
    ChatKey, Entry, Event, PersonId, Refusal, VisitState,
    access::{may_oversee, numbering, participant},
    log::Actor,
    reads_entry,
};

/// For whom a transcript is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reader {
    /// A participant: what they may read (M1, M6, M7, V7, W9).
    Participant(PersonId),
    /// A person who broke the glass for one chat: the chat as of then (M5).
    Overseer(PersonId),
    /// The operator, who has the stored log itself: all of it.
    Operator,
}

/// What of a visit is in a transcript.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scope {
    /// All that the reader may read.
    #[default]
    Visit,
    /// One chat.
    Chat(ChatKey),
}

impl Scope {
    /// Whether a chat is in the scope.
    #[must_use]
    pub fn includes(self, chat: &ChatKey) -> bool {
        match self {
            Self::Visit => true,
            Self::Chat(only) => only == *chat,
        }
    }
}

/// Whether the reader may have a transcript.
///
/// # Errors
/// The rule that refuses it, as for reading the chat or the visit.
pub fn may_have(state: &VisitState, reader: Reader, scope: Scope) -> Result<(), Refusal> {
    match (reader, scope) {
        (Reader::Participant(person), Scope::Visit) => participant(state, person).map(drop),
        (Reader::Participant(person), Scope::Chat(chat)) => {
            numbering(state, person, &chat).map(drop)
        }
        (Reader::Overseer(person), Scope::Chat(chat)) => {
            may_oversee(state, person, &chat).map(drop) // M5
        }
        (Reader::Overseer(_), Scope::Visit) => Err(Refusal::NotAnOverseer), // M5
        (Reader::Operator, _) if state.ids.is_none() => Err(Refusal::VisitUnknown),
        (Reader::Operator, _) => Ok(()),
    }
}

/// Whether an entry is in the reader's transcript, given a state that includes the entry.
pub(crate) fn reads(state: &VisitState, reader: Reader, scope: Scope, entry: &Entry) -> bool {
    let chat = chat_of(&entry.event);
    if chat.is_some_and(|chat| !scope.includes(&chat)) {
        return false;
    }
    match reader {
        Reader::Participant(person) => reads_entry(state, person, entry),
        Reader::Operator => true,
        Reader::Overseer(person) => {
            let Scope::Chat(overseen) = scope else {
                return false;
            };
            let Ok(glass) = may_oversee(state, person, &overseen) else {
                return false; // M5
            };
            match entry.event {
                Event::GlassBroken { .. } => entry.actor == Actor::Overseer(person),
                _ if entry.seq > glass.seq => false,
                Event::NoticeSent { .. } | Event::NoticeSettled { .. } => false,
                _ => entry
                    .event
                    .chat_entry()
                    .is_none_or(|(_, n)| n <= glass.through),
            }
        }
    }
}

/// The chat of an entry of a transcript.
fn chat_of(event: &Event) -> Option<ChatKey> {
    match event {
        Event::ChatLocked { chat }
        | Event::ChatUnlocked { chat }
        | Event::GlassBroken { chat, .. } => Some(*chat),
        _ => event.chat_entry().map(|(chat, _)| chat),
    }
}
