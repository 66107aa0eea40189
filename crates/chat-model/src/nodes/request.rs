//! Requests that clients make.

use crate::visit::{Chat, Who, Words};
use chat_domain::{
    Actor, ClientMessageId, Command, MessageId, MessageText, Recipient, SendMessage,
};
use uuid::Uuid;

/// A request. Clients may retry it, because they can't know whether a lost answer meant success.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Request {
    /// The provider writes to the patient, which starts the direct chat.
    Greet,
    /// The patient replies.
    Answer,
    /// The patient's client reuses the id of its reply for a different text.
    AnswerOtherwise,
    /// The patient is removed.
    Remove,
    /// The visit is completed.
    Complete,
    /// The visit is reopened.
    Reopen,
    /// The direct chat is locked.
    Lock,
    /// The direct chat is unlocked.
    Unlock,
}

const CHAT: Chat = Chat::Direct(Who::DrA, Who::Patient1);

impl Request {
    /// All requests.
    pub const ALL: [Self; 8] = [
        Self::Greet,
        Self::Answer,
        Self::AnswerOtherwise,
        Self::Remove,
        Self::Complete,
        Self::Reopen,
        Self::Lock,
        Self::Unlock,
    ];

    pub(super) const fn code(self) -> u8 {
        self as u8
    }

    /// The actor.
    #[must_use]
    pub const fn actor(self) -> Actor {
        match self {
            Self::Answer | Self::AnswerOtherwise => Actor::Person(Who::Patient1.person()),
            _ => Actor::Person(Who::DrA.person()),
        }
    }

    /// The client message id, the same for every attempt (F7).
    #[must_use]
    pub const fn client_id(self) -> Option<ClientMessageId> {
        match self {
            Self::Greet => Some(ClientMessageId::new(Uuid::from_u128(0xC1))),
            Self::Answer | Self::AnswerOtherwise => {
                Some(ClientMessageId::new(Uuid::from_u128(0xC2)))
            }
            _ => None,
        }
    }

    /// The command. The node generates a fresh message id for every attempt.
    pub(super) fn command(self, words: &Words, attempt: u8) -> Command {
        match self {
            Self::Greet => self.send(&words.text, Who::Patient1, attempt),
            Self::Answer => self.send(&words.text, Who::DrA, attempt),
            Self::AnswerOtherwise => self.send(&words.other_text, Who::DrA, attempt),
            Self::Remove => Command::RemoveParticipant {
                person: Who::Patient1.person(),
                reason: words.reason.clone(),
            },
            Self::Complete => Command::CompleteVisit,
            Self::Reopen => Command::ReopenVisit,
            Self::Lock => Command::LockChat { chat: CHAT.key() },
            Self::Unlock => Command::UnlockChat { chat: CHAT.key() },
        }
    }

    fn send(self, text: &MessageText, to: Who, attempt: u8) -> Command {
        let id = u128::from(self.code()) << 8 | u128::from(attempt);
        Command::SendMessage(SendMessage {
            chat: CHAT.key(),
            recipient: Recipient::Person(to.person()),
            message: MessageId::new(Uuid::from_u128(0x3E_0000 | id)),
            client_id: self
                .client_id()
                .unwrap_or(ClientMessageId::new(Uuid::nil())),
            text: Some(text.clone()),
            files: Vec::new(),
        })
    }

    pub(super) const fn words(self) -> &'static str {
        match self {
            Self::Greet => "Dr. A's message to patient 1",
            Self::Answer => "patient 1's message to Dr. A",
            Self::AnswerOtherwise => "patient 1's other text under the same client id",
            Self::Remove => "Dr. A's removal of patient 1",
            Self::Complete => "Dr. A's completing the visit",
            Self::Reopen => "Dr. A's reopening the visit",
            Self::Lock => "Dr. A's locking the direct chat",
            Self::Unlock => "Dr. A's unlocking the direct chat",
        }
    }
}
