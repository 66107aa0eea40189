//! The parts of the notes.

use chat_domain::{
    Actor, ChatKey, ClientMessageId, Entry, FileRef, MessageId, MessageText, NoticeId, NoticeText,
    PersonId, Recipient, Role, UploadId,
};

/// Where a person is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In the waiting room.
    Waiting,
    /// In the call.
    Call,
    /// Not in the visit.
    Elsewhere,
}

/// A person who was added. Once removed, they stay removed until that is undone, whatever else the log
/// says later.
#[derive(Clone, Debug)]
pub struct Person {
    /// The role.
    pub role: Role,
    /// Whether they are or ever were a patient.
    pub was_patient: bool,
    /// The log position where they first were a patient who had entered the visit.
    pub ranked: Option<usize>,
    /// Whether the earlier visit chat was shared with them when they were added (M6).
    pub shares_history: bool,
    /// The role in which they first entered the waiting room (M6).
    pub came_as: Option<Role>,
    /// The log position where they were added.
    pub added: usize,
    /// The log position where they first entered the waiting room.
    pub came: Option<usize>,
    /// The log position where they were removed, unless that was undone.
    pub removed: Option<usize>,
    /// The log positions of removals that were undone, each with the position of its undoing (W9).
    pub away: Vec<(usize, usize)>,
    /// The host reported that they joined a call that had not begun (V3).
    pub early: bool,
    /// They have been in the call together with the care team (V2).
    pub seen: bool,
    /// Where they are.
    pub place: Place,
    /// Who reported that they are there; `None` if they are elsewhere.
    pub reported: Option<Actor>,
    /// Whether they are elsewhere because they were dropped (V9).
    pub dropped: bool,
}

impl Person {
    /// They are in the waiting room or the call, as reported by an actor.
    pub(super) const fn comes(&mut self, place: Place, reported: Actor) {
        self.place = place;
        self.reported = Some(reported);
        self.dropped = false;
        self.early = false;
    }

    /// They are elsewhere.
    pub(super) const fn goes(&mut self, dropped: bool) {
        self.place = Place::Elsewhere;
        self.reported = None;
        self.dropped = dropped;
        self.early = false;
    }

    /// Whether they were removed when the entry at this log position was written, and came back later.
    #[must_use]
    pub fn was_away(&self, at: usize) -> bool {
        self.away.iter().any(|(from, to)| *from < at && at < *to)
    }
}

/// The events of a chat.
#[derive(Clone, Debug, Default)]
pub struct Chat {
    /// The authors of its messages.
    pub authors: Vec<PersonId>,
    /// The log positions of messages, corrections and retractions.
    pub entries: Vec<usize>,
    /// Whether it is currently locked.
    pub locked: bool,
    /// Who marked how many of its entries as read, with the log position of the mark.
    pub marks: Vec<(usize, PersonId, usize)>,
    /// How many of its entries need no answer, whatever happens later, and who said so; `None` if the
    /// visit was closed (R4).
    pub set_aside: Vec<(usize, Option<PersonId>)>,
}

/// A handover in effect (V7).
#[derive(Clone, Copy, Debug)]
pub struct Handover {
    /// The log position.
    pub at: usize,
    /// The former provider.
    pub from: PersonId,
    /// The new provider.
    pub to: PersonId,
    /// Whether the policy then opened the former's direct chats.
    pub opens: bool,
}

impl Handover {
    /// Whether it opens a message to the new provider.
    #[must_use]
    pub fn opens(&self, message: &Message<'_>) -> bool {
        let theirs = match &message.chat {
            ChatKey::Direct(pair) => pair.care == self.from,
            ChatKey::Visit => false,
        };
        self.opens && theirs && message.at < self.at
    }
}

/// A message and its later entries.
#[derive(Clone, Debug)]
pub struct Message<'a> {
    /// The log position where it was sent.
    pub at: usize,
    /// The chat.
    pub chat: ChatKey,
    /// The author.
    pub author: PersonId,
    /// The named recipient.
    pub recipient: Recipient,
    /// The client id.
    pub client_id: ClientMessageId,
    /// Its texts with their log positions, oldest first.
    pub texts: Vec<(usize, Option<&'a MessageText>)>,
    /// The files.
    pub files: &'a [FileRef],
    /// The retraction, with its log position.
    pub retracted: Option<(usize, &'a Entry)>,
}

/// A notice to the care team (W7).
#[derive(Clone, Copy, Debug)]
pub struct Notice<'a> {
    /// The log position where it was sent.
    pub at: usize,
    /// The sender.
    pub sender: PersonId,
    /// The sender's id for it.
    pub id: NoticeId,
    /// The text.
    pub text: &'a NoticeText,
}

/// An upload.
#[derive(Clone, Debug)]
pub struct Upload<'a> {
    /// The uploader.
    pub by: PersonId,
    /// The chat it is for.
    pub chat: ChatKey,
    /// The file.
    pub file: &'a FileRef,
    /// The client's upload id.
    pub id: Option<UploadId>,
    /// The messages that carry it.
    pub carried_by: Vec<MessageId>,
    /// Whether it was discarded (V6).
    pub discarded: bool,
}

impl Upload<'_> {
    /// Whether it is neither sent nor discarded.
    #[must_use]
    pub const fn waits(&self) -> bool {
        self.carried_by.is_empty() && !self.discarded
    }
}
