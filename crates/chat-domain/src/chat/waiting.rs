//! Attendees' messages that wait for an answer from the care side (R4).

use super::{key::ChatKey, number::ChatNumber};
use crate::log::seq::Seq;
use imbl::{OrdMap, OrdSet};
use time::OffsetDateTime;

/// An attendee's message that waits for an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct WaitingMessage {
    /// Its position in its chat.
    pub number: ChatNumber,
    /// When it was committed.
    pub since: OffsetDateTime,
}

/// Since when an attendee's message waits for the care side, in each chat of a visit (R4).
///
/// Cloning is cheap: the maps are shared between clones. Each change takes O(log n).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Waiting {
    chats: OrdMap<ChatKey, Exchange>,
    /// The oldest waiting message of each chat that has one.
    oldest: OrdMap<ChatKey, WaitingMessage>,
    changed: Seq,
}

/// The messages of a chat that are not retracted, by side.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Exchange {
    /// Those of attendees, with their times.
    asked: OrdMap<ChatNumber, OffsetDateTime>,
    /// Those of the care side.
    answers: OrdSet<ChatNumber>,
    /// Nothing waits up to this number, whatever is retracted later.
    settled: ChatNumber,
}

impl Exchange {
    fn oldest(&self) -> Option<WaitingMessage> {
        let newest_answer = self.answers.get_max().copied().unwrap_or_default();
        let from = newest_answer.max(self.settled).next();
        let (number, since) = self.asked.range(from..).next()?;
        Some(WaitingMessage {
            number: *number,
            since: *since,
        })
    }
}

impl Waiting {
    /// The oldest message of a chat that waits for an answer.
    #[must_use]
    pub fn oldest(&self, chat: &ChatKey) -> Option<WaitingMessage> {
        self.oldest.get(chat).copied()
    }

    /// Nothing in a chat waits up to this number, whatever is retracted later; 0 if that was never recorded.
    #[must_use]
    pub fn settled(&self, chat: &ChatKey) -> ChatNumber {
        self.chats
            .get(chat)
            .map_or(ChatNumber::default(), |exchange| exchange.settled)
    }

    /// The chats in which a message waits, with the oldest one of each.
    pub fn chats(&self) -> impl Iterator<Item = (&ChatKey, &WaitingMessage)> {
        self.oldest.iter()
    }

    /// The log position at which the oldest waiting message of any chat last changed; 0 if it never did.
    #[must_use]
    pub const fn changed(&self) -> Seq {
        self.changed
    }

    /// Records a message.
    pub(crate) fn write(
        &mut self,
        chat: ChatKey,
        by_care_side: bool,
        message: WaitingMessage,
        seq: Seq,
    ) {
        self.change(chat, seq, |exchange| {
            if by_care_side {
                exchange.answers.insert(message.number);
            } else {
                exchange.asked.insert(message.number, message.since);
            }
        });
    }

    /// Forgets a retracted message. A retracted answer answers nothing.
    pub(crate) fn retract(&mut self, chat: ChatKey, number: ChatNumber, seq: Seq) {
        self.change(chat, seq, |exchange| {
            exchange.answers.remove(&number);
            exchange.asked.remove(&number);
        });
    }

    /// Ends the wait of all messages up to `through`, for good.
    pub(crate) fn settle(&mut self, chat: ChatKey, through: ChatNumber, seq: Seq) {
        self.change(chat, seq, |exchange| {
            exchange.settled = exchange.settled.max(through);
        });
    }

    fn change(&mut self, chat: ChatKey, seq: Seq, change: impl FnOnce(&mut Exchange)) {
        let exchange = self.chats.entry(chat).or_default();
        change(exchange);
        let oldest = exchange.oldest();
        let before = self.oldest(&chat);
        if oldest == before {
            return;
        }
        match oldest {
            Some(oldest) => self.oldest.insert(chat, oldest),
            None => self.oldest.remove(&chat),
        };
        self.changed = seq;
    }
}
